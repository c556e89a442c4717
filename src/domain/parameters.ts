import type { CustomPlan } from './custom/custom-plan.ts';
import type { Scenario } from './scenario.ts';
import type { SettingChoice } from './scenario-arms.ts';
import type { SweepPlan } from './sweep/sweep-plan.ts';
import { type RpcKind, UNARY, type Workload } from './workload.ts';

/** How the Deployment is restarted: by its own strategy, or scaled down to one new Pod first. */
type RestartMode = 'rolling' | 'burst';

/** Pods before and after a scale-out. */
export interface Scale {
  from: number;
  to: number;
}

/** The parameters of a run, complete and within their ranges. Times in milliseconds. */
export interface RunParameters extends Workload {
  clients: number;
  /** How many clients the scenario has by default, where nobody asked for a number and the target allows fewer. */
  usual_clients?: number;
  interval_ms: number;
  /** The setting's value; null for a scenario without one. */
  value_ms: number | null;
  /** The value of a setting that counts requests; left out for any other. */
  requests?: number;
  /** Which setting the treatment carries; left out where the scenario says so itself. */
  setting?: SettingChoice;
  /** How many Pods there are before and after a scale-out; left out for any other scenario. */
  scale?: Scale;
  /** How many Pods come after each arm while its clients stay connected; left out for any other scenario. */
  add_pods?: number;
  /** The word asked as `value`, of a scenario that has a choice of them; left out for any other. */
  option?: string;
  /** Percent by which a connection's age may go beyond the value; null leaves the field alone. */
  jitter_percent: number | null;
  /** After how long Envoy cuts a stream; null leaves the field alone. */
  max_stream_duration_ms: number | null;
  /** From the first GOAWAY to the final one; null leaves the field alone. */
  drain_timeout_ms: number | null;
  restart: RestartMode;
  warmup_ms: number;
  /** The observe window of each arm as asked; null leaves it to {@link observeMs}. */
  observe_ms: number | null;
  repeats: number;
  alpha: number;
  effect: number;
  tolerance: number;
  seed: number;
  /** The settings that a sweep tries, in the place of the one value; left out for any other run. */
  sweep?: SweepPlan;
  /** What the run of a written plan does; left out for any other run. */
  custom?: CustomPlan;
}

export const DEFAULT_CLIENTS = 20;
export const DEFAULT_INTERVAL_MS = 3000;

/**
 * The parameters of a run with every default in place; no default goes beyond the target's `limits`, which are checked for what
 * was asked. `seed` is used where the caller gave none.
 */
export function completeParameters(
  scenario: Scenario,
  given: ReadonlyMap<string, number | string | boolean>,
  seed: number,
  sweep?: SweepPlan,
  custom?: CustomPlan,
  limits?: { clients: number },
): RunParameters {
  const number = (key: string): number | undefined => given.get(key) as number | undefined;
  const orNull = (key: string): number | null => number(key) ?? null;
  const interval = number('interval') ?? scenario.fleet?.interval_ms ?? DEFAULT_INTERVAL_MS;
  return {
    ...askedClients(scenario, number('clients'), limits),
    interval_ms: interval,
    rpc: (given.get('rpc') as RpcKind | undefined) ?? UNARY.rpc,
    stream_ms: orNull('stream'),
    ...(scenario.choosesSetting === undefined ? {} : { setting: scenario.setting ?? ('none' as const) }),
    ...askedPods(scenario, number),
    ...askedValue(scenario, given.get('value'), sweep !== undefined),
    jitter_percent: orNull('jitter'),
    max_stream_duration_ms: orNull('max-stream-duration'),
    drain_timeout_ms: orNull('drain-timeout'),
    restart: (given.get('restart') as RestartMode | undefined) ?? 'rolling',
    warmup_ms: number('warmup') ?? 2 * interval,
    observe_ms: orNull('observe'),
    repeats: number('repeats') ?? 1,
    alpha: number('alpha') ?? 0.05,
    effect: number('effect') ?? 1.25,
    tolerance: number('tolerance') ?? 1.5,
    seed: number('seed') ?? seed,
    ...(sweep === undefined ? {} : { sweep }),
    ...(custom === undefined ? {} : { custom }),
  };
}

function askedClients(
  { fleet }: Scenario,
  asked: number | undefined,
  limits: { clients: number } | undefined,
): Pick<RunParameters, 'clients' | 'usual_clients'> {
  const usual = fleet?.clients ?? DEFAULT_CLIENTS;
  if (asked !== undefined || limits === undefined || usual <= limits.clients) return { clients: asked ?? usual };
  return { clients: limits.clients, usual_clients: usual };
}

/** A scale-out as it is asked for; by default one Pod becomes three, and more of them become twice as many. */
export function askedScale(from = 1, to = from === 1 ? 3 : 2 * from): Scale {
  return { from, to };
}

/** Pods that come, from how few or beside those that are there. */
function askedPods(
  { movement, adds }: Scenario,
  number: (key: string) => number | undefined,
): Pick<RunParameters, 'scale' | 'add_pods'> {
  if (adds !== undefined) return { add_pods: number('add') ?? adds };
  return movement === 'scale-out' ? { scale: askedScale(number('from'), number('to')) } : {};
}

function askedValue(
  { choice: words, defaultValueMs, defaultRequests }: Scenario,
  value: number | string | boolean | undefined,
  isSweep: boolean,
): Pick<RunParameters, 'value_ms' | 'requests' | 'option'> {
  // Where there is one word alone, nobody has to say it.
  if (words?.options.length === 1) return { value_ms: null };
  if (words !== undefined) return { value_ms: null, option: typeof value === 'string' ? value : words.fallback };
  if (defaultRequests !== undefined) {
    return { value_ms: null, requests: typeof value === 'number' ? value : defaultRequests };
  }
  return { value_ms: typeof value === 'number' ? value : isSweep ? null : defaultValueMs };
}
