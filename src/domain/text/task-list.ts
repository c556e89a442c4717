import type { RunProgress, StepProgress } from '../progress.ts';
import type { Task, TaskList } from './message.ts';
import { aroundNow, barText, PHASE_WORDS, speakSeconds } from './running-message.ts';
import { sayCount } from './say-number.ts';

const STATUS = { done: 'complete', now: 'in_progress', todo: 'pending', failed: 'error' } as const;

/**
 * A run's steps one by one. The title says all that must be seen, because Slack folds the list with every edit of its
 * message (github.com/slackapi/node-slack-sdk/issues/2701).
 */
export function taskList(progress: RunProgress, line: number): TaskList {
  const { steps } = progress;
  const at = steps.findLastIndex(({ status }) => status === 'now' || status === 'failed');
  const where = at < 0 ? '' : ` step ${at + 1} of ${steps.length}: ${steps[at]?.name}`;
  return {
    title: `${barText(progress)}${where}`,
    tasks: aroundNow(steps).map((step, index) =>
      typeof step === 'number' ? leftOut(step, index === 0) : taskOf(step, progress),
    ),
    line,
  };
}

function leftOut(count: number, before: boolean): Task {
  return {
    id: before ? 'steps before' : 'steps after',
    title: `${count} more ${before ? 'before' : 'to come'}`,
    status: before ? 'complete' : 'pending',
    details: null,
  };
}

function taskOf(step: StepProgress, progress: RunProgress): Task {
  return { id: step.name, title: step.name, status: STATUS[step.status], details: detailsOf(step, progress) };
}

/** `observing · 14 s · 20 picks · 0 errors`; nothing of a step that was not reached. */
function detailsOf({ status, took_ms, picks = 0, errors = 0 }: StepProgress, { phase }: RunProgress): string | null {
  if (took_ms === undefined) return null;
  const what = status === 'now' ? [PHASE_WORDS[phase]] : status === 'failed' ? ['ended early'] : [];
  return [...what, speakSeconds(took_ms), sayCount(picks, 'pick'), sayCount(errors, 'error')].join(' · ');
}
