import type { Language } from '../language.ts';
import { addsPods } from '../run-plan.ts';
import type { ArmPlan } from '../scenario.ts';
import {
  besideDurations,
  fieldValue,
  JITTER_FIELD,
  protobufDuration,
  SETTING_FIELDS,
  type Setting,
} from '../setting.ts';
import { roundMs } from '../sweep/next-round.ts';
import { conditionText } from './condition-text.ts';
import { customLines } from './custom-text.ts';
import type { Plan } from './plan.ts';
import { runTitle } from './run-words.ts';
import { type Words, wordsIn } from './words.ts';

/** The arms, or of a written plan its title: its arms have a line each. */
export function armsText({ request, arms, topology }: Plan, language: Language): string {
  if (request.parameters.custom !== undefined) return runTitle(request, language);
  return arms.map((arm) => armText(arm, { request, topology }, language)).join(wordsIn(language).plan.between);
}

/** The arms of a written plan, a line each. */
export function ownLines({ request: { parameters }, arms }: Plan, language: Language): string[] {
  return parameters.custom === undefined ? [] : customLines(parameters.custom, { arms, parameters }, language);
}

/** How often all arms are run; '' for once. */
export function repeatsText({ request, arms, topology }: Plan, { plan, units }: Words): string {
  const { parameters } = request;
  const { sweep, repeats } = parameters;
  if (sweep === undefined) return repeats > 1 ? plan.repeats(repeats) : '';
  const all = arms.map((arm) => ({ ...arm, label: arm.name }));
  return plan.sweep({
    round: units.duration(1000 * Math.round(roundMs(all, parameters, topology.deployment.replicas) / 1000)),
    budget: units.duration(sweep.budget_ms),
    within: sweep.within_ms === null ? null : units.duration(sweep.within_ms),
    errors: sweep.errors_percent,
  });
}

function armText(arm: ArmPlan, { request, topology }: Pick<Plan, 'request' | 'topology'>, language: Language): string {
  const { name, movement, setting, conditions } = arm;
  const { scale, add_pods = 0 } = request.parameters;
  const { replicas } = topology.deployment;
  const { plan } = wordsIn(language);
  if (addsPods(arm, request.parameters)) return plan.addsPods(name, replicas, replicas + add_pods);
  if (movement === 'reconnect') return plan.reconnects(name, conditionText(conditions, language));
  const asked = setting === null ? null : `\`${fieldText(setting)}\``;
  if (movement === 'pod-kill') return plan.podKill(name, asked);
  if (movement === 'scale-out' && scale !== undefined) return plan.scaleOut(name, asked, scale.from, scale.to);
  const restart = movement === 'restart';
  if (restart && conditions.length > 0) return plan.restartUnder(name, conditionText(conditions, language));
  if (conditions.some(({ kind }) => kind === 'health-checks')) {
    return plan.stayUnder(name, conditionText(conditions, language));
  }
  if (setting === null) return restart ? plan.restartAsFound(name) : plan.untouched(name);
  const field = `\`${fieldText(setting)}\``;
  return restart ? plan.restartWith(name, field) : plan.untouchedWith(name, field);
}

function fieldText(setting: Setting): string {
  const { kind, jitter_percent } = setting;
  return [
    `${SETTING_FIELDS[kind]}: ${fieldValue(setting)}`,
    ...(jitter_percent === undefined ? [] : [`${JITTER_FIELD}: ${jitter_percent} %`]),
    ...besideDurations(setting).map(({ field, ms }) => `${field}: ${protobufDuration(ms)}`),
  ].join(', ');
}
