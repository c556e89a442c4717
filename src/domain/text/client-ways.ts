import { addedPods } from '../added-pods.ts';
import { areBalancing, type Condition, isForgetful } from '../condition.ts';
import type { Language } from '../language.ts';
import type { RunParameters } from '../parameters.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import type { ArmPlan } from '../scenario.ts';
import { sum } from '../statistics/evenness.ts';
import { spreadText } from './arm-facts.ts';
import { pooledArm } from './pooled-arm.ts';
import { targetText } from './run-words.ts';
import { wordsIn } from './words.ts';

type Arm = { conditions?: readonly Condition[] };

/** What a run should show that is about the clients themselves; '' for any other. `pods` null where they were not seen. */
export function clientPrediction(
  arms: readonly ArmPlan[],
  { interval_ms, value_ms, add_pods = 0 }: Pick<RunParameters, 'interval_ms' | 'value_ms' | 'add_pods'>,
  pods: number | null,
  language: Language,
): string {
  const { clients: words, units } = wordsIn(language);
  if (isAbout(arms, isForgetful) && value_ms !== null) {
    const [idle, interval] = [units.duration(value_ms), units.duration(interval_ms)];
    if (interval_ms <= value_ms) return words.predictNothingForgotten({ idle, interval });
    return words.predictForgetful({ idle, interval, keepalive: units.duration(keepaliveOf(arms)) });
  }
  if (!isAbout(arms, areBalancing) || pods === null) return '';
  const late = add_pods === 0 ? [] : [words.predictAdded(add_pods)];
  return [words.predictBalancing(pods), ...late].join(units.gap);
}

/** Why a run that is about the clients themselves came out as it did; empty for any other. */
export function clientSentences(record: RunRecord, language: Language): string[] {
  const { clients: words, units } = wordsIn(language);
  const { arms, parameters } = record;
  const control = arms.find(({ name }) => name === 'control');
  if (isAbout(arms, isForgetful)) {
    const [envoy, held] = [lastCount(control), parameters.clients];
    return [
      words.whyForgetful(units.duration(parameters.value_ms ?? 0)),
      ...(envoy > held ? [words.whyGhosts(envoy, held)] : []),
      words.whyKeepalive(),
    ];
  }
  const balancing = arms.find(({ conditions = [] }) => areBalancing(conditions));
  if (balancing === undefined) return [];
  const held = Object.values(balancing.held);
  return [
    ...(control === undefined ? [] : [words.whyOne(spreadText(control, language))]),
    words.whyBalancing(sum(held), held.length),
    ...addedSentences(record, language),
    words.whyLate(),
  ];
}

/** What Pods got that came while clients were connected, of both kinds of them; empty where none came. */
function addedSentences(record: RunRecord, language: Language): string[] {
  const { clients: words, units } = wordsIn(language);
  const [through, balancing] = [addedPods(record, 'control'), addedPods(record, 'treatment')];
  if (through === null || balancing === null) return [];
  const watched = units.duration(1000 * Math.floor(Math.min(through.watched_ms, balancing.watched_ms) / 1000));
  return [words.whyAdded({ pods: record.parameters.add_pods ?? 0, watched, through, balancing })];
}

/** What an arm of a run about balancing clients has, in the few words of a band of a chart; null for any other. */
export function balancingMark(record: RunRecord, arm: ArmRecord, language: Language): string | null {
  const { arms, parameters } = record;
  if (parameters.add_pods === undefined || !isAbout(arms, areBalancing)) return null;
  const { clients: words } = wordsIn(language);
  if (arm.moved_by === 'scale-out') return words.markAdded(parameters.add_pods);
  return areBalancing(arm.conditions ?? []) ? 'round_robin' : words.markOne();
}

/** The title of the charts of a run in which Pods came while clients were connected; null for any other. */
export function balancingTitle(record: RunRecord, language: Language): string | null {
  const [through, balancing] = [addedPods(record, 'control'), addedPods(record, 'treatment')];
  if (through === null || balancing === null) return null;
  const { clients: words } = wordsIn(language);
  return words.title({ pods: record.parameters.add_pods ?? 0, through, balancing });
}

/** The one line that answers a run whose clients balance by themselves; null for any other. */
export function balancingAnswer(record: RunRecord, judged: ArmRecord, language: Language): string | null {
  if (!areBalancing(judged.conditions ?? [])) return null;
  const { clients: words, units } = wordsIn(language);
  const control = pooledArm(record, 'control');
  const facts = {
    target: targetText(record.target.name),
    spread: spreadText(judged, language),
    before: control === undefined ? null : spreadText(control, language),
  };
  const answer = judged.verdict?.name === 'BALANCED' ? words.answerEven(facts) : words.answerUneven(facts);
  const [through, balancing] = [addedPods(record, 'control'), addedPods(record, 'treatment')];
  if (through === null || balancing === null) return answer;
  const added = words.answerAdded({ pods: record.parameters.add_pods ?? 0, through, balancing });
  return `${answer}${units.gap}${added}`;
}

/** What balancing by themselves costs the clients, and what stays to do; null for any other run. */
export function balancingPrice(judged: ArmRecord, language: Language): string | null {
  if (!areBalancing(judged.conditions ?? [])) return null;
  const { clients: words } = wordsIn(language);
  const { clients, errors } = judged.client;
  return words.price({ connections: sum(Object.values(judged.held)), clients, failed: sum(Object.values(errors)) });
}

function isAbout(arms: readonly Arm[], is: (conditions: readonly Condition[]) => boolean): boolean {
  return arms.some(({ conditions = [] }) => is(conditions));
}

function keepaliveOf(arms: readonly Arm[]): number {
  const found = arms.flatMap(({ conditions = [] }) => conditions).find((one) => one.kind === 'keepalive');
  return found?.value_ms ?? 0;
}

/** Connections that Envoy counted in the arm's last sample. */
function lastCount(arm: ArmRecord | undefined): number {
  return sum((arm?.samples.active.at(-1) ?? []).map((count) => count ?? 0));
}
