import { type PickSpan, pickSpans } from '../analysis/pick-spans.ts';
import { within } from '../analysis/run-data.ts';
import { movementOf } from '../arm-movement.ts';
import { scaledArm } from '../arm-name.ts';
import type { Language } from '../language.ts';
import type { RunRecord, TimelineEntry } from '../record.ts';
import type { ArmRecord, CloseSummary } from '../record-arm.ts';
import type { ClientEvent } from '../sample.ts';
import { failedRequests } from './arm-facts.ts';
import { conditionText } from './condition-text.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { keptLine, leftOutLines } from './kept-lines.ts';
import { lossCell } from './loss-answer.ts';
import { noEffectReason } from './no-effect-reason.ts';
import { failuresText } from './price-words.ts';
import { countsText, momentText, NAMED, podName, podNames, totalOf } from './story-words.ts';
import { fieldAndValue } from './value-text.ts';
import { type Words, wordsIn } from './words.ts';

/** Times that are told one by one. */
const SHOWN_SPANS = 6;

/** What is told, in which words. */
interface Teller {
  record: RunRecord;
  language: Language;
  words: Words;
}

/**
 * What a run's timeline tells of its connections, a paragraph for its control and one for its setting: which Pods came and
 * went when, which were behind the Service when the clients picked, what closed by which cause, and what did not move.
 * `events` are what the clients saw; null where that is not kept any more.
 */
export function storyLines(
  record: RunRecord,
  events: readonly ClientEvent[] | null,
  language: Language = 'en',
): string[] {
  const teller = { record, language, words: wordsIn(language) };
  const say = teller.words.story;
  const best = record.sweep?.recommended;
  const control = record.arms.find((arm) => !isOtherwise(arm));
  const treatment = record.arms.find((arm) => (best == null ? isOtherwise(arm) : arm.name === best));
  const told = [control, treatment].flatMap((arm) =>
    arm === undefined ? [] : [arm, ...record.arms.filter(({ name }) => name === scaledArm(arm.name))],
  );
  const more = record.arms.length - told.length;
  return [
    ...told.flatMap((arm) => armLines(teller, arm, events)),
    ...(more > 0 ? [say.moreArms(more)] : []),
    ...(record.restore.state === 'RESTORED' && told.length > 0 ? [say.restore(hasRestarted(record))] : []),
  ];
}

/** Whether Pods were made anew in a run, so that its restore does so too. */
function hasRestarted(record: RunRecord): boolean {
  return record.arms.some(
    (arm) => movementOf(record, arm) === 'restart' || arm.setting !== null || hasMadePods(record, arm),
  );
}

/** Whether Pods were made for an arm before its change; where it is checked is the balancer's on the lab, not the Pods'. */
function hasMadePods({ target }: RunRecord, { windows, conditions = [] }: ArmRecord): boolean {
  return (
    windows.prepare !== undefined && (target.kind !== 'lab' || conditions.every(({ kind }) => kind !== 'health-checks'))
  );
}

/** Whether an arm has a setting or a condition, so that it is no control. */
function isOtherwise({ setting, conditions = [] }: ArmRecord): boolean {
  return setting !== null || conditions.length > 0;
}

function armLines(teller: Teller, arm: ArmRecord, events: readonly ClientEvent[] | null): string[] {
  const { record, words } = teller;
  const { change, observe } = arm.windows;
  const name = words.story.arm(escapeMrkdwn(arm.name), otherwiseText(teller, arm));
  const movement = movementOf(record, arm);
  const end = momentText(observe[1], words);
  if (change[1] <= change[0] || movement === 'none') {
    return [words.story.untouched(name, end), ...observedLines(teller, arm, events)];
  }
  const spans = events === null ? [] : pickSpans(record.timeline, record.topology.pods, events, change);
  const [from, to] = [momentText(change[0], words), momentText(change[1], words)];
  const moved = movedText(teller, arm.change.client.reconnects, arm.change.picks);
  return [
    words.story.changed({ arm: name, by: words.story.movements[movement] ?? words.story.otherMovement, from, to, end }),
    ...podLine(teller, arm),
    ...spanLines(teller, spans),
    words.story.meanwhile(closesText(words, arm.change.closes), moved),
    ...lostLine(teller, arm),
    ...leftOutLines(record, arm, spans, teller.language),
    ...observedLines(teller, arm, events),
  ];
}

/** Of a run that asks what clients lose: what they lost while the Pods were replaced. */
function lostLine({ record, language, words }: Teller, { change: { client } }: ArmRecord): string[] {
  if (record.loss?.window !== 'change') return [];
  const { failures, rpcs } = client;
  const lost = failedRequests(client);
  const kinds = lost === 0 ? '' : failuresText(failures, language);
  return [words.story.lost(lossCell({ lost, requests: rpcs, failures }, language), kinds)];
}

