import { speakDuration } from '../duration.ts';
import { type Expectation, expectationOf, type RunPreview } from '../form/run-preview.ts';
import type { Language } from '../language.ts';
import type { RunParameters } from '../parameters.ts';
import { settingText } from '../setting.ts';
import { effectText } from './approval-lines.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { podsText, predictionLines } from './plan-part.ts';
import { targetText } from './run-words.ts';
import { sayCount } from './say-number.ts';
import { type Words, wordsIn } from './words.ts';

/** What a person should know before a run is started, in paragraphs of mrkdwn. */
export function previewText(preview: RunPreview, language: Language): string[] {
  const say = wordsIn(language).forms;
  const { run, errors } = preview.read;
  if (run === null) {
    const fields = [...errors].map(([key, message]) => `*${say.label(key)}* - ${escapeMrkdwn(message)}`);
    return [say.mend(fields.join(' '))];
  }
  const expected = expectationOf(preview.answers, run.parameters, preview.sight);
  return [
    expectText(preview, expected, run.parameters, say),
    touchText(preview, expected, run.parameters, say),
    say.typed(escapeMrkdwn(run.line)),
  ];
}

function expectText(
  { sight, answers }: RunPreview,
  { arms, shares, picks, takes_ms, obstacle }: Expectation,
  parameters: RunParameters,
  say: Words['forms'],
): string {
  const setting = arms.find((arm) => arm.setting !== null)?.setting ?? null;
  const where = targetText(answers.target);
  const hindered =
    obstacle === null
      ? []
      : obstacle.kind === 'unknown'
        ? [say.unknownField(escapeMrkdwn(obstacle.message))]
        : [say.already(where, setting === null ? '' : settingText(setting))];
  const span = speakDuration(1000 * Math.round(takes_ms / 1000));
  return [
    say.expect(),
    ...hindered,
    ...predictionLines({ request: { parameters }, arms, prediction: shares }),
    ...(picks === null ? [] : [picksText(picks, parameters, say)]),
    sight.kind === 'seen' ? say.takes(span) : say.takesOf(span),
  ].join('\n');
}

function picksText(
  { count, observe_ms }: NonNullable<Expectation['picks']>,
  { clients }: RunParameters,
  say: Words['forms'],
): string {
  const span = speakDuration(observe_ms);
  return count < 1
    ? say.held(sayCount(clients, 'client'), span)
    : say.picks(Math.round(count).toLocaleString('en-US'), span);
}

/** The blast radius: what is touched, how often, and whose word that needs. */
function touchText(
  { sight, answers, level, need, refusal }: RunPreview,
  { effect }: Expectation,
  { clients }: RunParameters,
  say: Words['forms'],
): string {
  const where = targetText(answers.target);
  const guard = need === 'none' ? say.starts() : say.needs(need);
  const unseen = need === 'none' ? say.unseenRun() : say.unseenPlan();
  const lines: string[] = [say.touches(where, level)];
  switch (sight.kind) {
    case 'asking':
      lines.push(say.asking(where), guard);
      break;
    case 'silent':
      lines.push(say.silent(where, speakDuration(sight.after_ms)), unseen);
      break;
    case 'failed':
      lines.push(say.failed(where, escapeMrkdwn(sight.message)), unseen);
      break;
    case 'seen':
      if (effect !== null) lines.push(say.effect(effectText(effect, clients)), podsText(effect));
      lines.push(guard);
  }
  if (refusal !== null) lines.push(say.refusal(escapeMrkdwn(refusal)));
  return lines.filter((line) => line !== '').join('\n');
}
