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
  expect(findings).toEqual([
    {
      ok: true,
      kind: 'redis',
      answer: { version: expect.stringMatching(/^\d+\.\d+\.\d+$/), took_ms: expect.any(Number) },
    },
    { ok: true, kind: 'redis-persistence', keeps: 'until-restart' },
    { ok: true, kind: 'clock' },
  ]);
});

it("says what is lost with Redis, and with a Valkey that is the instance's own", async () => {
  const keptBy = async (isOwn: boolean) =>
    (await createRedisDiagnostics({ redis, clock, isOwn }).look()).find(({ kind }) => kind === 'redis-persistence');
  expect(await keptBy(false)).toMatchObject({ ok: true, keeps: 'until-restart' });
  expect(await keptBy(true)).toMatchObject({ ok: true, keeps: 'until-end' });
  await redis.config('SET', 'appendonly', 'yes');
  try {
    expect(await keptBy(true)).toMatchObject({ ok: true, keeps: 'for-good' });
  } finally {
    await redis.config('SET', 'appendonly', 'no');
  }
});

it("says that Redis is gone, and whether it is the instance's own", async () => {
  for (const isOwn of [false, true]) {
    const findings = await createRedisDiagnostics({ redis: gone, clock, isOwn }).look();
    expect(findings).toEqual([{ ok: false, kind: 'redis-silent', isOwn }]);
  }
});

it('sees a clock that is a minute off', async () => {
  const wallIso = () => new Date(Date.parse(clock.wallIso()) + 60_000).toISOString();
  const found = (await look({ wallIso }).look()).find(({ kind }) => kind === 'clock');
  const off_ms = found?.kind === 'clock' && !found.ok ? found.off_ms : null;
  expect(off_ms).toBeGreaterThan(57_000);
  expect(off_ms).toBeLessThanOrEqual(60_000);
});

it('sees a policy that drops keys', async () => {
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  try {
    expect((await look().look())[0]).toMatchObject({ ok: false, kind: 'redis-drops', policy: 'allkeys-lru' });
  } finally {
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
  }
});
