import { type Condition, serviceChange } from '../condition.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import { type Words, wordsIn } from './words.ts';

/** What an arm has otherwise than found, as a sentence takes it behind a fact: `with plain SIGTERM`, `as found`. */
export function conditionText(conditions: readonly Condition[], language: Language = 'en'): string {
  const words = wordsIn(language);
  const texts = conditions.map((condition) => oneText(condition, words));
  return texts.length === 0 ? words.conditions.asFound() : texts.join(words.units.and);
}

/** What an arm of a run has; of a control also what that was, where the run has noted it. */
export function armConditionText(record: RunRecord, kind: string, language: Language = 'en'): string {
  const [conditions, others] = [kind, kind === 'control' ? 'treatment' : 'control'].map(
    (name) => record.arms.find((arm) => arm.name === name)?.conditions ?? [],
  ) as [readonly Condition[], readonly Condition[]];
  const words = wordsIn(language).conditions;
  const { shutdown, service } = record.topology;
  if (conditions.length === 0 && record.way !== undefined && service !== null) {
    const changed = record.arms.flatMap((other) => Object.keys(serviceChange(other.conditions ?? [])));
    return words.asFoundWith(changed.includes('traffic_policy') ? service.traffic_policy : service.target_type);
  }
  // What both arms have tells neither from the other.
  const own = conditions.filter((one) => !others.some((other) => other.kind === one.kind));
  if (own.length === 0 && others.some((other) => other.kind === 'keepalive')) return words.noKeepalive();
  if (conditions.length > 0 || shutdown === undefined) return conditionText(own, language);
  return words.asFoundWith(words.shutdown[shutdown]);
}

function oneText(condition: Condition, { conditions, units }: Words): string {
  switch (condition.kind) {
    case 'client-policy':
      return conditions.balancing();
    case 'nlb-idle':
      return conditions.forgetful(units.duration(condition.value_ms));
    case 'keepalive':
      return conditions.keepalive(units.duration(condition.value_ms));
    case 'shutdown':
      return conditions.shutdown[condition.value];
    case 'health-checks':
      return conditions.healthChecks[condition.value];
    case 'traffic-policy':
      return conditions.trafficPolicy(condition.value);
    case 'target-type':
      return conditions.targetType(condition.value);
  }
}
