import { type Job, Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { AppError } from '../../domain/errors.ts';
import type { RunProgress } from '../../domain/progress.ts';
import type { Queued, RunQueue } from '../../ports/run-queue.ts';
import { ANSWER_MS, answered, FAIL_FAST } from './answered.ts';
import { fromPayload, toPayload } from './payload.ts';
import { queueName } from './queue-name.ts';

/** Finished jobs are kept only for the tools that look into a queue; the run store has their outcome. */
const KEEP_JOBS = 50;

export interface RunQueueConfig {
  url: string;
  targets: readonly string[];
}

/**
 * The producers' side of the queues, one a target. A call that Redis does not answer in time fails, and nothing is held
 * back for later: ioredis would otherwise send it again once Redis is back, when its person was told that it failed.
 */
export function createRunQueue({ url, targets }: RunQueueConfig): RunQueue {
  const producer = new Redis(url, FAIL_FAST);
  producer.on('error', () => undefined);
  const queues = new Map(
    targets.map((target) => {
      const queue = new Queue(queueName(target), { connection: producer, skipVersionCheck: true });
      queue.on('error', () => undefined);
      return [target, queue];
    }),
  );
  const followers: QueueEvents[] = [];
  const connections: Redis[] = [producer];

  const queueOf = (target: string): Queue => {
    const queue = queues.get(target);
    if (queue === undefined) throw new AppError('target_unknown', `There is no target \`${target}\`.`);
    return queue;
  };

  return {
    async add(request) {
      const job = {
        jobId: request.id,
        attempts: 1,
        removeOnComplete: { count: KEEP_JOBS },
        removeOnFail: { count: KEEP_JOBS },
      };
      const queue = queueOf(request.target);
      const until = performance.now() + ANSWER_MS;
      // BullMQ itself waits for a connection without end, so it is asked only once there is one.
      await answered(queue.waitUntilReady(), until);
      try {
        await answered(queue.add('run', toPayload(request), job), until);
      } catch (cause) {
        // A Redis that hangs reads both commands when it goes on: the job is gone before a worker can see it.
        void queue.remove(request.id).catch(() => undefined);
        throw cause;
      }
    },
    async list(target) {
      const queue = queueOf(target);
      const [active, waiting] = await answered(
        Promise.all([queue.getJobs(['active'], 0, -1, true), queue.getJobs(['waiting'], 0, -1, true)]),
      );
      const running = active.filter(isReadable).map((job) => toQueued(job, 0));
      const next = Math.max(1, running.length);
      return [...running, ...waiting.filter(isReadable).map((job, index) => toQueued(job, next + index))];
    },
    async remove(request) {
      const job = (await answered(queueOf(request.target).getJob(request.id))) as Job | undefined;
      if (job === undefined || (await answered(job.getState())) !== 'waiting') return false;
      return answered(
        job.remove().then(
          () => true,
          () => false,
        ),
      );
    },
    async follow(listener) {
      for (const target of targets) {
        const connection = new Redis(url, { maxRetriesPerRequest: null });
        connection.on('error', () => undefined);
        connections.push(connection);
        const events = new QueueEvents(queueName(target), { connection, skipVersionCheck: true });
        events.on('error', () => undefined);
        events.on('progress', ({ jobId, data }) => listener.onProgress(target, jobId, data as unknown as RunProgress));
        for (const name of ['active', 'completed', 'failed', 'removed', 'waiting'] as const) {
          events.on(name, () => listener.onMoved(target));
        }
        followers.push(events);
        await answered(events.waitUntilReady());
      }
    },
    async close() {
      await Promise.allSettled([
        ...followers.map((events) => events.close()),
        ...[...queues.values()].map((queue) => queue.close()),
      ]);
      for (const connection of connections) connection.disconnect();
    },
  };
}

function toQueued(job: Job, place: number): Queued {
  const progress = job.progress;
  return {
    request: fromPayload(job.data),
    place,
    progress: typeof progress === 'object' && progress !== null ? (progress as RunProgress) : null,
  };
}

/** A job of another version is its worker's to refuse; it must not hide the others. */
function isReadable(job: Job): boolean {
  try {
    return fromPayload(job.data).id === job.id;
  } catch {
    return false;
  }
}
