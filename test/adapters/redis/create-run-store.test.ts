import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRedis } from '../../../src/adapters/redis/connect-redis.ts';
import { createRunHistory } from '../../../src/adapters/redis/create-run-history.ts';
import { createRunStore } from '../../../src/adapters/redis/create-run-store.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import type { RunStore } from '../../../src/ports/run-store.ts';
import { aRequest } from '../../app/a-request.ts';
import { aRecord } from '../../builders/a-record.ts';
import { runHistoryContract } from '../../contract/run-history.contract.ts';
import { runStoreContract } from '../../contract/run-store.contract.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { createFakeRunStore } from '../../fakes/fake-run-store.ts';
import { startTestValkey, type TestValkey } from './test-valkey.ts';

let valkey: TestValkey;
let redis: Awaited<ReturnType<typeof connectRedis>>;
let store: RunStore;
beforeAll(async () => {
  valkey = await startTestValkey();
  redis = await connectRedis(valkey.url);
  store = createRunStore({ redis, clock: createClock() });
}, 180_000);
afterAll(async () => {
  redis.disconnect();
  await valkey.close();
});

const fake = createFakeRunStore({ clock: createFakeClock() });
runStoreContract('the fake', () => fake);
runStoreContract('Redis', () => store);
runHistoryContract('the fake', () => ({ store: fake, history: fake.history }));
runHistoryContract('Redis', () => ({ store, history: createRunHistory({ redis }) }));

describe('the run store in Redis', () => {
  it('keeps nothing for ever but the list of open runs', async () => {
    const request = aRequest({ id: 'r-kept' });
    await store.create(request, 'a key');
    await store.update(request.id, { thread: { channel: 'C1', ts: '1.1' } });
    await store.update(request.id, { state: 'running', enter: 'preflight' });
    await store.saveOutcome({ record: aRecord({ id: request.id }), raw: { 'envoy.ndjson': Buffer.from('a') } });
    const keys = await redis.keys('nlb:*');
    const ageless: string[] = [];
    for (const key of keys) if ((await redis.ttl(key)) < 0) ageless.push(key);
    expect(keys.length).toBeGreaterThan(4);
    expect(ageless).toEqual(['nlb:open']);
  });

  it('does not look through runs that have ended and been told again and again', async () => {
    const request = aRequest({ id: 'r-told' });
    await store.create(request, 'told key');
    expect(await redis.zscore('nlb:open', request.id)).not.toBeNull();
    await store.update(request.id, { state: 'cancelled', told: true });
    expect(await redis.zscore('nlb:open', request.id)).toBeNull();
  });

  it('forgets in the history what is older than runs are kept, and what is beyond its room', async () => {
    const history = createRunHistory({ redis });
    const at = (day: number) =>
      `2027-0${day > 31 ? 5 : 1}-${String(((day - 1) % 31) + 1).padStart(2, '0')}T00:00:00.000Z`;
    await store.create(aRequest({ id: 'r-old', requested_at: at(1) }), 'old');
    expect((await history.runs())[0]?.request.id).toBe('r-old');
    await store.create(aRequest({ id: 'r-new', requested_at: at(32) }), 'new');
    expect((await history.runs()).map(({ request }) => request.id)).toEqual(['r-new']);
    for (let n = 0; n < 2000; n++) await redis.zadd('nlb:history', Date.parse(at(32)) + n, `r-room${n}`);
    await store.create(aRequest({ id: 'r-last', requested_at: at(40) }), 'last');
    expect(await redis.zcard('nlb:history')).toBe(2000);
    expect(await redis.zscore('nlb:history', 'r-new')).toBeNull();
  });

  // The last test of the file: it ends the server.
  it('fails within 3 s with queue_unavailable when Redis is gone, and works again once it is back', async () => {
    await valkey.kill();
    const calls: (() => Promise<unknown>)[] = [
      () => store.create(aRequest({ id: 'r-gone' }), 'gone'),
      () => store.get('r-gone'),
      () => createRunHistory({ redis }).runs(),
      () => createRunHistory({ redis }).ofThread({ channel: 'C1', ts: '1.1' }),
      () => store.update('r-gone', { state: 'running' }),
      () => store.open(),
      () => store.saveOutcome({ record: aRecord(), raw: {} }),
      () => store.outcome('r-gone'),
    ];
    const start = performance.now();
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'queue_unavailable' });
    expect(performance.now() - start).toBeLessThan(3000);

    const ready = new Promise((resolve) => redis.once('ready', resolve));
    await valkey.startAgain();
    await ready;
    expect(await store.open()).toEqual([]);
    expect(await store.get('r-gone')).toBeNull();
  });
});
