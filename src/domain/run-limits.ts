import { formatDuration, speakDuration } from './duration.ts';
import type { RunParameters } from './parameters.ts';
import { armsInOrder, expectedMs, observeMs } from './run-plan.ts';
import type { ScenarioName } from './scenario.ts';
import { findScenario } from './scenarios.ts';
import type { SweepPlan } from './sweep/sweep-plan.ts';

/** The most that a run may ask of a target. */
export interface TargetLimits {
  clients: number;
  observe_ms: number;
  scenarios: readonly string[];
}

/** What goes beyond a limit: the key that asks for too much, and a sentence that says what is allowed. */
export interface Excess {
  key: 'scenario' | 'clients' | 'observe' | 'budget' | 'plan';
  message: string;
}

/** About 200 bytes each in memory, and as much again in the raw files. */
const MAX_REQUESTS = 2_000_000;

/** The first thing by which a run would ask more of a target than it allows; null when there is none. */
export function excessOf(
  target: { name: string; limits: TargetLimits },
  scenario: ScenarioName,
  parameters: RunParameters,
): Excess | null {
  const { clients, observe_ms } = parameters;
  const { name, limits } = target;
  if (!limits.scenarios.includes(scenario)) {
    const message = `Target \`${name}\` does not allow \`${scenario}\`: ${limits.scenarios.join(', ')}.`;
    return { key: 'scenario', message };
  }
  if (clients > limits.clients) {
    return {
      key: 'clients',
      message: `Target \`${name}\` allows ${grouped(limits.clients)} clients; ${grouped(clients)} were asked for.`,
    };
  }
  if (observe_ms !== null && observe_ms > limits.observe_ms) {
    return {
      key: 'observe',
      message: `Target \`${name}\` allows \`observe\` up to ${formatDuration(limits.observe_ms)}.`,
    };
  }
  const tooLong = parameters.custom?.arms.find((arm) => (arm.observe_ms ?? 0) > limits.observe_ms);
  if (tooLong !== undefined) {
    const message = `Target \`${name}\` allows \`observe\` up to ${formatDuration(limits.observe_ms)}, less than arm \`${tooLong.name}\` of the plan has.`;
    return { key: 'plan', message };
  }
  const { sweep } = parameters;
  const tooMuch = sweep === undefined ? null : sweepExcess(target, scenario, parameters, sweep);
  return tooMuch ?? sizeExcess(scenario, parameters);
}

const grouped = (n: number): string => n.toLocaleString('en-US');

/** A run keeps every request until its end, and its raw files as one value in the store, which takes 512 MB. */
function sizeExcess(name: ScenarioName, parameters: RunParameters): Excess | null {
  const { clients, interval_ms, sweep } = parameters;
  const longest = sweep?.budget_ms ?? expectedMs(name, parameters);
  const requests = (clients * longest) / interval_ms;
  if (requests <= MAX_REQUESTS) return null;
  const less = sweep === undefined ? 'fewer `repeats`' : 'a smaller `budget`';
  const message = `${grouped(clients)} clients with a request every ${formatDuration(interval_ms)} make about ${Math.round(requests / 100_000) / 10} million requests in ${speakDuration(longest)}; a run keeps each of them, and 2 million at most: fewer clients, a longer \`interval\`, or ${less}.`;
  return { key: 'clients', message };
}

/** A sweep chooses how long it observes, and must have the time for one round. */
function sweepExcess(
  target: { name: string; limits: TargetLimits },
  name: ScenarioName,
  parameters: RunParameters,
  sweep: SweepPlan,
): Excess | null {
  const scenario = findScenario(name);
  const arms = scenario === undefined ? [] : armsInOrder(scenario, parameters);
  for (const arm of arms) {
    const observe = observeMs(arm, parameters);
    if (observe <= target.limits.observe_ms) continue;
    const message = `Arm \`${arm.name}\` has to be observed for ${speakDuration(observe)}; target \`${target.name}\` allows ${formatDuration(target.limits.observe_ms)}.`;
    return { key: 'observe', message };
  }
  const round = expectedMs(name, parameters);
  if (round <= sweep.budget_ms) return null;
  const enough = formatDuration(60_000 * Math.ceil(round / 60_000));
  const message = `One round of these ${arms.length} arms takes about ${speakDuration(round)}, more than the budget of ${formatDuration(sweep.budget_ms)}: fewer values, or \`budget=${enough}\`.`;
  return { key: 'budget', message };
}
