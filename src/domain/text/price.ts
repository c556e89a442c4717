import { movementOf } from '../arm-movement.ts';
import type { Language } from '../language.ts';
import { firstTry } from '../recommendation.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord, RecordVerdict } from '../record-arm.ts';
import type { Recommendation } from '../record-results.ts';
import { findScenario, isRestarting } from '../scenarios.ts';
import { longestLifeMs, settingText } from '../setting.ts';
import { pickedAnewMs } from '../setting-life.ts';
import { callMs, hasStreams } from '../workload.ts';
import { clientsToDecide, judgedArm } from './answer.ts';
import { failedRequests, failureText, observedSeconds } from './arm-facts.ts';
import { balancingPrice } from './client-ways.ts';
import { commandText } from './command-text.ts';
import { gateFailure } from './gate-words.ts';
import { lossPrice } from './loss-answer.ts';
import { noiseIn, noisePrice } from './noise-answer.ts';
import { pooledArm } from './pooled-arm.ts';
import { connectedText, handshakeText } from './price-words.ts';
import { sayNumber } from './say-number.ts';
import { damageText } from './stream-words.ts';
import { uncountedArm } from './uncounted-arm.ts';
import { besideText, settingValue } from './value-text.ts';
import { wayPrice } from './way-answer.ts';
import { type Words, wordsIn } from './words.ts';

/** The second line of a finished run: what the answer cost the clients, and the command to type next. */
export function priceLine(record: RunRecord, language: Language = 'en'): string {
  const { loss } = record;
  if (loss !== undefined) return lossPrice(record, loss, language);
  const judged = judgedArm(record);
  const noise = noiseIn(record);
  const uncounted = uncountedArm(record);
  if (uncounted !== null) return putRight(record, uncounted.verdict, language);
  if (noise !== null) return noisePrice(record, noise, language);
  const next = nextText(record, judged, language);
  if (judged === undefined) return next;
  if (record.way !== undefined) return wayPrice(record, record.way, language);
  const balancing = balancingPrice(judged, language);
  if (balancing !== null) return balancing;
  return wordsIn(language).price.line(priceText(record, judged, language), next);
}

function priceText(record: RunRecord, judged: ArmRecord, language: Language): string {
  const { price: words, spread, units } = wordsIn(language);
  const damage = damageOf(judged, language);
  const isUntouched = judged.setting === null && judged.moved_by === 'none';
  if (record.scenario === 'baseline' || isUntouched) return words.nothingChanged(damage);
  const restarts = restartLoss(record, language);
  if (judged.setting === null) {
    return [words.byChange(judged.change.client.reconnects, damage, movementOf(record, judged)), ...restarts].join(
      units.semicolon,
    );
  }
  const { price, client } = judged;
  // A message that the server pushes answers nothing, so it has no latency that a person would know.
  const isPushed = record.parameters.rpc === 'server-stream';
  const slower = isPushed ? null : p99Text(judged, pooledArm(record, 'control'), language);
  const { mean, peak } = price.reconnects_per_s;
  const rate = peak === 0 ? words.rate('0') : words.rateAndPeak(sayNumber(mean), peak.toLocaleString('en-US'));
  const numbers = [rate, ...(slower === null ? [] : [slower]), damage];
  const times = handshakeText(price.handshakes, client, language);
  const paid = times === spread.noHandshake() ? words.nonePaid(callOf(record)) : words.paid(times);
  const connected = connectedText(price, language);
  const open = connected === null || connected === spread.always() ? '' : words.connected(connected);
  return [`${paid}${open}`, numbers.join(units.comma), ...restarts].join(units.semicolon);
}

