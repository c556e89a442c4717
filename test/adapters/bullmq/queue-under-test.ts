import type { Job } from 'bullmq';
import { createRunQueue } from '../../../src/adapters/bullmq/create-run-queue.ts';
import { startWorker } from '../../../src/adapters/bullmq/start-worker.ts';
import type { HeldWorker, QueueUnderTest } from '../../contract/run-queue.contract.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';

/** A worker in this process that holds each run until it is told to finish. */
export async function startHeldWorker(
  url: string,
  target: string,
): Promise<HeldWorker & { close(): Promise<void>; signalOf(): AbortSignal | undefined }> {
  let arrived = Promise.withResolvers<Job>();
  let done = Promise.withResolvers<void>();
  let current: Job | null = null;
  let signal: AbortSignal | undefined;
  const worker = await startWorker({
    url,
    target,
    log: createFakeLog(),
    processor: async (job, _token, aborted) => {
      current = job;
      signal = aborted;
      arrived.resolve(job);
      await done.promise;
    },
  });
  return {
    async started() {
      const { id } = await arrived.promise;
      return id ?? '';
    },
    async tell(progress) {
      await current?.updateProgress(progress);
    },
    async finish() {
      const last = done;
      arrived = Promise.withResolvers();
      done = Promise.withResolvers();
      last.resolve();
    },
    signalOf: () => signal,
    async close() {
      done.resolve();
      await worker.close();
    },
  };
}

let made = 0;

/** Two targets that no other test uses, with a queue on two sets of connections. */
export async function queueUnderTest(url: string): Promise<QueueUnderTest> {
  made += 1;
  const targets = [`one-${made}`, `two-${made}`] as const;
  const queue = createRunQueue({ url, targets });
  const other = createRunQueue({ url, targets });
  const workers: { close(): Promise<void> }[] = [];
  return {
    queue,
    other,
    targets,
    async work(target) {
      const worker = await startHeldWorker(url, target);
      workers.push(worker);
      return worker;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all([queue.close(), other.close()]);
    },
  };
}
