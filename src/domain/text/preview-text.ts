import { type Expectation, expectationOf, type RunPreview } from '../form/run-preview.ts';
import type { Language } from '../language.ts';
import type { RunParameters } from '../parameters.ts';
import { WANTED_PICKS } from '../run-plan.ts';
import { settingText } from '../setting.ts';
import { effectText } from './approval-lines.ts';
import { codeText, escapeButChannels, escapeMrkdwn } from './escape-mrkdwn.ts';
import { obstacleText } from './obstacle-text.ts';
import { podsText } from './plan-part.ts';
import { predictionLines } from './plan-prediction.ts';
import { targetText } from './run-words.ts';
import { wordsIn } from './words.ts';

/** With a part of the picks that decide most verdicts a run may end undecided. */
const FEW = 0.9;

/** What a run would do in one line, or what is to be mended first; it stands above the fields, where it is seen. */
export function summaryText(preview: RunPreview, language: Language): string {
  const { forms: say } = wordsIn(language);
  const { answers, read, sight, need, refusal } = preview;
  if (read.run === null) return mendText(read.errors, language);
  const { effect, takes_ms, obstacle } = expectationOf(answers, read.run.parameters, sight);
  const where = targetText(answers.target);
  const what =
    effect !== null
      ? say.inShort(effect, read.run.parameters.clients)
      : [sight.kind === 'asking' ? say.asking(where) : say.unseen(where, sight.kind === 'silent')];
  const hindered = obstacle === null ? [] : [say.hindered()];
  const guard =
    refusal === null ? (need === 'none' ? [] : [say.guarded(need)]) : [say.refused(escapeButChannels(refusal))];
  return [...hindered, ...what, say.about(roundedText(takes_ms, language)), ...guard].join(' · ');
}

/** What is wrong, by the names of the fields. */
export function mendText(errors: ReadonlyMap<string, string>, language: Language): string {
  const { forms: say } = wordsIn(language);
  return say.mend([...errors].map(([key, message]) => `*${say.label(key)}* - ${escapeMrkdwn(message)}`).join(' '));
}

/** What a person should know before a run is started, in paragraphs of mrkdwn; none while something is wrong. */
export function previewText(preview: RunPreview, language: Language): string[] {
  const { run } = preview.read;
  if (run === null) return [];
  const expected = expectationOf(preview.answers, run.parameters, preview.sight);
  return [
    expectText(preview, expected, run.parameters, language),
    touchText(preview, expected, run.parameters, language),
    typedText(run.line, run.parameters, language),
  ];
}

/** The line that starts the same; a plan is too long for one, so that only a shell has it, with a file. */
function typedText(line: string, { custom }: RunParameters, language: Language): string {
  const words = wordsIn(language);
  if (custom === undefined) return words.forms.typed(escapeMrkdwn(line));
  const withFile = line.replace(/^\/nlb run custom/, 'nlb run custom plan=FILE');
  return words.custom.atShell(escapeMrkdwn(withFile));
}

function roundedText(ms: number, language: Language): string {
  return wordsIn(language).units.duration(1000 * Math.round(ms / 1000));
}

function expectText(
  { sight, answers }: RunPreview,
  { arms, shares, picks, takes_ms, obstacle }: Expectation,
  parameters: RunParameters,
  language: Language,
): string {
  const { forms: say } = wordsIn(language);
  const setting = arms.find((arm) => arm.setting !== null)?.setting ?? null;
  const where = targetText(answers.target);
  const already = say.already(where, setting === null ? '' : settingText(setting));
  const hindered = obstacle === null ? [] : [hinderedText(obstacle, already, language)];
  const span = roundedText(takes_ms, language);
  const topology = sight.kind === 'seen' ? sight.topology : null;
  const changedBy = sight.kind === 'seen' ? sight.changedBy : null;
  return [
    say.expect(),
    ...(changedBy === null ? [] : [say.changing(where, codeText(changedBy))]),
    ...hindered,
    ...predictionLines({ request: { parameters }, arms, prediction: shares, topology }, language),
    ...(picks === null ? [] : [picksText(picks, parameters, language)]),
    sight.kind === 'seen' ? say.takes(span) : say.takesOf(span),
  ].join('\n');
}

function hinderedText(obstacle: NonNullable<Expectation['obstacle']>, already: string, language: Language): string {
  const { forms: say } = wordsIn(language);
  if (obstacle.kind === 'already') return already;
  if (obstacle.kind === 'hindered') return say.hinderedBy(obstacleText(obstacle.by, language));
  return say.unknownField(escapeMrkdwn(obstacle.message));
}

function picksText(
  { count, observe_ms }: NonNullable<Expectation['picks']>,
  { clients }: RunParameters,
  language: Language,
): string {
  const { forms: say, units } = wordsIn(language);
  const span = units.duration(observe_ms);
  if (count < 1) return say.held(units.count(clients, 'client'), span);
  const counted = say.picks(Math.round(count).toLocaleString('en-US'), span);
  return count < FEW * WANTED_PICKS ? `${counted} ${say.few(WANTED_PICKS)}` : counted;
}

/** The blast radius: what is touched, how often, and whose word that needs. */
function touchText(
  { sight, answers, channel, level, need, refusal }: RunPreview,
  { effect, arms }: Expectation,
  { clients }: RunParameters,
  language: Language,
): string {
  const { forms: say, units } = wordsIn(language);
  const where = targetText(answers.target);
  const guard = need === 'none' ? say.starts(arms.some(({ movement }) => movement !== 'none')) : say.needs(need);
  const unseen = need === 'none' ? say.unseenRun() : say.unseenPlan();
  const lines: string[] = [say.touches(where, level)];
  switch (sight.kind) {
    case 'asking':
      lines.push(say.asking(where), guard);
      break;
    case 'silent':
      lines.push(say.silent(where, units.duration(sight.after_ms)), unseen);
      break;
    case 'failed':
      lines.push(say.failed(where, escapeMrkdwn(sight.message)), unseen);
      break;
    case 'seen':
      if (effect !== null) lines.push(say.effect(effectText(effect, clients, language)), podsText(effect, language));
      lines.push(guard);
  }
  // A direct message has no name to link to.
  if (/^[CG][A-Z0-9]{2,}$/.test(channel)) lines.push(say.toldIn(`<#${channel}>`));
  if (refusal !== null) lines.push(say.refusal(escapeButChannels(refusal)));
  return lines.filter((line) => line !== '').join('\n');
}