/** What the clients lost while Pods were replaced; nothing where they lost nothing. */
function restartLoss(record: RunRecord, language: Language): string[] {
  const words = wordsIn(language).price;
  const changed = record.arms.map((arm) => arm.change.client);
  // What the setting has cut by then is no loss to the restart.
  const lost = changed.reduce((sum, client) => sum + failedRequests(client) - (client.streams?.cut_by_setting ?? 0), 0);
  if (lost === 0) return [];
  if (hasStreams(record.parameters)) return [words.streamsBroke(lost)];
  const asked = changed.reduce((sum, client) => sum + client.rpcs, 0);
  return [words.lostInChange(lost, asked, 'request', movementOf(record))];
}

function callOf({ parameters }: RunRecord): 'request' | 'message' {
  return hasStreams(parameters) ? 'message' : 'request';
}

/** What the clients lost in the observation. */
function damageOf(arm: ArmRecord, language: Language): string {
  const { client } = arm;
  return client.streams === undefined
    ? failureText(client, language)
    : damageText(client, client.streams, observedSeconds(arm), language);
}

function p99Text(judged: ArmRecord, control: ArmRecord | undefined, language: Language): string | null {
  const words = wordsIn(language).price;
  const after = judged.client.latency_ms.p99;
  if (after === null) return null;
  const before = control?.client.latency_ms.p99 ?? null;
  if (before === null) return words.p99(sayNumber(after));
  // Less than before is the control's own noise, not a gift of the setting.
  return after - before < 0.05 ? words.p99Same() : words.p99More(sayNumber(after - before));
}

/** A cheaper value, for clients that speak at every interval of so many milliseconds. */
export function recommendedText(
  { setting, cheaper, command }: Recommendation,
  intervalMs: number,
  language: Language,
): string {
  const { price: words, units } = wordsIn(language);
  const longest = setting.kind === 'max-requests' ? setting.requests * intervalMs : longestLifeMs(setting);
  return words.recommended({
    interval: units.duration(intervalMs),
    value: `${settingValue(setting)}${besideText(setting)}`,
    isMinute: longest === 60_000,
    within: units.duration(longest),
    cheaper: Math.round(cheaper),
    command,
  });
}

/** The next command worth typing, or nothing. */
function nextText(record: RunRecord, judged: ArmRecord | undefined, language: Language): string {
  const { recommendation, verdict } = record;
  const { price: words } = wordsIn(language);
  if (recommendation !== null) return recommendedText(recommendation, record.parameters.interval_ms, language);
  if (verdict === null || judged === undefined) return words.again(again(record));
  // What to write down next is for whoever wrote the plan.
  if (record.scenario === 'custom') return '';
  const uncut = withoutCuts(record, judged);
  if (uncut !== null) return words.withoutCuts(uncut);
  const better = verdict.effect === 'NO_EFFECT' ? withEffect(record, judged) : sharper(record, verdict);
  if (better === null) return adviceText(record, verdict, judged, words);
  const isEven = verdict.effect === 'NOT_SHOWN' && verdict.name === 'BALANCED';
  const control = record.arms.find((arm) => arm.setting === null && arm.verdict?.name === 'INVALID')?.verdict;
  if (isEven && control) return putRight(record, control, language);
  return isEven ? words.makeSkew(better) : words.next(better);
}

/** What to do about the gate that failed, and the run once more. */
function putRight(record: RunRecord, verdict: RecordVerdict, language: Language): string {
  const todo = gateFailure(record.gates, verdict, language)?.todo ?? null;
  return wordsIn(language).price.onceRight(todo, again(record));
}

/** What to do where no other run would tell more. */
function adviceText(
  record: RunRecord,
  verdict: NonNullable<RunRecord['verdict']>,
  { setting }: ArmRecord,
  words: Words['price'],
): string {
  if (verdict.effect === 'REPAIRED' && setting !== null) return words.keep(settingText(setting));
  if (findScenario(record.scenario)?.choosesSetting && setting === null && verdict.name === 'IMBALANCED')
    return words.trySetting(commandText(record.scenario, record.target.name, chosenAnew(record)));
  if (verdict.effect === 'WORSE') return words.doNotSet(again(record, { repeats: 3 }));
  if (verdict.effect === 'NOT_SHOWN' && verdict.name === 'IMBALANCED') return words.lookElsewhere();
  return verdict.name === 'BALANCED' && setting === null ? words.nothingToDo() : '';
}

