import { getNextMillis, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { AppError } from '../../domain/errors.ts';
import type { Log } from '../../ports/log.ts';
import type { ClockWhen, ScheduleTicks } from '../../ports/schedule-ticks.ts';
import { ANSWER_MS, answered, FAIL_FAST } from './answered.ts';
import { repeatOf } from './repeat-of.ts';

/** A queue of its own: a tick is the bot's to take, and runs are the workers'. */
const TICKS_QUEUE = 'nlb-schedule-ticks';
/** A tick whose bot has died in its midst is given to another one after so long. */
const LOCK_MS = 10_000;
/** A tick that could not be handled, because Redis was away for example, is tried again, in milliseconds. */
const RETRY_MS = 15_000;
const TRIES = 3;
const KEEP_JOBS = 20;

export interface ScheduleTicksConfig {
  url: string;
  log: Log;
  /** Between two tries of a tick, in milliseconds. */
  retryMs?: number;
}

/**
 * The moments of schedules as BullMQ job schedulers, which keep one job each, for the next moment: those that nobody
 * took leave that one alone, however long it waited. Time zones and daylight saving are those of BullMQ's cron parser.
 */
export function createScheduleTicks({ url, log, retryMs = RETRY_MS }: ScheduleTicksConfig): ScheduleTicks {
  const producer = new Redis(url, FAIL_FAST);
  producer.on('error', () => undefined);
  const queue = new Queue(TICKS_QUEUE, { connection: producer, skipVersionCheck: true });
  queue.on('error', () => undefined);
  const followers: { worker: Worker; connection: Redis }[] = [];

  return {
    async set(id, when) {
      const until = performance.now() + ANSWER_MS;
      await answered(queue.waitUntilReady(), until);
      // An `every` keeps its former rhythm where there was one.
      await answered(queue.removeJobScheduler(id), until);
      const job = {
        name: 'tick',
        opts: {
          attempts: TRIES,
          backoff: { type: 'fixed', delay: retryMs },
          removeOnComplete: { count: KEEP_JOBS },
          removeOnFail: { count: KEEP_JOBS },
        },
      };
      await answered(queue.upsertJobScheduler(id, repeatOf(when, Date.now()), job), until);
    },
    async clear(id) {
      const until = performance.now() + ANSWER_MS;
      await answered(queue.waitUntilReady(), until);
      await answered(queue.removeJobScheduler(id), until);
    },
    async next() {
      const until = performance.now() + ANSWER_MS;
      await answered(queue.waitUntilReady(), until);
      const schedulers = await answered(queue.getJobSchedulers(), until);
      return new Map(schedulers.map(({ key, next }) => [key, new Date(next ?? 0).toISOString()]));
    },
    preview(when, after, count) {
      const moments: string[] = [];
      let at = Date.parse(after);
      for (let i = 0; i < count; i++) {
        at = momentAfter(when, at);
        moments.push(new Date(at).toISOString());
      }
      return moments;
    },
    async follow(onTick) {
      const connection = new Redis(url, { maxRetriesPerRequest: null });
      connection.on('error', () => undefined);
      const worker = new Worker(
        TICKS_QUEUE,
        async ({ id = '', repeatJobKey = '' }) => onTick({ schedule: repeatJobKey, due: dueOf(id) }),
        { connection, concurrency: 1, lockDuration: LOCK_MS, skipVersionCheck: true },
      );
      worker.on('error', (error) => log.warn('ticks_error', { reason: error.message }));
      worker.on('failed', (job, error) =>
        log.warn('tick_failed', { schedule: job?.repeatJobKey ?? '', reason: error.message }),
      );
      followers.push({ worker, connection });
      await answered(worker.waitUntilReady());
    },
    async close() {
      await Promise.allSettled(followers.map(({ worker }) => worker.close()));
      await queue.close();
      for (const { connection } of followers) connection.disconnect();
      producer.disconnect();
    },
  };
}

function momentAfter(when: ClockWhen, at: number): number {
  if (when.kind === 'every') return at + when.ms;
  const next = getNextMillis(at, repeatOf(when, at));
  if (next === undefined) throw new AppError('internal', `No moment comes after ${new Date(at).toISOString()}.`);
  return next;
}

/** The moment that a job is of: BullMQ names the jobs of a scheduler `repeat:KEY:MILLISECONDS`. */
function dueOf(jobId: string): string {
  return new Date(Number(jobId.split(':').at(-1))).toISOString();
}
