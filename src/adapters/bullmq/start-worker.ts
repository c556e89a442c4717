import { type Job, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Log } from '../../ports/log.ts';
import { queueName } from './queue-name.ts';

/** A job whose worker has not spoken for so long is given up; a recovery looks for what it left. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5000;

/** A processor takes all three arguments: BullMQ hands out the signal only to a function that names it. */
export type Processor = (job: Job, token: string | undefined, signal: AbortSignal | undefined) => Promise<unknown>;

/**
 * Takes runs from a target's queue, one at a time. A stalled run is never run again (`maxStalledCount` 0): its worker
 * may have changed the target, and only a recovery may touch that.
 */
export async function startWorker(config: {
  url: string;
  target: string;
  processor: Processor;
  log: Log;
}): Promise<{ close(): Promise<void> }> {
  const { url, target, processor, log } = config;
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  connection.on('error', () => undefined);
  const worker = new Worker(queueName(target), processor, {
    connection,
    concurrency: 1,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: 0,
    skipVersionCheck: true,
  });
  worker.on('error', (error) => log.warn('worker_error', { target, reason: error.message }));
  worker.on('lockRenewalFailed', (ids: string[]) => {
    for (const id of ids) {
      log.warn('job_lock_lost', { target, run: id });
      worker.cancelJob(id, 'the queue no longer knows this worker');
    }
  });
  await worker.waitUntilReady();
  return {
    async close() {
      await worker.close();
      connection.disconnect();
    },
  };
}