/** The same with the setting that its scenario means by itself. */
function chosenAnew({ scenario, parameters }: RunRecord): RunRecord['parameters'] {
  const { setting: _none, ...rest } = parameters;
  return { ...rest, value_ms: findScenario(scenario)?.defaultValueMs ?? null };
}

function sharper(record: RunRecord, verdict: NonNullable<RunRecord['verdict']>): string | null {
  const { clients, interval_ms, restart, rpc, stream_ms } = record.parameters;
  const fleet = { clients, interval_ms, restart, rpc, stream_ms };
  if (verdict.name === 'INCONCLUSIVE') {
    const enough = clientsToDecide(record, verdict);
    return enough === null ? null : again(record, { clients: enough });
  }
  if (verdict.name === 'IMBALANCED' && verdict.effect === null && movementOf(record) === 'restart') {
    const first = firstTry(record);
    if (first !== null) return first;
    const limit = callMs(record.parameters, null) === null ? { max_stream_duration_ms: streamLimit(interval_ms) } : {};
    return commandText('max-connection-duration', record.target.name, { ...fleet, value_ms: 1000, ...limit });
  }
  const noSkew =
    verdict.effect === 'NOT_SHOWN' &&
    verdict.name === 'BALANCED' &&
    restart === 'rolling' &&
    isRestarting(record.scenario);
  return noSkew ? commandText(record.scenario, record.target.name, { ...record.parameters, restart: 'burst' }) : null;
}

/** A run that repaired by cutting streams, with streams that end in the same time; null for any other. */
function withoutCuts(record: RunRecord, { client, setting }: ArmRecord): string | null {
  const limit = setting?.max_stream_duration_ms;
  if (record.verdict?.effect !== 'REPAIRED' || limit === undefined || !client.streams?.cut_by_setting) return null;
  return commandText(record.scenario, record.target.name, {
    ...record.parameters,
    max_stream_duration_ms: null,
    stream_ms: limit,
  });
}

/** The same run with a value or a time under which the setting can act. */
function withEffect(record: RunRecord, judged: ArmRecord): string | null {
  const { setting } = judged;
  if (setting === null) return null;
  const { interval_ms } = record.parameters;
  if (callMs(record.parameters, setting) === null) {
    if (setting.kind === 'idle-timeout') return null;
    const limit = { max_stream_duration_ms: streamLimit(interval_ms) };
    return commandText(record.scenario, record.target.name, { ...record.parameters, ...limit });
  }
  if (setting.kind === 'idle-timeout') {
    const shorter = Math.round((interval_ms * 2) / 300) * 100;
    if (setting.value_ms < interval_ms || shorter < 100) return null;
    return commandText(record.scenario, record.target.name, { ...record.parameters, value_ms: shorter });
  }
  if (setting.kind === 'max-requests') {
    const half = (judged.windows.observe[1] - judged.windows.observe[0]) / 2;
    const fewer = Math.max(1, Math.floor((half * setting.requests) / pickedAnewMs(setting, record.parameters)));
    return fewer < setting.requests ? again(record, { requests: fewer }) : null;
  }
  const observe = Math.ceil((2 * longestLifeMs(setting)) / 10_000) * 10_000;
  const longer = observe <= 600_000 ? { observe_ms: observe } : { value_ms: 60_000, observe_ms: 120_000 };
  return commandText(record.scenario, record.target.name, { ...record.parameters, ...longer });
}

/** A stream that is worth opening: a few messages, and some seconds. */
function streamLimit(intervalMs: number): number {
  return Math.max(5000, 5 * intervalMs);
}

function again(record: RunRecord, changed: Partial<RunRecord['parameters']> = {}): string {
  return commandText(record.scenario, record.target.name, { ...record.parameters, ...changed });
}
