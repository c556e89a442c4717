import { describe, expect, it } from 'vitest';
import type { RunHistory } from '../../src/ports/run-history.ts';
import type { RunStore } from '../../src/ports/run-store.ts';
import { aRequest } from '../app/a-request.ts';
import { aRecord } from '../builders/a-record.ts';

/** What every {@link RunHistory} does, over the store whose runs it shows. The store given is used by all tests. */
export function runHistoryContract(name: string, of: () => { store: RunStore; history: RunHistory }): void {
  const mine = async (user: string) =>
    (await of().history.runs()).filter(({ request }) => request.requested_by === user);

  describe(`${name} as a run history`, () => {
    it('shows runs from the moment they are asked for, the newest first', async () => {
      const { store } = of();
      const at = (second: number) => `2026-11-23T16:00:0${second}.000Z`;
      for (const second of [2, 3, 1]) {
        const request = aRequest({
          id: `r-${name}h${second}`,
          requested_by: `asked of ${name}`,
          requested_at: at(second),
        });
        await store.create(request, `history ${name} ${second}`);
      }
      const runs = await mine(`asked of ${name}`);
      expect(runs.map(({ request }) => request.requested_at)).toEqual([at(3), at(2), at(1)]);
      expect(runs[0]).toMatchObject({ state: 'queued', summary: null, recovery: null });
    });

    it('leaves out a run that was refused, which the store still knows with the reason', async () => {
      const { store } = of();
      const request = aRequest({ id: `r-${name}-refused`, requested_by: `refused of ${name}` });
      await store.create(request, `refused of ${name}`);
      const refusal = { code: 'chat_closed', message: 'The channel is archived.' } as const;
      await store.update(request.id, { state: 'failed', told: true, refusal });
      expect(await mine(`refused of ${name}`)).toEqual([]);
      expect(await store.get(request.id)).toMatchObject({ state: 'failed', refusal });
    });

    it('finds a run by its thread, before and after its end, and none by any other', async () => {
      const { store, history } = of();
      const request = aRequest({ id: `r-${name}-thread`, thread: { channel: 'C1', ts: null } });
      await store.create(request, `thread of ${name}`);
      const thread = { channel: 'C1', ts: '17.000001' };
      expect(await history.ofThread(thread)).toBeNull();
      await store.update(request.id, { thread });
      expect(await history.ofThread(thread)).toBe(request.id);
      await store.update(request.id, { state: 'cancelled', told: true });
      expect(await history.ofThread(thread)).toBe(request.id);
      expect(await history.ofThread({ ...thread, channel: 'C2' })).toBeNull();
      expect(await history.ofThread({ ...thread, ts: '17.000002' })).toBeNull();
    });

    it('knows the verdict of a run that is done, none of one that left no record, and a later recovery', async () => {
      const { store } = of();
      const user = `verdicts of ${name}`;
      const [done, gone] = ['done', 'gone'].map((end) => aRequest({ id: `r-${name}-${end}`, requested_by: user }));
      if (done === undefined || gone === undefined) throw new Error('there are two runs');
      for (const request of [done, gone]) await store.create(request, `key of ${request.id}`);
      await store.update(gone.id, { state: 'cancelled', thread: { channel: 'C1', ts: '9.9' } });
      await store.update(done.id, { state: 'running' });
      const restore = { ...aRecord().restore, state: 'FAILED' as const };
      await store.saveOutcome({ record: aRecord({ id: done.id, restore }), raw: { a: Buffer.from('a') } });
      const recovery = {
        state: 'RESTORED',
        at: '2026-11-23T17:00:00.000Z',
        asked_by: null,
        keep: null,
        differs: [],
      } as const;
      await store.update(done.id, { recovery: { ...recovery, differs: [] } });
      const runs = new Map((await mine(user)).map((run) => [run.request.id, run]));
      expect(runs.get(gone.id)).toMatchObject({ state: 'cancelled', summary: null });
      expect(runs.get(gone.id)?.request.thread).toEqual({ channel: 'C1', ts: '9.9' });
      expect(runs.get(done.id)).toMatchObject({
        state: 'done',
        summary: {
          ended_at: aRecord().ended_at,
          verdict: { name: 'BALANCED', effect: 'REPAIRED', max_over_mean: 1.05, k: 3 },
          sweep: null,
          restored: false,
        },
        recovery: { state: 'RESTORED' },
      });
    });
  });
}
