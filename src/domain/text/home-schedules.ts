import type { HomePart } from '../home.ts';
import type { Language } from '../language.ts';
import { type ScheduleView, scheduleLines } from './schedule-text.ts';
import { wordsIn } from './words.ts';

const SHOWN_SCHEDULES = 10;

/** What runs by itself, with its next moment and what its last run found; how to make one where there is none. */
export function scheduleParts(schedules: readonly ScheduleView[], language: Language): HomePart[] {
  const say = wordsIn(language).home;
  const head: HomePart = { kind: 'header', text: say.schedules };
  if (schedules.length === 0) return [head, { kind: 'text', text: say.noSchedule() }];
  const shown = schedules.slice(0, SHOWN_SCHEDULES);
  return [
    head,
    { kind: 'text', text: shown.flatMap((view) => scheduleLines(view, language)).join('\n') },
    { kind: 'small', text: say.moreSchedules(schedules.length - shown.length) },
  ];
}
