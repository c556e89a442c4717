import { WEEKDAYS } from '../../src/domain/schedule/schedule.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ClockWhen, ScheduleTicks, Tick } from '../../src/ports/schedule-ticks.ts';

export interface FakeScheduleTicks extends ScheduleTicks {
  /** The schedule's next moment comes: a listener is called, and what it does is done when this resolves. */
  come(id: string): Promise<Tick>;
  /** Forgets every moment, as a Redis that lost its data does. */
  lose(): void;
}

const DAY_MS = 24 * 3_600_000;

/** Moments in memory, in UTC whatever the zone; they come when a test says so. */
export function createFakeScheduleTicks({ clock }: { clock: Clock }): FakeScheduleTicks {
  const set = new Map<string, { when: ClockWhen; next: string }>();
  const listeners: ((tick: Tick) => Promise<void>)[] = [];
  const after = (when: ClockWhen, at: string): string => new Date(momentAfter(when, Date.parse(at))).toISOString();

  return {
    async come(id) {
      const one = set.get(id);
      if (one === undefined) throw new Error(`${id} is due at no moment`);
      const tick = { schedule: id, due: one.next };
      const [listener] = listeners;
      if (listener === undefined) return tick;
      one.next = after(one.when, one.next);
      await listener(tick);
      return tick;
    },
    lose: () => set.clear(),
    async set(id, when) {
      set.set(id, { when, next: after(when, clock.wallIso()) });
    },
    async clear(id) {
      set.delete(id);
    },
    async next() {
      return new Map([...set].map(([id, { next }]) => [id, next]));
    },
    preview(when, at, count) {
      const moments: string[] = [];
      for (let i = 0; i < count; i++) moments.push(after(when, moments.at(-1) ?? at));
      return moments;
    },
    async follow(onTick) {
      listeners.push(onTick);
    },
    async close() {
      listeners.length = 0;
    },
  };
}

function momentAfter(when: ClockWhen, at: number): number {
  if (when.kind === 'every') return at + when.ms;
  const midnight = Math.floor(at / DAY_MS) * DAY_MS;
  const time = (when.hour * 60 + when.minute) * 60_000;
  for (let day = 0; day <= 7; day++) {
    const moment = midnight + day * DAY_MS + time;
    const isDay = when.kind === 'daily' || new Date(moment).getUTCDay() === WEEKDAYS.indexOf(when.day);
    if (isDay && moment > at) return moment;
  }
  throw new Error('a week has every day');
}
