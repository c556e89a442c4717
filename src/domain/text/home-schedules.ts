import type { HomePart } from '../home.ts';
import { type ScheduleView, scheduleLines } from './schedule-text.ts';

const SHOWN_SCHEDULES = 10;

/** What runs by itself, with its next moment and what its last run found; how to make one where there is none. */
export function scheduleParts(schedules: readonly ScheduleView[]): HomePart[] {
  const head: HomePart = { kind: 'header', text: 'Schedules' };
  if (schedules.length === 0) {
    const text =
      'Nothing runs by itself yet. Type in a channel: `/nlb schedule add rollout-restart weekly=mon@03:00`, or `after=rollout` in the place of a day.';
    return [head, { kind: 'text', text }];
  }
  const shown = schedules.slice(0, SHOWN_SCHEDULES);
  const hidden = schedules.length - shown.length;
  const more = hidden > 0 ? `and ${hidden} more: ` : '';
  return [
    head,
    { kind: 'text', text: shown.flatMap((view) => scheduleLines(view)).join('\n') },
    { kind: 'small', text: `${more}\`/nlb schedule\` in a channel lists, pauses and removes them.` },
  ];
}
