import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScheduleTicks } from '../../../src/adapters/bullmq/create-schedule-ticks.ts';
import type { ScheduleTicks, Tick } from '../../../src/ports/schedule-ticks.ts';
import { scheduleTicksContract, type TicksUnderTest } from '../../contract/schedule-ticks.contract.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';
import { createFakeScheduleTicks } from '../../fakes/fake-schedule-ticks.ts';
import { startTestValkey, type TestValkey } from '../redis/test-valkey.ts';

let valkey: TestValkey;
beforeAll(async () => {
  valkey = await startTestValkey();
}, 180_000);
afterAll(() => valkey.close());

const create = (): ScheduleTicks => createScheduleTicks({ url: valkey.url, log: createFakeLog() });

scheduleTicksContract('the fake', async (): Promise<TicksUnderTest> => {
  const ticks = createFakeScheduleTicks({ clock: createFakeClock() });
  return { ticks, other: ticks, come: ticks.come, close: ticks.close };
});
scheduleTicksContract('BullMQ', async (): Promise<TicksUnderTest> => {
  const ticks = create();
  const other = create();
  return {
    ticks,
    other,
    async come(id) {
      const before = (await ticks.next()).get(id);
      await eventually(async () => {
        expect((await ticks.next()).get(id)).not.toBe(before);
      });
    },
    close: async () => void (await Promise.all([ticks.close(), other.close()])),
  };
});

/** Tries until it succeeds; nothing tells a producer of a moment that has come. */
async function eventually(attempt: () => Promise<void>): Promise<void> {
  const end = performance.now() + 10_000;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      if (performance.now() > end) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

describe('the moments of schedules in Redis', () => {
  it('come once for all that passed while nobody listened, and go on from then', async () => {
    const ticks = create();
    await ticks.set('s-missed', { kind: 'every', ms: 200 });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const bot = create();
    const heard: Tick[] = [];
    const two = Promise.withResolvers<void>();
    const from = Date.now();
    await bot.follow(async (tick) => {
      heard.push(tick);
      if (heard.length === 2) two.resolve();
    });
    await two.promise;
    const [late, next] = heard.map(({ due }) => Date.parse(due) - from);
    expect(late).toBeLessThan(-500);
    expect(next).toBeGreaterThan(-200);
    await ticks.clear('s-missed');
    await Promise.all([ticks.close(), bot.close()]);
  });

  it('come again to another listener when one could not handle them', async () => {
    const ticks = createScheduleTicks({ url: valkey.url, log: createFakeLog(), retryMs: 50 });
    const tries: Tick[] = [];
    const done = Promise.withResolvers<void>();
    await ticks.follow(async (tick) => {
      tries.push(tick);
      if (tries.length === 1) throw new Error('Redis is away');
      await ticks.clear('s-tried');
      done.resolve();
    });
    await ticks.set('s-tried', { kind: 'every', ms: 5000 });
    await done.promise;
    expect(tries[1]).toEqual(tries[0]);
    await ticks.close();
  });

  it('can not be set or asked for while Redis hangs, which is known within 3 s', async () => {
    const ticks = create();
    await ticks.next();
    process.kill(valkey.pid, 'SIGSTOP');
    try {
      const start = performance.now();
      const when = { kind: 'every', ms: 3_600_000 } as const;
      const calls = [ticks.set('s-hung', when), ticks.clear('s-hung'), ticks.next()];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: 'rejected', reason: { code: 'queue_unavailable' } });
      }
      expect(performance.now() - start).toBeLessThan(3000);
    } finally {
      process.kill(valkey.pid, 'SIGCONT');
    }
    await ticks.clear('s-hung');
    await ticks.close();
  });

  it('follow the clocks of their zone through both changes of daylight saving', async () => {
    const ticks = create();
    const paris = { kind: 'weekly', day: 'sun', hour: 2, minute: 30, tz: 'Europe/Paris' } as const;
    // On 29 March 2026 there is no 02:30 in Paris, and on 25 October there are two.
    expect(ticks.preview(paris, '2026-03-20T00:00:00.000Z', 3)).toEqual([
      '2026-03-22T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-04-05T00:30:00.000Z',
    ]);
    expect(ticks.preview(paris, '2026-10-20T00:00:00.000Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-11-01T01:30:00.000Z',
    ]);
    await ticks.close();
  });
});
