import type { CustomPlan } from './custom/custom-plan.ts';
import { formatDuration, parseDuration } from './duration.ts';
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

/**
 * A parameter as the grammar and the help know it; `read` gives the value or a sentence that says what is allowed, and
 * where the text nearly is a value, that value.
 */
export interface ParameterRule {
  key: string;
  meaning: string;
  defaultText: string;
  range: string;
  example: string;
  /** What it is in a form; `whole` and `decimal` are numbers, `lines` is a text of many. */
  kind: 'choice' | 'text' | 'lines' | 'whole' | 'decimal';
  /** Of a choice. */
  options?: readonly string[];
  read(text: string): { ok: true; value: number | string | boolean } | { ok: false; expected: string; meant?: string };
}

const SECOND = 1000;
/** So much of a plan's hash tells it from any other, in hexadecimal digits. */
const SHOWN_HASH = 12;
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

function refuse(expected: string, meant?: string): { ok: false; expected: string; meant?: string } {
  return { ok: false, expected, ...(meant === undefined ? {} : { meant }) };
}

function integer(
  key: string,
  meaning: string,
  defaultText: string,
  min: number,
  max: number,
  example: string,
): ParameterRule {
  const range = `${min} to ${max.toLocaleString('en-US')}`;
  return {
    key,
    meaning,
    defaultText,
    range,
    example,
    kind: 'whole',
    read(text) {
      if (!/^(?:0|[1-9]\d{0,11})$/.test(text)) return refuse(`a whole number, ${range}`);
      const value = Number(text);
      return value >= min && value <= max ? { ok: true, value } : refuse(`a whole number, ${range}`);
    },
  };
}

function decimal(
  key: string,
  meaning: string,
  defaultText: string,
  min: number,
  max: number,
  example: string,
): ParameterRule {
  const range = `${min} to ${max}`;
  return {
    key,
    meaning,
    defaultText,
    range,
    example,
    kind: 'decimal',
    read(text) {
      if (!/^(?:0|[1-9]\d{0,3})(?:\.\d{1,6})?$/.test(text)) return refuse(`a number, ${range}`);
      const value = Number(text);
      return value >= min && value <= max ? { ok: true, value } : refuse(`a number, ${range}`);
    },
  };
}

function percentage(key: string, meaning: string, defaultText: string, example: string): ParameterRule {
  const range = '0% to 100%';
  return {
    key,
    meaning,
    defaultText,
    range,
    example,
    kind: 'text',
    read(text) {
      const [, number] = /^((?:0|[1-9]\d{0,2})(?:\.\d{1,2})?)%?$/.exec(text) ?? [];
      if (number === undefined) return refuse(`a percentage such as \`25\` or \`25%\`, ${range}`);
      return Number(number) <= 100 ? { ok: true, value: Number(number) } : refuse(`a percentage, ${range}`);
    },
  };
}

function duration(
  key: string,
  meaning: string,
  defaultText: string,
  minMs: number,
  maxMs: number,
  example: string,
): ParameterRule {
  const range = `${minMs === 0 ? '0s' : formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  const allowed = (ms: number | null): boolean => ms !== null && ms >= minMs && ms <= maxMs;
  return {
    key,
    meaning,
    defaultText,
    range,
    example,
    kind: 'text',
    read(text) {
      if (/^\d+(?:\.\d+)?$/.test(text) && text !== '0') {
        const meant = [`${text}s`, `${text}ms`].filter((one) => allowed(parseDuration(one)));
        const such = meant.length === 0 ? '' : `, such as ${meant.map((one) => `\`${one}\``).join(' or ')}`;
        return refuse(`a duration with its unit${such} (${range})`, meant[0]);
      }
      const value = text === '0' ? 0 : parseDuration(text.toLowerCase());
      if (value === null) return refuse(`a duration such as \`500ms\`, \`3s\` or \`5m\` (${range})`);
      return allowed(value) ? { ok: true, value } : refuse(`a duration from ${range}`);
    },
  };
}

function choice(key: string, meaning: string, defaultText: string, options: readonly string[]): ParameterRule {
  const range = options.map((option) => `\`${option}\``).join(' or ');
  return {
    key,
    meaning,
    defaultText,
    range: options.join(' or '),
    example: options.find((option) => option !== defaultText) ?? defaultText,
    kind: 'choice',
    options,
    read(text) {
      const typed = text.toLowerCase().replaceAll('_', '-');
      const value = options.find((option) => option.toLowerCase().replaceAll('_', '-') === typed);
      if (value === undefined) return refuse(range);
      return { ok: true, value: value === 'true' ? true : value === 'false' ? false : value };
    },
  };
}

function name(key: string, meaning: string, defaultText: string, example: string): ParameterRule {
  const range = 'the name of a configured target';
  return {
    key,
    meaning,
    defaultText,
    range,
    example,
    kind: 'text',
    read(text) {
      const value = text.toLowerCase().replaceAll('_', '-');
      return /^[a-z0-9][a-z0-9-]{0,40}$/.test(value) ? { ok: true, value } : refuse(range);
    },
  };
}

/** The beginning of a plan's hash, as it is shown to whoever confirms it. */
export function shownHash(hash: string): string {
  return hash.slice(0, SHOWN_HASH);
}

function planHash(): ParameterRule {
  const range = `the ${SHOWN_HASH} digits that \`dry=true\` shows on a target that wants a confirmation; no other needs it`;
  return {
    key: 'confirm',
    meaning: 'from the shell: the plan that is confirmed',
    defaultText: 'none',
    range: "a plan's hash",
    example: '3f9a12b4c5d6',
    kind: 'text',
    read(text) {
      const value = text.toLowerCase();
      return /^[0-9a-f]{12,64}$/.test(value) ? { ok: true, value } : refuse(range);
    },
  };
}

/** Of the scenario `custom`: a form takes the plan itself. */
function planFile(): ParameterRule {
  return {
    key: 'plan',
    meaning: 'with `custom`, from the shell: the file with the plan; in Slack the form takes the plan itself',
    defaultText: 'none',
    range: 'a file',
    example: 'plan.yaml',
    kind: 'lines',
    read: (text) => (text === '' ? refuse('a file') : { ok: true, value: text }),
  };
}

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
    ...(scenario.movement === 'scale-out' ? { scale: askedScale(number('from'), number('to')) } : {}),
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
