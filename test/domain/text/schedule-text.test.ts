import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/domain/language.ts';
import type { RunState } from '../../../src/domain/run.ts';
import type { PastRun } from '../../../src/domain/run-history.ts';
import type { SkipNote, StoredSchedule, When } from '../../../src/domain/schedule/schedule.ts';
import {
  type ScheduleView,
  scheduleAnswers,
  scheduleDetails,
  scheduleList,
  scheduleMade,
  sinceLine,
  skipText,
} from '../../../src/domain/text/schedule-text.ts';
import { aRequest } from '../../app/a-request.ts';
import { aSchedule } from '../../app/a-schedule.ts';
import { brokenMarks, englishIn, fullWidthIn, lostNumbers } from './bilingual.ts';

const AT = '2026-11-30T03:00:00.000Z';
const note = (changed: Partial<SkipNote>): SkipNote => ({
  at: AT,
  tick: AT,
  code: 'target_busy',
  message: '',
  ...changed,
});

function view(
  changed: Partial<StoredSchedule> = {},
  next: string | null = AT,
  state: RunState | null = null,
): ScheduleView {
  const schedule = changed.schedule ?? aSchedule();
  const stored = { schedule, paused: false, last: null, note: null, seen: null, ...changed };
  const verdict = { name: 'BALANCED' as const, effect: 'REPAIRED' as const, max_over_mean: 1, k: 3 };
  const summary = state === 'done' ? { ended_at: AT, verdict, sweep: null, restored: true } : null;
  const last: PastRun | null = state === null ? null : { request: aRequest(), state, summary, recovery: null };
  return { stored, next, last };
}

const last = { run: 'r-00000001', tick: AT, at: AT };
const rollout = aSchedule({ when: { kind: 'rollout' }, post: 'always' });
const WHENS: When[] = [
  { kind: 'weekly', day: 'sat', hour: 9, minute: 5, tz: 'UTC' },
  { kind: 'daily', hour: 23, minute: 30, tz: 'UTC' },
  { kind: 'every', ms: 5_400_000 },
  { kind: 'rollout' },
];
const VIEWS: ScheduleView[] = [
  view(),
  view({ paused: true }, null),
  view({ schedule: rollout }, null),
  view({ schedule: rollout, seen: { revision: 'a', at: AT } }, null),
  view({}, null),
  ...(['queued', 'awaiting_approval', 'running', 'done', 'failed', 'cancelled'] as const).map((state) =>
    view({ last }, AT, state),
  ),
  view({ last }),
  view({ note: note({ busy: { kind: 'run', by: 'r-00000002' } }) }),
  view({ note: note({ busy: { kind: 'held', by: 'r-00000003' } }) }),
  view({ note: note({ busy: { kind: 'changed', by: 'r-00000004' } }) }),
  view({ note: note({ code: 'not_allowed', message: 'You are not among those who may.' }) }),
  view({ note: note({ code: 'over_limit', message: '`50`' }) }),
  view({ note: note({ code: 'an earlier one', message: '`7`' }) }),
];
const balanced = { verdict: 'BALANCED' as const, effect: null };
const before = { run: 'r-00000001', at: AT, found: balanced };
const since = { schedule: 's-00000a', now: balanced, before };

/** Everything that is said of schedules. */
function textsIn(language: Language): string[] {
  const answers = scheduleAnswers(language);
  const schedule = aSchedule();
  const busy = note({ busy: { kind: 'run', by: 'r-00000002' } });
  return [
    scheduleList([], language),
    scheduleList(VIEWS, language),
    ...VIEWS.map((one) => scheduleDetails(one, language)),
    ...WHENS.flatMap((when) =>
      (['none', 'confirm', 'second-person'] as const).map((need, index) =>
        scheduleMade(
          { schedule: aSchedule({ when }), next: [AT, AT], need, dry: index === 0, keepsNothing: index === 1 },
          language,
        ),
      ),
    ),
    answers.same('s-00000a'),
    answers.unknown('s-00000a'),
    answers.paused('s-00000a'),
    answers.resumed('s-00000a', AT),
    answers.resumed('s-00000a', null),
    answers.removed('s-00000a'),
    answers.started('s-00000a', 'r-00000001', true),
    answers.started('s-00000a', 'r-00000001', false),
    answers.skipped(schedule, busy),
    answers.repeated('s-00000a'),
    answers.notAtShell(),
    skipText(schedule, busy, language),
    sinceLine({ ...since, before: null }, language),
    sinceLine({ ...since, now: null }, language),
    sinceLine(since, language),
    sinceLine({ ...since, now: 'failed' }, language),
  ].map((text) => text.replaceAll(/<#\w+>/g, '<@U0SRE>'));
}

describe('what is said of schedules', () => {
  it('has every number in both languages', () => {
    const [english, japanese] = [textsIn('en'), textsIn('ja')];
    expect(english.flatMap((text, index) => lostNumbers(text, japanese[index] ?? ''))).toEqual([]);
  });

  it('has no English left in Japanese, nothing in full width and no mark that Slack would show', () => {
    const months = ['Nov', 'Dec'];
    for (const text of textsIn('ja')) {
      const found = { english: englishIn(text), wide: fullWidthIn(text), marks: brokenMarks(text), text };
      expect(found).toEqual({ english: [], wide: [], marks: [], text });
      for (const month of months) expect(text).not.toContain(month);
    }
    for (const text of textsIn('en')) expect(brokenMarks(text)).toEqual([]);
  });

  it('lets nothing act that somebody else has named', () => {
    const held = note({ busy: { kind: 'held', by: '<!channel> `*x*`' } });
    expect(skipText(aSchedule(), held)).toContain('`&lt;!channel&gt; *x*` held target `lab`.');
  });
});
