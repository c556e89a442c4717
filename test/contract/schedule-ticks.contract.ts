import { afterEach, describe, expect, it } from 'vitest';
import type { ScheduleTicks, Tick } from '../../src/ports/schedule-ticks.ts';

export interface TicksUnderTest {
  ticks: ScheduleTicks;
  /** The same moments on connections of their own. */
  other: ScheduleTicks;
  /** Resolves at a schedule's next moment, once it was delivered where somebody listens. */
  come(id: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A period that a test can wait for, longer than the second by which BullMQ may be late. */
const SOON = { kind: 'every', ms: 1500 } as const;
const MONDAYS = { kind: 'weekly', day: 'mon', hour: 3, minute: 5, tz: 'UTC' } as const;
const NIGHTLY = { kind: 'daily', hour: 23, minute: 30, tz: 'UTC' } as const;

/** What every {@link ScheduleTicks} does. */
export function scheduleTicksContract(name: string, make: () => Promise<TicksUnderTest>): void {
  let open: TicksUnderTest[] = [];
  const setUp = async () => {
    const made = await make();
    open.push(made);
    return made;
  };
  afterEach(async () => {
    for (const made of open) {
      for (const id of (await made.ticks.next()).keys()) await made.ticks.clear(id);
      await made.close();
    }
    open = [];
  });

  describe(`${name} as the moments of schedules`, () => {
    it('says the next moment of each that is set, elsewhere too, until it is cleared', async () => {
      const { ticks, other } = await setUp();
      await ticks.set('s-week', MONDAYS);
      await ticks.set('s-night', NIGHTLY);
      const next = await other.next();
      expect([...next.keys()].sort()).toEqual(['s-night', 's-week']);
      expect(next.get('s-week')).toMatch(/T03:05:00\.000Z$/);
      expect(new Date(next.get('s-week') ?? '').getUTCDay()).toBe(1);
      expect(next.get('s-night')).toMatch(/T23:30:00\.000Z$/);
      await other.clear('s-week');
      await other.clear('s-unknown');
      expect([...(await ticks.next()).keys()]).toEqual(['s-night']);
    });

    it('takes other moments in the place of the former', async () => {
      const { ticks } = await setUp();
      await ticks.set('s-moved', NIGHTLY);
      await ticks.set('s-moved', MONDAYS);
      expect((await ticks.next()).get('s-moved')).toMatch(/T03:05:00\.000Z$/);
    });

    it('delivers each moment once, and the next one after it', async () => {
      const { ticks, other, come } = await setUp();
      const heard: Tick[] = [];
      const two = Promise.withResolvers<void>();
      const onTick = async (tick: Tick) => {
        heard.push(tick);
        if (heard.length === 2) two.resolve();
      };
      await ticks.follow(onTick);
      await other.follow(onTick);
      await ticks.set('s-soon', SOON);
      await come('s-soon');
      await come('s-soon');
      await two.promise;
      expect(new Set(heard.map(({ schedule }) => schedule))).toEqual(new Set(['s-soon']));
      expect(new Set(heard.map(({ due }) => due)).size).toBe(heard.length);
      const [first = 0, second = 0] = heard.map(({ due }) => Date.parse(due));
      expect(second).toBeGreaterThan(first);
      // One that nobody had the time for is left out, and the next ones keep their rhythm.
      expect((second - first) % SOON.ms).toBe(0);
    });

    it('previews moments in their order without setting them', async () => {
      const { ticks } = await setUp();
      const after = '2026-11-23T03:05:00.000Z';
      expect(ticks.preview(MONDAYS, after, 2)).toEqual(['2026-11-30T03:05:00.000Z', '2026-12-07T03:05:00.000Z']);
      expect(ticks.preview(NIGHTLY, after, 2)).toEqual(['2026-11-23T23:30:00.000Z', '2026-11-24T23:30:00.000Z']);
      expect(ticks.preview(SOON, after, 1)).toEqual(['2026-11-23T03:05:01.500Z']);
      expect((await ticks.next()).size).toBe(0);
    });
  });
}
