import { formatDuration } from './duration.ts';
import {
  decimal,
  duration,
  oneOf,
  type ParameterValue,
  percentage,
  planFile,
  planHash,
  targetName,
  whole,
} from './parameter-value.ts';
import type { Scenario } from './scenario.ts';
import { SETTING_CHOICES } from './scenario-arms.ts';
import { SCENARIOS } from './scenarios.ts';
import { RPC_KINDS, UNARY } from './workload.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

/** A parameter as the grammar and the help know it. */
export interface ParameterRule extends ParameterValue {
  key: string;
  meaning: string;
  defaultText: string;
  example: string;
}

/** `value` of a setting that is a time, and of one that counts requests. */
const VALUE_TIME = duration(100, 24 * HOUR);
const VALUE: ParameterRule = {
  key: 'value',
  meaning: "the setting's value",
  defaultText: 'max-connection-duration 1s, idle-timeout 2s, max-requests 1, nlb-idle 2s',
  example: '60s',
  ...VALUE_TIME,
};
const REQUEST_RANGE = { kind: 'whole', min: 1, max: 1_000_000 } as const;
const REQUESTS: ParameterRule = {
  key: 'value',
  meaning: 'requests after which a connection is asked to leave',
  defaultText: '1',
  example: '20',
  ...whole(REQUEST_RANGE.min, REQUEST_RANGE.max),
};

/** `value` of a load balancer's idle timeout: as much as AWS's takes, and less than its 60 s, because a lab can. */
const NLB_IDLE_TIME = duration(100, 6000 * SECOND);
const NLB_IDLE: ParameterRule = {
  key: 'value',
  meaning: 'time without a byte after which the NLB forgets',
  defaultText: '2s',
  example: '2s',
  ...NLB_IDLE_TIME,
};

/** The words that `value` is in scenarios with a choice of them, for the help of all. */
const WORDS = SCENARIOS.flatMap(({ name, choice: words }) =>
  words === undefined || words.options.length === 1 ? [] : [{ scenario: name, options: words.options }],
);

/** Every `key=value` that `run` takes, in the order of the help. */
export const PARAMETERS: readonly ParameterRule[] = Object.freeze([
  {
    key: 'plan',
    meaning: 'with `custom`, from the shell: the file with the plan; in Slack the form takes the plan itself',
    defaultText: 'none',
    example: 'plan.yaml',
    ...planFile(),
  },
  {
    key: 'clients',
    meaning: 'gRPC clients, one connection each',
    defaultText: '20, drain 50, traffic-policy 200, target-type 200',
    example: '50',
    ...whole(1, 2000),
  },
  {
    key: 'interval',
    meaning: 'time between two requests of a client, or two messages of a stream',
    defaultText: '3s, drain 500ms',
    example: '3s',
    ...duration(50, 300 * SECOND),
  },
  word('rpc', 'what each client does with its connection', UNARY.rpc, RPC_KINDS),
  {
    key: 'stream',
    meaning: 'time until a stream ends by itself',
    defaultText: 'never',
    example: '60s',
    ...duration(100, 24 * HOUR),
  },
  // As the help has it, for every scenario.
  {
    ...VALUE,
    allowed: {
      kind: 'by-scenario',
      time: VALUE_TIME.allowed,
      of: [
        { scenario: 'nlb-idle', range: NLB_IDLE_TIME.allowed },
        { scenario: 'max-requests', range: REQUEST_RANGE },
      ],
      words: WORDS,
    },
  },
  word('setting', 'what the treatment of scale-out and pod-kill carries', 'max-connection-duration', SETTING_CHOICES),
  { key: 'from', meaning: 'Pods before a scale-out', defaultText: '1', example: '3', ...whole(1, 10) },
  { key: 'to', meaning: 'Pods after a scale-out', defaultText: '3, or twice `from`', example: '6', ...whole(2, 20) },
  {
    key: 'add',
    meaning: 'Pods that `client-round-robin` adds while clients stay connected; 0 leaves the Deployment alone',
    defaultText: '1',
    example: '2',
    ...whole(0, 10),
  },
  {
    key: 'jitter',
    meaning: 'lets each connection live longer than value at random, by up to this',
    defaultText: 'none',
    example: '50%',
    ...percentage(),
  },
  {
    key: 'max-stream-duration',
    meaning: 'Envoy cuts a stream that is this old',
    defaultText: 'none',
    example: '5s',
    ...duration(100, 24 * HOUR),
  },
  {
    key: 'drain-timeout',
    meaning: 'from the first GOAWAY to the final one',
    defaultText: 'as found',
    example: '500ms',
    ...duration(0, 600 * SECOND),
  },
  word('restart', "the Deployment's own strategy, or one Pod first", 'rolling', ['rolling', 'burst']),
  {
    key: 'warmup',
    meaning: 'time before the first change',
    defaultText: '2 x interval',
    example: '6s',
    ...duration(0, 600 * SECOND),
  },
  {
    key: 'observe',
    meaning: 'time each arm is observed',
    defaultText: 'control 15s; treatment up to 45s',
    example: '30s',
    ...duration(5 * SECOND, 600 * SECOND),
  },
  { key: 'repeats', meaning: 'how often each arm is run', defaultText: '1', example: '5', ...whole(1, 50) },
  { key: 'alpha', meaning: 'significance level', defaultText: '0.05', example: '0.05', ...decimal(0.0001, 0.5) },
  {
    key: 'effect',
    meaning: 'max/mean from which a skew counts',
    defaultText: '1.25',
    example: '1.25',
    ...decimal(1, 50),
  },
  {
    key: 'tolerance',
    meaning: 'max/mean below which the spread counts as balanced',
    defaultText: '1.5',
    example: '1.5',
    ...decimal(1.01, 50),
  },
  {
    key: 'seed',
    meaning: "seed of the run's own randomness",
    defaultText: 'random, recorded',
    example: '7',
    ...whole(0, 4_294_967_295),
  },
  { key: 'on', meaning: 'the target', defaultText: 'the default target', example: 'lab', ...targetName() },
  word('dry', 'print the diff and the prediction, touch nothing', 'false', ['true', 'false']),
  {
    key: 'confirm',
    meaning: 'from the shell: the plan that is confirmed',
    defaultText: 'none',
    example: '3f9a12b4c5d6',
    ...planHash(),
  },
]);

function word(key: string, meaning: string, defaultText: string, options: readonly string[]): ParameterRule {
  const example = options.find((option) => option !== defaultText) ?? defaultText;
  return { key, meaning, defaultText, example, ...oneOf(options) };
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

function valueRule(rule: ParameterRule, { choice: words, setting, timed }: Scenario): ParameterRule {
  if (rule.key !== 'value') return rule;
  if (timed !== undefined) return NLB_IDLE;
  if (setting === 'max-requests') return REQUESTS;
  if (words === undefined) return VALUE;
  return word('value', 'what the treatment has in the place of what was found', words.fallback, words.options);
}
