import { startWorker } from '../../../src/adapters/bullmq/start-worker.ts';

/** A worker of a process of its own: says which run it was given, and never ends it. Arguments: URL, target. */
const [url = '', target = ''] = process.argv.slice(2);
const log = { info: () => undefined, warn: () => undefined };
await startWorker({
  url,
  target,
  log,
  processor: async (job, _token, _signal) => {
    process.send?.({ run: job.id });
    await new Promise(() => undefined);
  },
});
process.send?.({ ready: true });
