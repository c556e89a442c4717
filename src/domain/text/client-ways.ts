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
  { interval_ms, value_ms }: Pick<RunParameters, 'interval_ms' | 'value_ms'>,
  pods: number | null,
  language: Language,
): string {
  const { clients: words, units } = wordsIn(language);
  if (isAbout(arms, isForgetful) && value_ms !== null) {
    const [idle, interval] = [units.duration(value_ms), units.duration(interval_ms)];
    if (interval_ms <= value_ms) return words.predictNothingForgotten({ idle, interval });
    return words.predictForgetful({ idle, interval, keepalive: units.duration(keepaliveOf(arms)) });
  }
  return isAbout(arms, areBalancing) && pods !== null ? words.predictBalancing(pods) : '';
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
    words.whyLate(),
  ];
}

/** The one line that answers a run whose clients balance by themselves; null for any other. */
export function balancingAnswer(record: RunRecord, judged: ArmRecord, language: Language): string | null {
  if (!areBalancing(judged.conditions ?? [])) return null;
  const { clients: words } = wordsIn(language);
  const control = pooledArm(record, 'control');
  const facts = {
    target: targetText(record.target.name),
    spread: spreadText(judged, language),
    before: control === undefined ? null : spreadText(control, language),
  };
  return judged.verdict?.name === 'BALANCED' ? words.answerEven(facts) : words.answerUneven(facts);
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
