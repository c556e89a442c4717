import type { RepeatOptions } from 'bullmq';
import { WEEKDAYS } from '../../domain/schedule/schedule.ts';
import type { ClockWhen } from '../../ports/schedule-ticks.ts';

/** A schedule's moments as BullMQ has them; `now` in milliseconds since 1970. */
export function repeatOf(when: ClockWhen, now: number): Omit<RepeatOptions, 'key'> {
  switch (when.kind) {
    case 'weekly':
      return { pattern: `${when.minute} ${when.hour} * * ${WEEKDAYS.indexOf(when.day)}`, tz: when.tz };
    case 'daily':
      return { pattern: `${when.minute} ${when.hour} * * *`, tz: when.tz };
    case 'every':
      // Without a start the first moment would be now.
      return { every: when.ms, startDate: now + when.ms };
  }
}
