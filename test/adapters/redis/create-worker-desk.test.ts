import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectRedis } from '../../../src/adapters/redis/connect-redis.ts';
import { createWorkerDesk } from '../../../src/adapters/redis/create-worker-desk.ts';
import type { WorkerDesk } from '../../../src/ports/worker-desk.ts';
import { workerDeskContract } from '../../contract/worker-desk.contract.ts';
import { createFakeWorkerDesk } from '../../fakes/fake-worker-desk.ts';
import { startTestValkey, type TestValkey } from './test-valkey.ts';

let valkey: TestValkey;
let redis: Awaited<ReturnType<typeof connectRedis>>;
let desk: WorkerDesk;
beforeAll(async () => {
  valkey = await startTestValkey();
  redis = await connectRedis(valkey.url);
  desk = createWorkerDesk({ redis });
}, 180_000);
afterAll(async () => {
  redis.disconnect();
  await valkey.close();
});

const fake = createFakeWorkerDesk();
workerDeskContract('the fake', () => fake);
workerDeskContract('Redis', () => desk);

it('says in plain words that Redis is gone, and that it refused', async () => {
  const gone = await connectRedis(valkey.url);
  gone.disconnect();
  await expect(createWorkerDesk({ redis: gone }).answerTo('q-9')).rejects.toMatchObject({
    code: 'queue_unavailable',
    message: 'Redis does not answer.',
  });
  await redis.lpush('nlb:answer:q-9', 'of another program');
  await expect(desk.answerTo('q-9')).rejects.toMatchObject({
    message: expect.stringMatching(/^Redis refused: WRONGTYPE/),
  });
});

it('forgets questions and answers by itself, so that none has an effect much later', async () => {
  await desk.ask('forgotten', { id: 'q-8', kind: 'recover', asked_by: 'U0KATO', keep: 'ours', confirm: null });
  await desk.answer('q-8', { kind: 'begun' });
  expect(await redis.ttl('nlb:asks:forgotten')).toBeGreaterThan(0);
  expect(await redis.ttl('nlb:asks:forgotten')).toBeLessThanOrEqual(60);
  expect(await redis.ttl('nlb:asked:q-8')).toBeGreaterThan(0);
  expect(await redis.ttl('nlb:asked:q-8')).toBeLessThanOrEqual(60);
  await desk.take('forgotten');
  expect(await redis.ttl('nlb:asked:q-8')).toBeGreaterThan(300);
  expect(await redis.ttl('nlb:answer:q-8')).toBeGreaterThan(0);
});
