import { speakDuration } from '../duration.ts';
import type { RunProgress, StepProgress } from '../progress.ts';
import type { Phase } from '../scenario.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { podLabel } from './pod-label.ts';
import { sayCount } from './say-number.ts';
import { sparkline } from './sparkline.ts';

const BAR_WIDTH = 16;
const SHOWN_PODS = 8;
/** A sweep has many more; these fit a phone. */
const SHOWN_STEPS = 10;
const SHOWN_SAMPLES = 12;

/** What each phase does, in a few words. */
export const PHASE_WORDS: Record<Phase, string> = {
  preflight: 'checking the target, nothing is touched',
  'warm-up': 'clients connect and speak, nothing is touched',
  change: 'restarting',
  observe: 'observing',
  restore: 'putting everything back',
  report: 'writing the report',
};

/** What happens now and for how long: `treatment: observing · 34 s of about 1 min 36 s, 1 min 2 s left`. */
export function phaseText(progress: RunProgress): string {
  const arm = progress.arm === null ? '' : `${progress.arm}: `;
  const total = progress.elapsed_ms + progress.remaining_ms;
  const left = progress.remaining_ms > 0 ? `, ${speakSeconds(progress.remaining_ms)} left` : '';
  return `${arm}${PHASE_WORDS[progress.phase]} · ${speakSeconds(progress.elapsed_ms)} of about ${speakSeconds(total)}${left}`;
}

/** The bar and the steps: `▓▓▓▓░░░░ preflight ✓ · *control* · restore`. */
export function stepsText(progress: RunProgress): string {
  const steps = aroundNow(progress.steps).map((step) => {
    if (typeof step === 'number') return `… ${step} more`;
    const safe = escapeMrkdwn(step.name);
    if (step.status === 'now') return `*${safe}*`;
    return step.status === 'done' ? `${safe} ✓` : step.status === 'failed' ? `${safe} ✗` : safe;
  });
  return `\`${barText(progress)}\` ${steps.join(' · ')}`;
}

/** How much of the expected time is over: `▓▓▓▓▓░░░░░░░░░░░`. */
export function barText({ elapsed_ms, remaining_ms }: Pick<RunProgress, 'elapsed_ms' | 'remaining_ms'>): string {
  const total = elapsed_ms + remaining_ms;
  const share = total > 0 ? Math.min(1, Math.max(0, elapsed_ms / total)) : 0;
  const full = Math.round(BAR_WIDTH * share);
  return '▓'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}

/** The steps that one message has room for, around the one that goes on; a number stands for so many that are left out. */
export function aroundNow(steps: readonly StepProgress[]): (StepProgress | number)[] {
  if (steps.length <= SHOWN_STEPS) return [...steps];
  const at = Math.max(
    0,
    steps.findLastIndex(({ status }) => status !== 'todo'),
  );
  const from = Math.min(Math.max(0, at - SHOWN_STEPS / 2), steps.length - SHOWN_STEPS);
  const after = steps.length - from - SHOWN_STEPS;
  return [...(from > 0 ? [from] : []), ...steps.slice(from, from + SHOWN_STEPS), ...(after > 0 ? [after] : [])];
}

/** Each Pod's connections with their recent course on one scale, then picks and errors. */
export function connectionsText(progress: RunProgress): string {
  const max = Math.max(0, ...progress.pods.flatMap((pod) => pod.recent.map((value) => value ?? 0)));
  const pods = progress.pods.slice(0, SHOWN_PODS).map(({ name, recent }) => {
    const now = recent.at(-1) ?? null;
    const course = sparkline(recent.slice(-SHOWN_SAMPLES), max);
    return `\`${escapeMrkdwn(podLabel(name))} ${now === null ? 'unread' : now}${course === '' ? '' : ` ${course}`}\``;
  });
  const hidden = progress.pods.length - pods.length;
  const connections = pods.length === 0 ? 'no Pod is read yet' : pods.join(' ');
  const rest = hidden > 0 ? ` and ${hidden} more ${hidden === 1 ? 'Pod' : 'Pods'}` : '';
  return `Connections now: ${connections}${rest} · ${sayCount(progress.picks, 'pick')} · ${sayCount(progress.errors, 'error')}`;
}

/** Whole seconds, so that a line edited every few seconds does not flicker in its last digit. */
export function speakSeconds(ms: number): string {
  return ms < 1000 ? '0 s' : speakDuration(Math.round(ms / 1000) * 1000);
}
