import type { CustomPlan } from './custom/custom-plan.ts';
import { formatDuration } from './duration.ts';
import {
  choice,
  decimal,
  duration,
  integer,
  name,
  type ParameterRule,
  percentage,
  planFile,
  planHash,
} from './parameter-rule.ts';
import { type Scenario, SETTING_CHOICES, type SettingChoice } from './scenario.ts';
import type { SweepPlan } from './sweep/sweep-plan.ts';
import { RPC_KINDS, type RpcKind, UNARY, type Workload } from './workload.ts';

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

const SECOND = 1000;
const HOUR = 3_600_000;
export const DEFAULT_CLIENTS = 20;
export const DEFAULT_INTERVAL_MS = 3 * SECOND;

/** `value` of a setting that is a time, and of one that counts requests. */
const VALUE = duration(
  'value',
  "the setting's value",
  'max-connection-duration 1s, idle-timeout 2s, max-requests 1',
  100,
  24 * HOUR,
  '60s',
);
const REQUESTS = integer('value', 'requests after which a connection is asked to leave', '1', 1, 1_000_000, '20');

/** Every `key=value` that `run` takes, in the order of the help. */
export const PARAMETERS: readonly ParameterRule[] = Object.freeze([
  planFile(),
  integer(
    'clients',
    'gRPC clients, one connection each',
    '20, drain 50, traffic-policy 200, target-type 200',
    1,
    2000,
    '50',
  ),
  duration(
    'interval',
    'time between two requests of a client, or two messages of a stream',
    '3s, drain 500ms',
    50,
    300 * SECOND,
    '3s',
  ),
  choice('rpc', 'what each client does with its connection', UNARY.rpc, RPC_KINDS),
  duration('stream', 'time until a stream ends by itself', 'never', 100, 24 * HOUR, '60s'),
  // As the help has it, for every scenario.
  { ...VALUE, range: `${VALUE.range}; max-requests ${REQUESTS.range}` },
  choice('setting', 'what the treatment of scale-out and pod-kill carries', 'max-connection-duration', SETTING_CHOICES),
  integer('from', 'Pods before a scale-out', '1', 1, 10, '3'),
  integer('to', 'Pods after a scale-out', '3, or twice `from`', 2, 20, '6'),
  integer(
    'add',
    'Pods that `client-round-robin` adds while clients stay connected; 0 leaves the Deployment alone',
    '1',
    0,
    10,
    '2',
  ),
  percentage('jitter', 'lets each connection live longer than value at random, by up to this', 'none', '50%'),
  duration('max-stream-duration', 'Envoy cuts a stream that is this old', 'none', 100, 24 * HOUR, '5s'),
  duration('drain-timeout', 'from the first GOAWAY to the final one', 'as found', 0, 600 * SECOND, '500ms'),
  choice('restart', "the Deployment's own strategy, or one Pod first", 'rolling', ['rolling', 'burst']),
  duration('warmup', 'time before the first change', '2 x interval', 0, 600 * SECOND, '6s'),
  duration('observe', 'time each arm is observed', 'control 15s; treatment up to 45s', 5 * SECOND, 600 * SECOND, '30s'),
  integer('repeats', 'how often each arm is run', '1', 1, 50, '5'),
  decimal('alpha', 'significance level', '0.05', 0.0001, 0.5, '0.05'),
  decimal('effect', 'max/mean from which a skew counts', '1.25', 1, 50, '1.25'),
  decimal('tolerance', 'max/mean below which the spread counts as balanced', '1.5', 1.01, 50, '1.5'),
  integer('seed', "seed of the run's own randomness", 'random, recorded', 0, 4_294_967_295, '7'),
  name('on', 'the target', 'the default target', 'lab'),
  choice('dry', 'print the diff and the prediction, touch nothing', 'false', ['true', 'false']),
  planHash(),
]);

/** A parameter as one scenario has it: `value` may be a word there, and its clients others by default. */
export function ruleFor(rule: ParameterRule, scenario: Scenario): ParameterRule {
  const { fleet } = scenario;
  if (rule.key === 'clients' && fleet !== undefined) return { ...rule, defaultText: String(fleet.clients) };
  if (rule.key === 'interval' && fleet !== undefined) {
    return { ...rule, defaultText: formatDuration(fleet.interval_ms) };
  }
  return valueRule(rule, scenario);
}

function valueRule(rule: ParameterRule, { choice: words, setting }: Scenario): ParameterRule {
  if (rule.key !== 'value') return rule;
  if (setting === 'max-requests') return REQUESTS;
  if (words === undefined) return VALUE;
  return choice('value', 'what the treatment has in the place of what was found', words.fallback, words.options);
}

/** The parameters of a run with every default in place. `seed` is used where the caller gave none. */
export function completeParameters(
  scenario: Scenario,
  given: ReadonlyMap<string, number | string | boolean>,
  seed: number,
  sweep?: SweepPlan,
  custom?: CustomPlan,
): RunParameters {
  const number = (key: string): number | undefined => given.get(key) as number | undefined;
  const orNull = (key: string): number | null => number(key) ?? null;
  const interval = number('interval') ?? scenario.fleet?.interval_ms ?? DEFAULT_INTERVAL_MS;
  return {
    clients: number('clients') ?? scenario.fleet?.clients ?? DEFAULT_CLIENTS,
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
