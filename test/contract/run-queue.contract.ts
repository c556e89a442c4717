import { afterEach, describe, expect, it } from 'vitest';
import type { RunProgress } from '../../src/domain/progress.ts';
import type { RunQueue } from '../../src/ports/run-queue.ts';
import { aProgress, aRequest } from '../app/a-request.ts';

/** A queue with the worker's side of its targets, as other processes have it. */
export interface QueueUnderTest {
  queue: RunQueue;
  /** The same queue on connections of its own. */
  other: RunQueue;
  /** Two targets that nobody else uses. */
  targets: readonly [string, string];
  /** Starts a worker that takes one run after the other and holds each until it is told to finish. */
  work(target: string): Promise<HeldWorker>;
  close(): Promise<void>;
}

export interface HeldWorker {
  /** Resolves with the id of the next run that starts. */
  started(): Promise<string>;
  tell(progress: RunProgress): Promise<void>;
  finish(): Promise<void>;
}

/** What every {@link RunQueue} does. */
export function runQueueContract(name: string, make: () => Promise<QueueUnderTest>): void {
  let open: QueueUnderTest[] = [];
  const setUp = async () => {
    const made = await make();
    open.push(made);
    const [target] = made.targets;
    const request = (n: number, on = target) => aRequest({ id: `r-0000000${n}`, target: on });
    const places = async (on = target) => (await made.other.list(on)).map((one) => [one.request.id, one.place]);
    return { ...made, target, request, places };
  };
  afterEach(async () => {
    for (const made of open) await made.close();
    open = [];
  });

  describe(`${name} as a run queue`, () => {
    it('gives waiting runs places from 1 in the order in which they came, and 0 to the one that runs', async () => {
      const { queue, target, request, places, work } = await setUp();
      for (const n of [3, 1, 2]) await queue.add(request(n));
      expect(await places()).toEqual([
        ['r-00000003', 1],
        ['r-00000001', 2],
        ['r-00000002', 3],
      ]);
      const worker = await work(target);
      expect(await worker.started()).toBe('r-00000003');
      expect(await places()).toEqual([
        ['r-00000003', 0],
        ['r-00000001', 1],
        ['r-00000002', 2],
      ]);
      await worker.finish();
      expect(await worker.started()).toBe('r-00000001');
      expect(await places()).toEqual([
        ['r-00000001', 0],
        ['r-00000002', 1],
      ]);
    });

    it('carries the whole request, and a run that is added twice waits once', async () => {
      const { queue, other, target, request } = await setUp();
      await queue.add(request(1));
      await queue.add(request(1));
      expect(await other.list(target)).toEqual([{ request: request(1), place: 1, progress: null }]);
    });

    it('takes out a run that waits, and none that runs, has left or never came', async () => {
      const { queue, other, target, request, places, work } = await setUp();
      await queue.add(request(1));
      await queue.add(request(2));
      const worker = await work(target);
      await worker.started();
      expect(await other.remove(request(1))).toBe(false);
      expect(await other.remove(request(2))).toBe(true);
      expect(await other.remove(request(2))).toBe(false);
      expect(await other.remove(request(3))).toBe(false);
      expect(await places()).toEqual([['r-00000001', 0]]);
    });

    it('tells followers elsewhere of progress, and keeps the last one in the list', async () => {
      const { queue, other, target, request, work } = await setUp();
      const heard: [string, string, number][] = [];
      const both = Promise.withResolvers<void>();
      await other.follow({
        onMoved: () => undefined,
        onProgress(on, run, { elapsed_ms }) {
          heard.push([on, run, elapsed_ms]);
          if (heard.length === 2) both.resolve();
        },
      });
      await queue.add(request(1));
      const worker = await work(target);
      await worker.started();
      await worker.tell(aProgress(1000));
      await worker.tell(aProgress(2000));
      await both.promise;
      expect(heard).toEqual([
        [target, 'r-00000001', 1000],
        [target, 'r-00000001', 2000],
      ]);
      expect((await queue.list(target))[0]?.progress).toEqual(aProgress(2000));
    });

    it('tells followers elsewhere when a run comes, starts, ends or is taken out', async () => {
      const { queue, other, target, request, work } = await setUp();
      let moved = Promise.withResolvers<string>();
      const nextMove = async (act: () => Promise<unknown>) => {
        moved = Promise.withResolvers();
        await act();
        expect(await moved.promise).toBe(target);
      };
      await other.follow({ onProgress: () => undefined, onMoved: (on) => moved.resolve(on) });
      await nextMove(() => queue.add(request(1)));
      let worker: HeldWorker | undefined;
      await nextMove(async () => {
        worker = await work(target);
        await worker.started();
      });
      await nextMove(async () => worker?.finish());
      await nextMove(() => queue.add(request(2)));
      await nextMove(() => queue.remove(request(2)));
    });

    it('runs two targets beside each other, and each of them one run at a time', async () => {
      const { queue, targets, request, places, work } = await setUp();
      const [one, two] = targets;
      for (const n of [1, 2]) await queue.add(request(n, one));
      for (const n of [3, 4]) await queue.add(request(n, two));
      const workers = await Promise.all([work(one), work(two)]);
      expect(await Promise.all(workers.map((worker) => worker.started()))).toEqual(['r-00000001', 'r-00000003']);
      expect(await places(one)).toEqual([
        ['r-00000001', 0],
        ['r-00000002', 1],
      ]);
      expect(await places(two)).toEqual([
        ['r-00000003', 0],
        ['r-00000004', 1],
      ]);
    });

    it('refuses a target that it does not have', async () => {
      const { queue, request } = await setUp();
      await expect(queue.add(request(1, 'nowhere'))).rejects.toMatchObject({ code: 'target_unknown' });
      await expect(queue.list('nowhere')).rejects.toMatchObject({ code: 'target_unknown' });
    });
  });
}
