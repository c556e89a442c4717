import { describe, expect, it } from 'vitest';
import type { WorkerDesk } from '../../src/ports/worker-desk.ts';

const look = (id: string) => ({ id, kind: 'look' as const, within_ms: 2000 });
const choice = { asked_by: 'U0KATO', keep: 'ours' as const, confirm: '3f9a12b4c5d6' };
const recover = (id: string) => ({ id, kind: 'recover' as const, ...choice });

/** What every {@link WorkerDesk} does. */
export function workerDeskContract(name: string, deskOf: () => WorkerDesk): void {
  describe(`${name} as a worker's desk`, () => {
    it('gives the questions to a target in order, each to one worker', async () => {
      const asks = [look('q-1'), recover('q-2'), look('q-3')];
      for (const ask of asks) await deskOf().ask('ordered', ask);
      const taken = await Promise.all(Array.from({ length: 5 }, () => deskOf().take('ordered')));
      expect(taken.filter((ask) => ask !== null)).toEqual(asks);
      expect(await deskOf().take('ordered')).toBeNull();
    });

    it("keeps one target's questions from another's worker", async () => {
      await deskOf().ask('edge', look('q-4'));
      expect(await deskOf().take('other')).toBeNull();
      expect(await deskOf().take('edge')).toEqual(look('q-4'));
    });

    it('takes a question back that nobody took, and says so when somebody has it', async () => {
      await deskOf().ask('asked', recover('q-5'));
      await deskOf().ask('asked', recover('q-6'));
      expect(await deskOf().take('asked')).toEqual(recover('q-5'));
      expect(await deskOf().withdraw('asked', recover('q-5'))).toBe(false);
      expect(await deskOf().withdraw('asked', recover('q-6'))).toBe(true);
      expect(await deskOf().take('asked')).toBeNull();
    });

    it('puts a question once that comes twice, taken or not, and anew once it was taken back', async () => {
      await deskOf().ask('twice', recover('q-9'));
      await deskOf().ask('twice', recover('q-9'));
      expect(await deskOf().take('twice')).toEqual(recover('q-9'));
      await deskOf().ask('twice', recover('q-9'));
      expect(await deskOf().take('twice')).toBeNull();
      await deskOf().ask('twice', recover('q-10'));
      expect(await deskOf().withdraw('twice', recover('q-10'))).toBe(true);
      await deskOf().ask('twice', recover('q-10'));
      expect(await deskOf().take('twice')).toEqual(recover('q-10'));
    });

    it('gives the last answer to a question', async () => {
      expect(await deskOf().answerTo('q-7')).toBeNull();
      await deskOf().answer('q-7', { kind: 'begun' });
      expect(await deskOf().answerTo('q-7')).toEqual({ kind: 'begun' });
      await deskOf().answer('q-7', { kind: 'busy', holder: 'r-1' });
      expect(await deskOf().answerTo('q-7')).toEqual({ kind: 'busy', holder: 'r-1' });
    });
  });
}