/** What an arm has otherwise than it was found; null for a control. */
function otherwiseText({ language }: Teller, { setting, conditions = [] }: ArmRecord): string | null {
  if (setting !== null) return fieldAndValue(setting);
  return conditions.length === 0 ? null : conditionText(conditions, language);
}

/** When Pods got Ready and were told to end; many are summed up by their first and last. */
function podLine(teller: Teller, { windows: { change } }: ArmRecord): string[] {
  const { record, words } = teller;
  const ready = record.topology.pods
    .map(({ uid, ready_at_ms }) => ({ ref: uid, at_ms: ready_at_ms ?? Number.NaN }))
    .filter(({ at_ms }) => within(at_ms, change));
  const killed = record.timeline.filter(({ kind, at_ms }) => kind === 'pod_killed' && within(at_ms, change));
  const ending = record.timeline.filter(({ kind, at_ms }) => kind === 'pod_terminating' && within(at_ms, change));
  const told = [
    ...(ready.length === 0 ? [] : [words.story.ready(momentsText(teller, ready))]),
    ...(killed.length === 0 ? [] : [words.story.killed(momentsText(teller, killed))]),
    ...(ending.length === 0 ? [] : [words.story.toldToEnd(momentsText(teller, ending))]),
  ];
  return told.length === 0 ? [] : [words.story.pods(told.join(words.units.semicolon))];
}

function momentsText({ record, words }: Teller, moments: readonly Pick<TimelineEntry, 'ref' | 'at_ms'>[]): string {
  const inOrder = [...moments].sort((a, b) => a.at_ms - b.at_ms);
  if (inOrder.length <= NAMED) {
    const texts = inOrder.map(({ ref, at_ms }) => `${podName(record.topology.pods, ref)} ${momentText(at_ms, words)}`);
    return texts.join(', ');
  }
  const [first, last] = [inOrder[0]?.at_ms ?? 0, inOrder.at(-1)?.at_ms ?? 0];
  return words.story.manyPods(inOrder.length, momentText(first, words), momentText(last, words));
}

/** Which Pods were behind the Service when the clients picked. */
function spanLines({ record, words }: Teller, spans: readonly PickSpan[]): string[] {
  const { pods } = record.topology;
  const picked = spans.filter(({ last_ms }) => last_ms !== null);
  const rest = picked.slice(SHOWN_SPANS);
  const lines = picked.slice(0, SHOWN_SPANS).map((span) =>
    words.story.span({
      from: momentText(span.from, words),
      to: momentText(span.to, words),
      ready: span.ready.length === 0 ? null : podNames(pods, span.ready, words),
      picks: `${words.units.count(totalOf(span.picks), 'pick')}${countsText(pods, span.picks, words)}`,
    }),
  );
  if (rest.length === 0) return lines;
  const others = rest.reduce((total, { picks }) => total + totalOf(picks), 0);
  return [...lines, words.story.moreSpans(others, momentText(rest.at(-1)?.to ?? 0, words))];
}

/** What moved while nothing was changed any more, what did not, and why not. */
function observedLines(teller: Teller, arm: ArmRecord, events: readonly ClientEvent[] | null): string[] {
  const { record, language, words } = teller;
  const counts = countsText(record.topology.pods, arm.held, words);
  return [observedLine(teller, arm), ...keptLine(record, arm, events, { counts, language })];
}

/** What moved while nothing was changed any more, or why nothing did. */
function observedLine(teller: Teller, arm: ArmRecord): string {
  const { record, language, words } = teller;
  const { closes, client, setting, picks } = arm;
  if (closes.total === 0) {
    return words.story.nothingMoved(
      setting === null ? words.story.nothingCloses() : words.story.settingDid(noEffectReason(record, arm, language)),
    );
  }
  const kept = setting === null ? words.story.noSetting() : '';
  return `${words.story.observed(closesText(words, closes), movedText(teller, client.reconnects, picks))}${kept}`;
}

function closesText({ story }: Words, { total, by_cause, still_draining }: CloseSummary): string {
  const draining = still_draining === 0 ? '' : story.draining(still_draining);
  const causes = (Object.keys(story.causes) as (keyof CloseSummary['by_cause'])[]).filter(
    (cause) => by_cause[cause] > 0,
  );
  if (causes.length === 0) return `${story.nothingClosed()}${draining}`;
  const texts = causes.map((cause) => story.causes[cause](by_cause[cause].toLocaleString('en-US')));
  return `${story.closed(total, texts.join(', '))}${draining}`;
}

function movedText({ record, words }: Teller, reconnects: number, picks: Readonly<Record<string, number>>): string {
  const again = words.units.count(reconnects, 'reconnect');
  const total = totalOf(picks);
  if (total === 0) return again;
  const counts = countsText(record.topology.pods, picks, words);
  return `${again}${words.units.comma}${words.units.count(total, 'pick')}${counts}`;
}
