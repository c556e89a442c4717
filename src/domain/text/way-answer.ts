import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { WayResult, WaySide } from '../record-results.ts';
import { holm } from '../statistics/clumping-test.ts';
import { sum } from '../statistics/evenness.ts';
import { failureText } from './arm-facts.ts';
import { commandText } from './command-text.ts';
import { armConditionText } from './condition-text.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { podLabel } from './pod-label.ts';
import { pooledArm } from './pooled-arm.ts';
import { runTitle, targetText } from './run-words.ts';
import { sayP } from './say-number.ts';
import { wordsIn } from './words.ts';

/** Above this many Pods their numbers are not told one by one. */
const LISTED = 8;
/** A Pod with so many times the even share has clearly more. */
const MUCH_MORE = 1.1;
/** Shares closer than this are the same. */
const SAME_SHARE = 1e-6;
/** The most clients that a run may have. */
const MOST_CLIENTS = 2000;

/** The one line that answers where connections go on another way, with both arms' counts, predictions and tests. */
export function wayAnswer(record: RunRecord, way: WayResult, language: Language = 'en'): string {
  const words = wordsIn(language).way;
  const found = {
    title: runTitle(record, language),
    target: targetText(record.target.name),
    treatment: sideText(record, way, 'treatment', language),
    control: sideText(record, way, 'control', language),
    alone: aloneText(record, way.treatment, language),
  };
  const finding = wayFinding(record, way);
  if (finding !== 'follows') return words[finding](found);
  if (record.verdict?.effect === 'WORSE') return words.worse(found);
  return record.verdict?.effect === 'REPAIRED' ? words.repaired(found) : words.follows(found);
}

/** The second line: what the clients paid, and what to do. */
export function wayPrice(record: RunRecord, way: WayResult, language: Language = 'en'): string {
  const { way: words, price } = wordsIn(language);
  const client = pooledArm(record, 'treatment')?.client;
  const paid = client === undefined ? '' : words.paid(client.reconnects, failureText(client, language));
  return price.line(paid, nextText(record, way, language));
}

/** The title of a chart. */
export function wayTitle(record: RunRecord, { control, treatment }: WayResult, language: Language = 'en'): string {
  const order = podOrder(treatment);
  const shares = (side: WaySide): string => `${percents(order.map((uid) => (side.counts[uid] ?? 0) / total(side)))} %`;
  const where = (kind: 'control' | 'treatment'): string => armConditionText(record, kind, language);
  return wordsIn(language).way.chart(where('treatment'), shares(treatment), where('control'), shares(control));
}

/** An arm's fit, for a table: what was predicted, and both tests. */
export function fitCell({ way }: RunRecord, kind: string, language: Language = 'en'): string {
  if (way === undefined) return '-';
  const side = kind === 'treatment' ? way.treatment : way.control;
  const shares = percents(podOrder(way.treatment).map((uid) => side.predicted[uid] ?? 0));
  return wordsIn(language).way.fit(shares, sayP(side.p_value), sayP(side.p_value_other));
}

/**
 * What the counts come to beside the predictions. unexpected: an arm is not as its own way predicts. same: both ways
 * predict the same. follows: each arm is as its own way predicts, and not as the other's does. undecided: too few to tell.
 */
export function wayFinding(
  { parameters: { alpha } }: Pick<RunRecord, 'parameters'>,
  { control, treatment }: WayResult,
): 'unexpected' | 'same' | 'follows' | 'undecided' {
  // Two tests are read together: either of them alone would raise a false alarm in twice as many runs.
  if (holm([control.p_value, treatment.p_value]).some((p) => p < alpha)) return 'unexpected';
  const uids = Object.keys(treatment.predicted);
  const differs = uids.some(
    (uid) => Math.abs((treatment.predicted[uid] ?? 0) - (control.predicted[uid] ?? 0)) > SAME_SHARE,
  );
  if (!differs) return 'same';
  return control.p_value_other < alpha && treatment.p_value_other < alpha ? 'follows' : 'undecided';
}

/** Each share in percent, the largest of the treatment first: `50 / 25 / 25`; of many Pods both ends. */
export function percents(shares: readonly number[]): string {
  const texts = shares.map((share) => String(Math.round(100 * share)));
  return texts.length <= LISTED ? texts.join(' / ') : `${texts[0]} / … / ${texts.at(-1)}`;
}

function nextText(record: RunRecord, way: WayResult, language: Language): string {
  const { way: words } = wordsIn(language);
  switch (wayFinding(record, way)) {
    case 'unexpected':
      return words.lookAt();
    case 'undecided': {
      const clients = Math.min(MOST_CLIENTS, 3 * record.parameters.clients);
      const asked = { ...record.parameters, clients };
      return words.more(commandText(record.scenario, record.target.name, asked));
    }
    case 'follows':
      if (record.verdict?.effect === 'WORSE') return words.spreadPods();
      return record.verdict?.effect === 'REPAIRED' ? words.keep(runTitle(record, language)) : '';
    case 'same':
      return '';
  }
}

function sideText(record: RunRecord, way: WayResult, kind: 'control' | 'treatment', language: Language): string {
  const side = way[kind];
  const order = podOrder(way.treatment);
  const counts = order.map((uid) => String(side.counts[uid] ?? 0));
  return wordsIn(language).way.side({
    where: armConditionText(record, kind, language),
    counts: counts.length <= LISTED ? counts.join(' / ') : `${counts[0]} / … / ${counts.at(-1)}`,
    n: total(side),
    shares: percents(order.map((uid) => side.predicted[uid] ?? 0)),
    p: sayP(side.p_value),
  });
}

/** The Pod that gets most because no other of its node shares with it; nothing where there is none. */
function aloneText(record: RunRecord, { predicted }: WaySide, language: Language): string {
  const [uid, share] = Object.entries(predicted).sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  const pods = record.topology.pods.filter((pod) => pod.uid in predicted);
  const pod = pods.find((one) => one.uid === uid);
  if (pod === undefined || share * pods.length < MUCH_MORE) return '';
  if (pods.some((other) => other !== pod && other.node === pod.node)) return '';
  const setting = record.parameters.option ?? runTitle(record, language);
  const label = codeText(podLabel(pod.name));
  return wordsIn(language).way.alone(setting, percents([share]), label, escapeMrkdwn(pod.node));
}

/** The Pods by what the treatment predicts for them, the largest share first, and by their counts where that is the same. */
function podOrder({ predicted, counts }: WaySide): string[] {
  const apart = (one: number, other: number): number => (Math.abs(one - other) > SAME_SHARE ? one - other : 0);
  return Object.keys(predicted).sort(
    (a, b) => apart(predicted[b] ?? 0, predicted[a] ?? 0) || (counts[b] ?? 0) - (counts[a] ?? 0),
  );
}

function total({ counts }: WaySide): number {
  return sum(Object.values(counts));
}
