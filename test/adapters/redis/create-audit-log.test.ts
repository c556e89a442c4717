import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuditDiagnostics } from '../../../src/adapters/redis/audit-diagnostics.ts';
import { connectRedis } from '../../../src/adapters/redis/connect-redis.ts';
import { createAuditLog } from '../../../src/adapters/redis/create-audit-log.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import type { AuditLog } from '../../../src/ports/audit-log.ts';
import { anAuditEvent } from '../../builders/an-audit-event.ts';
import { auditLogContract } from '../../contract/audit-log.contract.ts';
import { createFakeAuditLog } from '../../fakes/fake-audit-log.ts';
import { startTestValkey, type TestValkey } from './test-valkey.ts';

let valkey: TestValkey;
let redis: Redis;
beforeAll(async () => {
  valkey = await startTestValkey();
  redis = await connectRedis(valkey.url);
}, 180_000);
afterAll(async () => {
  redis.disconnect();
  await valkey.close();
});

async function emptyLog(keeps?: number): Promise<AuditLog> {
  await redis.del('nlb:audit', 'nlb:audit:head');
  return createAuditLog({ redis, ...(keeps === undefined ? {} : { keeps }) });
}

auditLogContract('the fake', async (keeps) => createFakeAuditLog(keeps === undefined ? {} : { keeps }));
auditLogContract('Redis', emptyLog);

describe('a log that somebody changed', () => {
  /** Seven entries of which the newest five are kept: 3 to 7. */
  async function fiveOfSeven(): Promise<{ log: AuditLog; ids: string[] }> {
    const log = await emptyLog(5);
    for (let n = 1; n <= 7; n++) await log.append(anAuditEvent({ run: `r-${n}` }));
    expect(await log.verify()).toMatchObject({ entries: 5, brokenAt: null });
    return { log, ids: (await redis.xrange('nlb:audit', '-', '+')).map(([id]) => id) };
  }

  it.each([
    ['the oldest', 0, 3],
    ['one in the middle', 2, 5],
    ['the newest', 4, 7],
  ])('shows that %s is missing', async (_which, index, seq) => {
    const { log, ids } = await fiveOfSeven();
    await redis.xdel('nlb:audit', ids[index] ?? '');
    expect((await log.verify()).brokenAt).toBe(seq);
  });

  it('shows that all are missing', async () => {
    const { log } = await fiveOfSeven();
    await redis.del('nlb:audit');
    expect(await log.verify()).toMatchObject({ entries: 0, brokenAt: 3 });
  });

  it.each([
    ['the oldest', 1],
    ['one in the middle', 3],
    ['the newest', 5],
  ])('shows that %s was written anew', async (_which, nth) => {
    const log = await emptyLog();
    const stored: string[][] = [];
    for (let n = 1; n <= 5; n++) await log.append(anAuditEvent({ run: `r-${n}` }));
    for (const [, fields] of await redis.xrange('nlb:audit', '-', '+')) stored.push(fields);
    await redis.del('nlb:audit');
    for (const [index, fields] of stored.entries()) {
      const changed = fields.map((text) => (index === nth - 1 ? text.replace('U0KATO', 'U0ANNA') : text));
      await redis.xadd('nlb:audit', '*', ...changed);
    }
    expect((await log.verify()).brokenAt).toBe(nth);
  });

  it('still shows the other entries where one can not be read', async () => {
    const log = await emptyLog();
    await log.append(anAuditEvent({ run: 'r-1' }));
    await redis.xadd('nlb:audit', '*', 'seq', '2', 'previous', 'x', 'hash', 'x', 'event', '{"at":');
    expect((await log.page({ run: null, target: null }, { skip: 0, limit: 10 })).total).toBe(1);
    expect((await log.verify()).brokenAt).toBe(2);
  });
});

it('is looked at by the doctor', async () => {
  const log = await emptyLog();
  const doctor = createAuditDiagnostics({ audit: log, clock: createClock() });
  expect(await doctor.look()).toEqual([{ ok: true, kind: 'audit-empty' }]);
  await log.append(anAuditEvent());
  await log.append(anAuditEvent());
  expect(await doctor.look()).toMatchObject([
    { ok: true, kind: 'audit-log', entries: 2, since: expect.stringMatching(/^2026-11-26T/) },
  ]);
  await redis.xdel('nlb:audit', (await redis.xrange('nlb:audit', '-', '+'))[0]?.[0] ?? '');
  expect(await doctor.look()).toEqual([{ ok: false, kind: 'audit-log', entry: 1 }]);
});

it('says that Redis refused an entry', async () => {
  await redis.set('nlb:audit', 'of another program');
  const log = createAuditLog({ redis });
  await redis.del('nlb:audit:head');
  await expect(log.append(anAuditEvent())).rejects.toMatchObject({
    code: 'queue_unavailable',
    message: expect.stringContaining('Redis refused: '),
  });
});
