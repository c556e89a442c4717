import { afterAll, beforeAll } from 'vitest';
import { connectRedis } from '../../../src/adapters/redis/connect-redis.ts';
import { createSchedules } from '../../../src/adapters/redis/create-schedules.ts';
import { schedulesContract } from '../../contract/schedules.contract.ts';
import { createFakeSchedules } from '../../fakes/fake-schedules.ts';
import { startTestValkey, type TestValkey } from './test-valkey.ts';

let valkey: TestValkey;
let redis: Awaited<ReturnType<typeof connectRedis>>;
beforeAll(async () => {
  valkey = await startTestValkey();
  redis = await connectRedis(valkey.url);
}, 180_000);
afterAll(async () => {
  redis.disconnect();
  await valkey.close();
});

const fake = createFakeSchedules();
schedulesContract('the fake', () => fake);
schedulesContract('Redis', () => createSchedules({ redis }));
