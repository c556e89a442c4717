import type { Job } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { createRunJob } from '../../jobs/run.ts';
import { fromPayload, toPayload } from '../../src/adapters/bullmq/payload.ts';
import type { RunProgress } from '../../src/domain/progress.ts';
import { RunAborted } from '../../src/domain/run-aborted.ts';
import { UNARY } from '../../src/domain/workload.ts';
import { aProgress, aRequest } from '../app/a-request.ts';
import { aRecord } from '../builders/a-record.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { createFakeRunStore } from '../fakes/fake-run-store.ts';

const request = aRequest();

async function setUp() {
  const clock = createFakeClock();
  const store = createFakeRunStore({ clock });
  await store.create(request, 'key');
  const shutdown = new AbortController();
  const told: RunProgress[] = [];
  const executed: { id: string; signal: AbortSignal; onProgress: (progress: RunProgress) => void }[] = [];
  let ended = Promise.withResolvers<void>();
  const run = createRunJob({
    store,
    clock,
    shutdown: shutdown.signal,
    async execute({ id }, onProgress, signal) {
      executed.push({ id, signal, onProgress });
      signal.addEventListener('abort', () => ended.resolve());
      await ended.promise;
      return aRecord({ id, state: signal.aborted ? (signal.reason as RunAborted).state : 'done' });
    },
  });
  const deliver = (data: unknown = toPayload(request), signal?: AbortSignal) => {
    const job = { data, updateProgress: async (progress: RunProgress) => void told.push(progress) };
    return run(job as unknown as Job, 'token', signal);
  };
  return {
    clock,
    store,
    shutdown,
    told,
    executed,
    run,
    deliver,
    finish: () => ended.resolve(),
    fail: (cause: Error) => {
      ended.reject(cause);
      ended = Promise.withResolvers();
    },
  };
}

describe('the run job', () => {
  it('names three arguments, without which BullMQ hands out no signal', async () => {
    expect((await setUp()).run).toHaveLength(3);
  });

  it('carries out the run of its payload, passes its progress on and gives its end state', async () => {
    const { deliver, executed, told, finish, clock } = await setUp();
    const done = deliver();
    await clock.advance(1000);
    expect(executed.map(({ id }) => id)).toEqual([request.id]);
    executed[0]?.onProgress(aProgress(1000));
    finish();
    expect(await clock.during(done)).toBe('done');
    expect(told).toEqual([aProgress(1000)]);
  });

  it.each(['running', 'restoring'] as const)('does not run a run again that is %s', async (state) => {
    const { deliver, executed, store } = await setUp();
    await store.update(request.id, { state: 'running', enter: 'preflight' });
    await store.update(request.id, { state });
    await expect(deliver()).rejects.toMatchObject({ name: 'UnrecoverableError' });
    expect(executed).toEqual([]);
  });

  it('does not run a run that has ended, as one does whose queueing failed, or that nobody keeps', async () => {
    const { deliver, executed, store } = await setUp();
    await store.update(request.id, { state: 'failed' });
    await expect(deliver()).rejects.toMatchObject({ name: 'UnrecoverableError' });
    const unknown = toPayload(aRequest({ id: 'r-unknown' }));
    await expect(deliver(unknown)).rejects.toMatchObject({ name: 'UnrecoverableError' });
    expect(executed).toEqual([]);
  });

  it('reads a payload of version 1, which had no jitter', () => {
    const { jitter_percent: _, ...parameters } = request.parameters;
    expect(fromPayload({ version: 1, request: { ...request, parameters } })).toEqual(request);
  });

  it('reads a payload of version 2, which had nothing but a jitter beside the value, and no streams', () => {
    const { max_stream_duration_ms: _, drain_timeout_ms: __, rpc, stream_ms, ...parameters } = request.parameters;
    expect({ rpc, stream_ms }).toEqual(UNARY);
    expect(fromPayload({ version: 2, request: { ...request, parameters } })).toEqual(request);
  });

  it.each([
    ['another version', { ...toPayload(request), version: 4 }],
    ['a part missing', { version: 2, request: { ...request, parameters: undefined } }],
    ['an unknown scenario', { version: 2, request: { ...request, scenario: 'nosuch' } }],
    ['nothing in it', null],
  ])('refuses a payload with %s', async (_what, data) => {
    const { deliver, executed } = await setUp();
    await expect(deliver(data)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('another version'),
    });
    expect(executed).toEqual([]);
  });

  it('aborts as cancelled when somebody asked for it in whatever process, even while the store is away in between', async () => {
    const { deliver, executed, store, clock } = await setUp();
    const done = deliver();
    await clock.advance(2000);
    expect(executed[0]?.signal.aborted).toBe(false);
    store.away(true);
    await clock.advance(2000);
    store.away(false);
    await store.update(request.id, { cancelledBy: 'U0ANNA' });
    await clock.advance(1000);
    expect(await done).toBe('cancelled');
    expect(executed[0]?.signal.reason).toMatchObject({ state: 'cancelled', message: 'cancelled by U0ANNA' });
  });

  it('aborts as cancelled at once where that was asked before it began', async () => {
    const { deliver, store, clock } = await setUp();
    await store.update(request.id, { cancelledBy: 'U0ANNA' });
    expect(await clock.during(deliver(), 100)).toBe('cancelled');
  });

  it('aborts with the worker’s reason when that must end, and as interrupted when the queue lost it', async () => {
    const first = await setUp();
    const done = first.deliver();
    await first.clock.advance(100);
    first.shutdown.abort(new RunAborted('interrupted', 'the worker was told to end'));
    expect(await first.clock.during(done)).toBe('interrupted');
    expect(first.executed[0]?.signal.reason).toMatchObject({ message: 'the worker was told to end' });

    const second = await setUp();
    const lost = new AbortController();
    const other = second.deliver(toPayload(request), lost.signal);
    await second.clock.advance(100);
    lost.abort('lock lost');
    expect(await second.clock.during(other)).toBe('interrupted');
  });

  it('no longer looks for a wish to cancel once it is over, and fails with the run’s own error', async () => {
    const { deliver, fail, clock, store } = await setUp();
    let looks = 0;
    const get = store.get;
    store.get = (id) => {
      looks += 1;
      return get(id);
    };
    const done = deliver();
    await clock.advance(2000);
    fail(new Error('it broke'));
    await expect(clock.during(done)).rejects.toThrow('it broke');
    const before = looks;
    await clock.advance(10_000);
    expect(looks).toBe(before);
    expect(before).toBeGreaterThan(3);
  });
});
