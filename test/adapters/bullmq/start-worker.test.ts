import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunQueue } from '../../../src/adapters/bullmq/create-run-queue.ts';
import { queueName } from '../../../src/adapters/bullmq/queue-name.ts';
import { startWorker } from '../../../src/adapters/bullmq/start-worker.ts';
import { aRequest } from '../../app/a-request.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';
import { startTestValkey, type TestValkey } from '../redis/test-valkey.ts';
import { startHeldWorker } from './queue-under-test.ts';

let valkey: TestValkey;
beforeAll(async () => {
  valkey = await startTestValkey();
}, 180_000);
afterAll(() => valkey.close());

describe('startWorker', () => {
  it('gives up a run whose worker was killed, and neither it nor another worker runs it again', async () => {
    const target = 'killed';
    const queue = createRunQueue({ url: valkey.url, targets: [target] });
    await queue.add(aRequest({ target }));
    const child = fork(join(import.meta.dirname, 'worker-process.ts'), [valkey.url, target], { stdio: 'ignore' });
    const seen: unknown[] = [];
    child.on('message', (message) => seen.push(message));
    while (!seen.some((message) => (message as { run?: string }).run === 'r-00000001')) await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const connection = new Redis(valkey.url, { maxRetriesPerRequest: null });
    const raw = new Queue(queueName(target), { connection, skipVersionCheck: true });
    await queue.add(aRequest({ id: 'r-00000002', target }));
    const next = await startHeldWorker(valkey.url, target);
    expect(await next.started()).toBe('r-00000002');
    await next.finish();
    const failed = async (): Promise<string | undefined> => {
      const job = (await raw.getFailed()).find(({ id }) => id === 'r-00000001');
      if (job !== undefined) return job.failedReason;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return failed();
    };
    expect(await failed()).toContain('stalled');
    await queue.add(aRequest({ id: 'r-00000003', target }));
    // Runs start in the order in which they wait: a repeat of the first would have come before.
    expect(await next.started()).toBe('r-00000003');
    await next.close();
    await raw.close();
    connection.disconnect();
    await queue.close();
  }, 60_000);

  it('aborts the run in hand when the queue no longer knows its worker', async () => {
    const target = 'lost';
    const queue = createRunQueue({ url: valkey.url, targets: [target] });
    const log = createFakeLog();
    const started = Promise.withResolvers<AbortSignal | undefined>();
    const aborted = Promise.withResolvers<void>();
    const worker = await startWorker({
      url: valkey.url,
      target,
      log,
      processor: async (_job, _token, signal) => {
        signal?.addEventListener('abort', () => aborted.resolve());
        started.resolve(signal);
        await aborted.promise;
      },
    });
    await queue.add(aRequest({ target }));
    expect(await started.promise).toBeInstanceOf(AbortSignal);
    const redis = new Redis(valkey.url);
    expect(await redis.del(`bull:${queueName(target)}:r-00000001:lock`)).toBe(1);
    await aborted.promise;
    expect(log.warnings()).toContain('job_lock_lost');
    redis.disconnect();
    await worker.close();
    await queue.close();
  });
});
