import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/ports/run-store.ts';
import { aRequest } from '../app/a-request.ts';
import { aRecord } from '../builders/a-record.ts';

/** What every {@link RunStore} does. The store given is used by all tests; each has runs of its own. */
export function runStoreContract(name: string, storeOf: () => RunStore): void {
  let made = 0;
  const newRun = (changed: Parameters<typeof aRequest>[0] = {}) => {
    made += 1;
    return aRequest({ id: `r-${name}-${made}`, ...changed });
  };
  const created = async (changed: Parameters<typeof aRequest>[0] = {}) => {
    const request = newRun(changed);
    await storeOf().create(request, `key of ${request.id}`);
    return request;
  };
  const stateOf = async (id: string) => (await storeOf().get(id))?.state;

  describe(`${name} as a run store`, () => {
    it('keeps a new run as queued, and knows nothing of one that was never asked for', async () => {
      const request = await created();
      expect(await storeOf().get(request.id)).toEqual({
        request,
        state: 'queued',
        journal: [],
        cancelled_by: null,
        approval: null,
        told: false,
        recovery: null,
        refusal: null,
      });
      expect(await storeOf().get('r-nobody')).toBeNull();
      expect(await storeOf().outcome('r-nobody')).toBeNull();
    });

    it('gives one id to 20 deliveries of one command that come at once, and keeps one run', async () => {
      const requests = Array.from({ length: 20 }, () => newRun());
      const ids = await Promise.all(requests.map((request) => storeOf().create(request, `one key of ${name}`)));
      expect(new Set(ids).size).toBe(1);
      const kept = await Promise.all(requests.map(({ id }) => storeOf().get(id)));
      expect(kept.filter((run) => run !== null).map(({ request }) => request.id)).toEqual([ids[0]]);
      expect(await storeOf().create(newRun(), `one key of ${name}`)).toBe(ids[0]);
    });

    it('keeps thread, canceller and what was told, and the journal in order', async () => {
      const { id } = await created();
      await storeOf().update(id, { thread: { channel: 'C1', ts: '9.9' } });
      await storeOf().update(id, { state: 'running', enter: 'preflight' });
      await storeOf().update(id, { enter: 'warm-up', cancelledBy: 'U0X' });
      const stored = await storeOf().get(id);
      expect(stored).toMatchObject({ state: 'running', cancelled_by: 'U0X', told: false });
      expect(stored?.request.thread).toEqual({ channel: 'C1', ts: '9.9' });
      expect(stored?.journal.map(({ phase }) => phase)).toEqual(['preflight', 'warm-up']);
      for (const { at } of stored?.journal ?? []) expect(at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    });

    it('keeps what a run waits for, and the word once it is given', async () => {
      const { id } = await created();
      const effect = { deployment: 'envoy', pods: [{ name: 'envoy-1', node: 'node-1' }], rollouts: 3, reconnects: 54 };
      const expires_at = '2026-11-23T14:10:00.000Z';
      const approval = { need: 'confirm', plan: 'abc', effect, expires_at, given_by: null, lapsed: null } as const;
      await storeOf().update(id, { state: 'awaiting_approval', approval });
      expect(await storeOf().get(id)).toMatchObject({ state: 'awaiting_approval', approval });
      expect((await storeOf().open()).some(({ request }) => request.id === id)).toBe(true);
      await storeOf().update(id, { state: 'queued', approval: { ...approval, given_by: 'U0X' } });
      expect(await storeOf().get(id)).toMatchObject({ state: 'queued', approval: { ...approval, given_by: 'U0X' } });
    });

    it('changes nothing of a run that is not in the state that was meant', async () => {
      const { id } = await created();
      await storeOf().update(id, { from: 'queued', state: 'running' });
      const late = storeOf().update(id, { from: 'queued', cancelledBy: 'U0X' });
      await expect(late).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('running') });
      expect(await storeOf().get(id)).toMatchObject({ state: 'running', cancelled_by: null });
    });

    it('refuses a move that the run states do not allow, and then changes nothing at all', async () => {
      const { id } = await created();
      await storeOf().update(id, { state: 'cancelled' });
      const change = storeOf().update(id, { state: 'running', enter: 'preflight', cancelledBy: 'U0X' });
      await expect(change).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('cancelled') });
      expect(await storeOf().get(id)).toMatchObject({ state: 'cancelled', journal: [], cancelled_by: null });
    });

    it('lets only one of two moves that exclude each other through', async () => {
      for (let round = 0; round < 5; round++) {
        const { id } = await created();
        const moves = [storeOf().update(id, { state: 'cancelled' }), storeOf().update(id, { state: 'failed' })];
        const ends = await Promise.allSettled(moves);
        expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      }
    });

    it('does not make up a run that it does not know', async () => {
      await expect(storeOf().update('r-nobody', { state: 'running' })).rejects.toMatchObject({ code: 'internal' });
      expect(await storeOf().get('r-nobody')).toBeNull();
    });

    it('keeps the first outcome of a run with its end state, and never another one', async () => {
      const { id } = await created();
      await storeOf().update(id, { state: 'running' });
      const record = aRecord({ id, state: 'done' });
      await storeOf().saveOutcome({ record, raw: { 'envoy.ndjson': Buffer.from('first') } });
      const later = aRecord({ id, state: 'interrupted' });
      await storeOf().saveOutcome({ record: later, raw: { 'envoy.ndjson': Buffer.from('second') } });
      expect(await stateOf(id)).toBe('done');
      const outcome = await storeOf().outcome(id);
      expect(outcome?.record).toEqual(record);
      expect(outcome?.raw['envoy.ndjson']?.toString()).toBe('first');
    });

    it('adds a recovery to an outcome that was told, which is then to be told again', async () => {
      const { id } = await created();
      await storeOf().update(id, { state: 'running' });
      const record = aRecord({ id, state: 'done' });
      await storeOf().saveOutcome({ record, raw: {} });
      await storeOf().update(id, { told: true });
      const isOpen = async () => (await storeOf().open()).some(({ request }) => request.id === id);
      expect(await isOpen()).toBe(false);
      const recovery = {
        state: 'KEPT',
        at: '2026-11-23T15:00:00.000Z',
        asked_by: 'U0ANNA',
        keep: 'theirs',
        differs: ['spec.replicas: 3, now 5'],
      } as const;
      await storeOf().update(id, { recovery: { ...recovery, differs: [...recovery.differs] } });
      expect(await isOpen()).toBe(true);
      expect(await storeOf().get(id)).toMatchObject({ told: false, recovery, state: 'done' });
      expect((await storeOf().outcome(id))?.record).toEqual({ ...record, restore: { ...record.restore, recovery } });
      await storeOf().update(id, { told: true });
      expect(await isOpen()).toBe(false);
    });

    it('keeps one whole outcome when a worker and a recovery save theirs at once', async () => {
      const { id } = await created();
      await storeOf().update(id, { state: 'running' });
      const states = ['done', 'interrupted', 'failed'] as const;
      await Promise.all(
        states.map((state) =>
          storeOf().saveOutcome({ record: aRecord({ id, state }), raw: { a: Buffer.from(state) } }),
        ),
      );
      const outcome = await storeOf().outcome(id);
      expect(outcome?.record.state).toBe(await stateOf(id));
      expect(outcome?.raw.a?.toString()).toBe(outcome?.record.state);
    });

    it('gives raw files back byte for byte, 5 MB of noise too', async () => {
      const { id } = await created();
      const noise = randomBytes(5 * 1024 * 1024);
      const raw = { 'envoy.ndjson': noise, 'clients.ndjson': Buffer.from('{"a":"あ"}\n'), empty: Buffer.alloc(0) };
      await storeOf().saveOutcome({ record: aRecord({ id }), raw });
      const back = (await storeOf().outcome(id))?.raw ?? {};
      expect(Object.keys(back).sort()).toEqual(Object.keys(raw).sort());
      for (const [file, bytes] of Object.entries(raw)) expect(back[file]?.equals(bytes)).toBe(true);
    });

    it('lists what is not ended or not told, oldest first', async () => {
      const mine = `of ${name}`;
      const at = (second: number) => ({
        requested_by: mine,
        requested_at: `2026-11-23T15:00:0${second}.000Z`,
      });
      const third = await created(at(3));
      const first = await created(at(1));
      const second = await created(at(2));
      const listed = async () =>
        (await storeOf().open())
          .filter(({ request }) => request.requested_by === mine)
          .map(({ request }) => request.id);
      expect(await listed()).toEqual([first.id, second.id, third.id]);
      await storeOf().update(first.id, { state: 'cancelled' });
      expect(await listed()).toEqual([first.id, second.id, third.id]);
      await storeOf().update(first.id, { told: true });
      expect(await listed()).toEqual([second.id, third.id]);
    });
  });
}
