import type { Language } from '../language.ts';
import type { RunProgress, StepProgress } from '../progress.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { podLabel } from './pod-label.ts';
import { sparkline } from './sparkline.ts';
import { wordsIn } from './words.ts';

const BAR_WIDTH = 16;
const SHOWN_PODS = 8;
/** A sweep has many more; these fit a phone. */
const SHOWN_STEPS = 10;
const SHOWN_SAMPLES = 12;

/** What happens now and for how long: `treatment: observing · 34 s of about 1 min 36 s, 1 min 2 s left`. */
export function phaseText(progress: RunProgress, language: Language = 'en'): string {
  const { going } = wordsIn(language);
  const { arm, elapsed_ms, remaining_ms } = progress;
  return going.phase({
    arm,
    phase: doingText(progress, language),
    elapsed: speakSeconds(elapsed_ms, language),
    total: speakSeconds(elapsed_ms + remaining_ms, language),
    left: remaining_ms > 0 ? speakSeconds(remaining_ms, language) : null,
  });
}

/** The phase in a word or two, and of a change what it does. */
export function doingText({ phase, doing }: Pick<RunProgress, 'phase' | 'doing'>, language: Language = 'en'): string {
  const { going } = wordsIn(language);
  return phase === 'change' && doing !== undefined ? going.doing[doing] : going.phases[phase];
}

/** The bar and the steps: `▓▓▓▓░░░░ preflight ✓ · *control* · restore`. */
export function stepsText(progress: RunProgress, language: Language = 'en'): string {
  const { going } = wordsIn(language);
  const steps = aroundNow(progress.steps).map((step) => {
    if (typeof step === 'number') return going.moreSteps(step);
    const safe = escapeMrkdwn(going.step(step.name));
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
export function connectionsText(progress: RunProgress, language: Language = 'en'): string {
  const { going } = wordsIn(language);
  const max = Math.max(0, ...progress.pods.flatMap((pod) => pod.recent.map((value) => value ?? 0)));
  const pods = progress.pods.slice(0, SHOWN_PODS).map(({ name, recent }) => {
    const now = recent.at(-1) ?? null;
    const course = sparkline(recent.slice(-SHOWN_SAMPLES), max);
    return `\`${escapeMrkdwn(podLabel(name))} ${now === null ? going.unread() : now}${course === '' ? '' : ` ${course}`}\``;
  });
  const hidden = progress.pods.length - pods.length;
  const connections = pods.length === 0 ? going.noPodYet() : pods.join(' ');
  const rest = hidden > 0 ? going.andPods(hidden) : '';
  return going.connections(`${connections}${rest}`, progress.picks, progress.errors);
}

/** Whole seconds, so that a line edited every few seconds does not flicker in its last digit. */
export function speakSeconds(ms: number, language: Language = 'en'): string {
  const { units } = wordsIn(language);
  return ms < 1000 ? units.seconds(0) : units.duration(Math.round(ms / 1000) * 1000);
}
