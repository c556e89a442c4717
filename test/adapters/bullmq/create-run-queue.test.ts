import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunQueue } from '../../../src/adapters/bullmq/create-run-queue.ts';
import { queueName } from '../../../src/adapters/bullmq/queue-name.ts';
import { aRequest } from '../../app/a-request.ts';
import { type QueueUnderTest, runQueueContract } from '../../contract/run-queue.contract.ts';
import { createFakeRunQueue } from '../../fakes/fake-run-queue.ts';
import { startTestValkey, type TestValkey } from '../redis/test-valkey.ts';
import { queueUnderTest, startHeldWorker } from './queue-under-test.ts';

let valkey: TestValkey;
beforeAll(async () => {
  valkey = await startTestValkey();
}, 180_000);
afterAll(() => valkey.close());

runQueueContract('the fake', async (): Promise<QueueUnderTest> => {
  const targets = ['one', 'two'] as const;
  const queue = createFakeRunQueue({ targets });
  return {
    queue,
    other: queue,
    targets,
    work: async (target) => {
      let run = queue.take(target);
      return {
        started: async () => run?.id ?? '',
        tell: async (progress) => queue.tell(target, progress),
        finish: async () => {
          queue.finish(target);
          run = queue.take(target);
        },
      };
    },
    close: () => queue.close(),
  };
});
runQueueContract('BullMQ', () => queueUnderTest(valkey.url));

/** What is in a target's queue, seen from outside. */
async function idsIn(target: string): Promise<(string | undefined)[]> {
  const connection = new Redis(valkey.url, { maxRetriesPerRequest: null });
  const queue = new Queue(queueName(target), { connection, skipVersionCheck: true });
  const jobs = await queue.getJobs(['waiting', 'active', 'completed', 'failed', 'delayed']);
  await queue.close();
  connection.disconnect();
  return jobs.map((job) => job.id);
}

async function failureWithin3s(call: Promise<unknown>): Promise<unknown> {
  const start = performance.now();
  const failure = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(performance.now() - start).toBeLessThan(3000);
  return failure;
}

/** Tries until it succeeds; nothing tells when a connection is back. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  const end = performance.now() + 20_000;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      if (performance.now() > end) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe('the run queue in Redis', () => {
  it('lists the runs that it can read beside a job of another version', async () => {
    const queue = createRunQueue({ url: valkey.url, targets: ['mixed'] });
    const connection = new Redis(valkey.url, { maxRetriesPerRequest: null });
    const raw = new Queue(queueName('mixed'), { connection, skipVersionCheck: true });
    await raw.add('run', { version: 2, request: { id: 'r-future' } }, { jobId: 'r-future' });
    await queue.add(aRequest({ target: 'mixed' }));
    expect((await queue.list('mixed')).map((one) => one.request.id)).toEqual(['r-00000001']);
    await raw.close();
    connection.disconnect();
    await queue.close();
  });

  it('fails within 3 s while Redis hangs, and the run is in no queue once it goes on', async () => {
    const queue = createRunQueue({ url: valkey.url, targets: ['frozen'] });
    await queue.list('frozen');
    process.kill(valkey.pid, 'SIGSTOP');
    try {
      const added = failureWithin3s(queue.add(aRequest({ target: 'frozen' })));
      expect(await failureWithin3s(queue.list('frozen'))).toMatchObject({ code: 'queue_unavailable' });
      expect(await added).toMatchObject({ code: 'queue_unavailable' });
    } finally {
      process.kill(valkey.pid, 'SIGCONT');
    }
    expect(await idsIn('frozen')).toEqual([]);
    await queue.add(aRequest({ id: 'r-00000002', target: 'frozen' }));
    expect(await idsIn('frozen')).toEqual(['r-00000002']);
    await queue.close();
  });

  it('fails within 3 s while its connection is only half open, and the run is in no queue afterwards', async () => {
    const queue = createRunQueue({ url: valkey.url, targets: ['half'] });
    await queue.list('half');
    const redis = new Redis(valkey.url);
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    process.kill(valkey.pid, 'SIGSTOP');
    try {
      const failure = await failureWithin3s(queue.add(aRequest({ target: 'half' })));
      expect(failure).toMatchObject({ code: 'queue_unavailable' });
    } finally {
      process.kill(valkey.pid, 'SIGCONT');
    }
    redis.disconnect();
    await eventually(() => queue.list('half'));
    expect(await idsIn('half')).toEqual([]);
    await queue.close();
  });

  // The last test of the file: it ends the server.
  it('fails within 3 s while Redis is gone, keeps nothing for later, and works again once it is back', async () => {
    const queue = createRunQueue({ url: valkey.url, targets: ['gone'] });
    const heard = Promise.withResolvers<string>();
    await queue.follow({ onProgress: () => undefined, onMoved: (target) => heard.resolve(target) });
    await queue.list('gone');
    await valkey.kill();
    const late = createRunQueue({ url: valkey.url, targets: ['gone'] });
    const calls = [
      queue.add(aRequest({ target: 'gone' })),
      queue.list('gone'),
      queue.remove(aRequest({ target: 'gone' })),
      late.add(aRequest({ id: 'r-late', target: 'gone' })),
    ];
    for (const failure of await Promise.all(calls.map(failureWithin3s))) {
      expect(failure).toMatchObject({ code: 'queue_unavailable' });
    }
    await valkey.startAgain();

    await eventually(() => queue.list('gone'));
    await eventually(() => late.list('gone'));
    expect(await idsIn('gone')).toEqual([]);
    const worker = await startHeldWorker(valkey.url, 'gone');
    await queue.add(aRequest({ id: 'r-00000002', target: 'gone' }));
    expect(await worker.started()).toBe('r-00000002');
    // A follower's connection comes back by itself too; what moved before that, it does not hear.
    let isHeard = false;
    void heard.promise.then(() => {
      isHeard = true;
    });
    await eventually(async () => {
      await queue.add(aRequest({ id: `r-${performance.now()}`, target: 'gone' }));
      if (!isHeard) throw new Error('nothing heard yet');
    });
    await worker.close();
    await Promise.all([queue.close(), late.close()]);
  });
});
