import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectRedis } from '../../../src/adapters/redis/connect-redis.ts';
import { createRedisDiagnostics } from '../../../src/adapters/redis/redis-diagnostics.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { diagnosticsContract } from '../../contract/diagnostics.contract.ts';
import { startTestValkey, type TestValkey } from './test-valkey.ts';

type Redis = Awaited<ReturnType<typeof connectRedis>>;

let valkey: TestValkey;
let redis: Redis;
let gone: Redis;
beforeAll(async () => {
  valkey = await startTestValkey();
  redis = await connectRedis(valkey.url);
  gone = await connectRedis(valkey.url);
  // ioredis has two messages, for a connection that is closing and for one that is closed.
  const closed = once(gone, 'end');
  gone.disconnect();
  await closed;
}, 180_000);
afterAll(async () => {
  redis.disconnect();
  await valkey.close();
});

const clock = createClock();
const look = (changed: Partial<Clock> = {}) =>
  createRedisDiagnostics({ redis, clock: { ...clock, ...changed }, isOwn: false });

diagnosticsContract(
  'Redis',
  () => look(),
  () => createRedisDiagnostics({ redis: gone, clock, isOwn: false }),
);

it('names its version and how quickly it answers, what it keeps, and its clock', async () => {
  const findings = await look().look();
  expect(findings.map(({ what }) => what)).toEqual(['Redis', 'Redis persistence', 'Clock']);
  expect(findings[0]?.says).toMatch(/^\d+\.\d+\.\d+, answers in \d+ ms$/);
});

it("says what is lost with Redis, and with a Valkey that is the instance's own", async () => {
  const saysOf = async (isOwn: boolean) =>
    (await createRedisDiagnostics({ redis, clock, isOwn }).look()).find(({ what }) => what === 'Redis persistence')
      ?.says;
  expect(await saysOf(false)).toMatch(/^none: .*schedules and the audit log are gone when it restarts/);
  expect(await saysOf(true)).toMatch(/schedules and the audit log end with this instance's own Valkey.*set REDIS_URL/);
});

it("says in plain words that Redis is gone, and what to do about one that is the instance's own", async () => {
  const [shared] = await createRedisDiagnostics({ redis: gone, clock, isOwn: false }).look();
  const [own] = await createRedisDiagnostics({ redis: gone, clock, isOwn: true }).look();
  expect(shared).toMatchObject({ says: 'does not answer', fix: expect.stringContaining('REDIS_URL') });
  expect(own).toMatchObject({ says: 'does not answer', fix: expect.stringMatching(/start it again\.$/) });
  expect(own?.fix).not.toContain('REDIS_URL');
});

it('sees a clock that is a minute off', async () => {
  const wallIso = () => new Date(Date.parse(clock.wallIso()) + 60_000).toISOString();
  const found = (await look({ wallIso }).look()).find(({ what }) => what === 'Clock');
  expect(found).toMatchObject({ ok: false, says: expect.stringMatching(/^(58|59|60) s off the clock of Redis$/) });
});

it('sees a policy that drops keys', async () => {
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  try {
    expect((await look().look())[0]).toMatchObject({
      ok: false,
      says: expect.stringContaining('allkeys-lru may drop'),
    });
  } finally {
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
  }
});
