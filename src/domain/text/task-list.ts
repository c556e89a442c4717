import type { Language } from '../language.ts';
import type { RunProgress, StepProgress } from '../progress.ts';
import type { Task, TaskList } from './message.ts';
import { aroundNow, barText, doingText, speakSeconds } from './running-message.ts';
import { sayCount } from './say-number.ts';
import { type Words, wordsIn } from './words.ts';

const STATUS = { done: 'complete', now: 'in_progress', todo: 'pending', failed: 'error' } as const;

/**
 * A run's steps one by one. The title says all that must be seen, because Slack folds the list with every edit of its
 * message (github.com/slackapi/node-slack-sdk/issues/2701).
 */
export function taskList(progress: RunProgress, line: number, language: Language = 'en'): TaskList {
  const { going } = wordsIn(language);
  const { steps } = progress;
  const at = steps.findLastIndex(({ status }) => status === 'now' || status === 'failed');
  const where = at < 0 ? '' : going.atStep(at + 1, steps.length, going.step(steps[at]?.name ?? ''));
  return {
    title: `${barText(progress)}${where}`,
    tasks: aroundNow(steps).map((step, index) =>
      typeof step === 'number' ? leftOut(step, index === 0, going) : taskOf(step, progress, language),
    ),
    line,
  };
}

function leftOut(count: number, before: boolean, going: Words['going']): Task {
  return {
    id: before ? 'steps before' : 'steps after',
    title: before ? going.moreBefore(count) : going.moreToCome(count),
    status: before ? 'complete' : 'pending',
    details: null,
  };
}

function taskOf(step: StepProgress, progress: RunProgress, language: Language): Task {
  const title = wordsIn(language).going.step(step.name);
  return { id: step.name, title, status: STATUS[step.status], details: detailsOf(step, progress, language) };
}

/** `observing · 14 s · 20 picks · 0 errors`; nothing of a step that was not reached. */
function detailsOf(
  { status, took_ms, picks = 0, errors = 0 }: StepProgress,
  progress: RunProgress,
  language: Language,
): string | null {
  const { going } = wordsIn(language);
  if (took_ms === undefined) return null;
  const what = status === 'now' ? [doingText(progress, language)] : status === 'failed' ? [going.stepEndedEarly()] : [];
  // Before the first change, and on the way back, nobody expects any.
  const isCounted = picks + errors > 0 || (status === 'now' && progress.arm !== null);
  const counts = isCounted ? [sayCount(picks, 'pick', language), sayCount(errors, 'error', language)] : [];
  return [...what, speakSeconds(took_ms, language), ...counts].join(' · ');
}
