import { AppError } from '../../src/domain/errors.ts';
import type { RunProgress } from '../../src/domain/progress.ts';
import type { RunRequest } from '../../src/domain/run.ts';
import type { QueueListener, RunQueue } from '../../src/ports/run-queue.ts';

export interface FakeRunQueue extends RunQueue {
  /** While true every call fails with `queue_unavailable`. */
  away(isAway: boolean): void;
  /** As a worker: takes the next run of a target, null when it is busy or none waits. */
  take(target: string): RunRequest | null;
  /** As a worker: tells the progress of the target's running run. */
  tell(target: string, progress: RunProgress): void;
  /** As a worker: ends the target's running run. */
  finish(target: string): void;
}

interface Entry {
  request: RunRequest;
  isRunning: boolean;
  progress: RunProgress | null;
}

/** Queues in memory, one run of a target at a time. */
export function createFakeRunQueue({ targets }: { targets: readonly string[] }): FakeRunQueue {
  const lines = new Map(targets.map((target) => [target, [] as Entry[]]));
  const listeners = new Set<QueueListener>();
  let isAway = false;

  function lineOf(target: string): Entry[] {
    if (isAway) throw new AppError('queue_unavailable', 'The queue did not answer.');
    const line = lines.get(target);
    if (line === undefined) throw new AppError('target_unknown', `There is no target \`${target}\`.`);
    return line;
  }

  function moved(target: string): void {
    for (const listener of listeners) listener.onMoved(target);
  }

  return {
    away(next) {
      isAway = next;
    },
    take(target) {
      const [first] = lineOf(target);
      if (first === undefined || first.isRunning) return null;
      first.isRunning = true;
      moved(target);
      return structuredClone(first.request);
    },
    tell(target, progress) {
      const running = lineOf(target).find(({ isRunning }) => isRunning);
      if (running === undefined) throw new Error(`nothing runs on ${target}`);
      running.progress = progress;
      for (const listener of listeners) listener.onProgress(target, running.request.id, progress);
    },
    finish(target) {
      const line = lineOf(target);
      if (line[0]?.isRunning) line.shift();
      moved(target);
    },
    async add(request) {
      const line = lineOf(request.target);
      if (line.some((entry) => entry.request.id === request.id)) return;
      line.push({ request: structuredClone(request), isRunning: false, progress: null });
      moved(request.target);
    },
    async list(target) {
      const line = lineOf(target);
      const before = line.some(({ isRunning }) => isRunning) ? 0 : 1;
      return line.map(({ request, progress }, index) => structuredClone({ request, place: index + before, progress }));
    },
    async remove(request) {
      const line = lineOf(request.target);
      const index = line.findIndex((entry) => entry.request.id === request.id && !entry.isRunning);
      if (index < 0) return false;
      line.splice(index, 1);
      moved(request.target);
      return true;
    },
    async follow(listener) {
      listeners.add(listener);
    },
    async close() {
      listeners.clear();
    },
  };
}
