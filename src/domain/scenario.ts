import { scaledArm } from './arm-name.ts';
import type { Condition } from './condition.ts';
import { HEALTH_CHECK_PORTS } from './health-checks.ts';
import { type AskedValue, besideOf, type Setting, type SettingKind } from './setting.ts';
import { SHUTDOWNS } from './shutdown.ts';

/**
 * One step of a run.
 * preflight: everything is checked, nothing is touched. warm-up: the fleet connects and speaks, unchanged.
 * change: an arm's restart, with or without its setting. observe: nothing is touched, connections are counted.
 * restore: the pre-image comes back and is read back. report: the record is written and told.
 */
export type Phase = 'preflight' | 'warm-up' | 'change' | 'observe' | 'restore' | 'report';

export type ScenarioName =
  | 'baseline'
  | 'rollout-restart'
  | 'max-connection-duration'
  | 'idle-timeout'
  | 'max-requests'
  | 'drain'
  | 'health-check-noise'
  | 'scale-out'
  | 'pod-kill'
  | 'traffic-policy'
  | 'target-type'
  | 'nlb-idle'
  | 'client-round-robin'
  | 'custom';

/**
 * What makes connections move in an arm's change. none: nothing. restart: its Pods are replaced.
 * reconnect: every client closes its connection and opens another, and the Pods stay.
 * scale-out: Pods are added to those on which every client is, and the clients stay connected.
 * pod-kill: the Pod with most connections is ended without grace, and another takes its place.
 */
export type Movement = 'none' | 'restart' | 'reconnect' | 'scale-out' | 'pod-kill';

/** What an arm does to the target; `setting` null leaves the configuration as found. */
export interface ArmPlan {
  /** `control`, `treatment`, or in a sweep the setting, such as `5s+25%`. */
  name: string;
  movement: Movement;
  setting: Setting | null;
  /** What else is otherwise than it was found. */
  conditions: readonly Condition[];
}

/** What a treatment has otherwise where that is no setting: one of a few words, asked as `value`. */
export interface ConditionChoice {
  /** As they are written, upper and lower case too. */
  options: readonly [string, ...string[]];
  /** What is meant where none is asked. */
  fallback: string;
  conditions(option: string): readonly Condition[];
}

/** Conditions that a time makes, asked as `value`; the control has some too, where a time has to be shortened for both. */
export interface TimedConditions {
  control(ms: number): readonly Condition[];
  treatment(ms: number): readonly Condition[];
}

/** A named experiment. */
export interface Scenario {
  name: ScenarioName;
  /** One sentence for the help. */
  summary: string;
  /** The setting that its treatment arm carries; null when it has none. */
  setting: SettingKind | null;
  defaultValueMs: number | null;
  /** Of a setting that counts requests, in the place of a time. */
  defaultRequests?: number;
  /** Where a person chooses the setting by the key `setting`; `setting` is the one that is meant where they do not. */
  choosesSetting?: true;
  /** Left out where the treatment carries a setting, or where there is none. */
  choice?: ConditionChoice;
  /** Left out where `value` is no time of conditions. */
  timed?: TimedConditions;
  movement: Movement;
  /** How many Pods come, by default, after each arm while its clients stay connected; left out where none do. */
  adds?: number;
  /** What else than everywhere its clients are by default. */
  fleet?: { clients: number; interval_ms: number };
  /** The window in which lost requests are the answer; left out where the spread of connections is. */
  lossIn?: 'change' | 'observe';
  example: string;
}

/** Connections that tell shares of 25 / 25 / 50 from even ones nearly always, and even ones from shares of 40 / 30 / 30. */
const CLIENTS_OF_SHARES = 200;

/** Every scenario there is, in the order of the help. */
export const SCENARIOS: readonly Scenario[] = Object.freeze<readonly Scenario[]>([
  {
    name: 'baseline',
    summary: 'Counts connections per Pod without touching anything.',
    setting: null,
    defaultValueMs: null,
    movement: 'none',
    example: '/nlb run baseline clients=50',
  },
  {
    name: 'rollout-restart',
    summary: 'Restarts the Envoy Deployment and counts where the connections end and whether they move again.',
    setting: null,
    defaultValueMs: null,
    movement: 'restart',
    example: '/nlb run rollout-restart restart=burst',
  },
  {
    name: 'max-connection-duration',
    summary: 'Compares a restart alone with a restart that sets max_connection_duration.',
    setting: 'max-connection-duration',
    defaultValueMs: 1000,
    movement: 'restart',
    example: '/nlb run max-connection-duration value=60s clients=100',
  },
  {
    name: 'idle-timeout',
    summary: 'Compares a restart alone with a restart that sets idle_timeout.',
    setting: 'idle-timeout',
    defaultValueMs: 2000,
    movement: 'restart',
    example: '/nlb run idle-timeout value=2s',
  },
  {
    name: 'max-requests',
    summary: 'Compares a restart alone with a restart that sets max_requests_per_connection.',
    setting: 'max-requests',
    defaultValueMs: null,
    defaultRequests: 1,
    movement: 'restart',
    example: '/nlb run max-requests value=20 interval=500ms',
  },
  {
    name: 'scale-out',
    summary:
      'Adds Pods to those that have every connection, and counts how many move to them: alone, and with a setting.',
    setting: 'max-connection-duration',
    defaultValueMs: 1000,
    choosesSetting: true,
    movement: 'scale-out',
    example: '/nlb run scale-out from=1 to=3 value=5s',
  },
  {
    name: 'pod-kill',
    summary:
      'Kills the Pod with most connections, and counts what its clients lose and who fills the Pod that replaces it.',
    setting: 'max-connection-duration',
    defaultValueMs: 1000,
    choosesSetting: true,
    movement: 'pod-kill',
    example: '/nlb run pod-kill clients=50 interval=500ms',
  },
  {
    name: 'drain',
    summary:
      'Compares what clients lose in a restart as found with one whose Pods end in another way: SIGTERM alone, a sleep, a drain.',
    setting: null,
    defaultValueMs: null,
    choice: {
      options: SHUTDOWNS,
      fallback: 'sigterm',
      conditions: (option) => SHUTDOWNS.filter((way) => way === option).map((value) => ({ kind: 'shutdown', value })),
    },
    movement: 'restart',
    fleet: { clients: 50, interval_ms: 500 },
    lossIn: 'change',
    example: '/nlb run drain value=sigterm',
  },
  {
    name: 'health-check-noise',
    summary:
      'Shows what health checks on the port of the clients add to the counters of connections, and what they leave alone.',
    setting: null,
    defaultValueMs: null,
    choice: {
      options: HEALTH_CHECK_PORTS,
      fallback: 'traffic-port',
      conditions: (option) =>
        HEALTH_CHECK_PORTS.filter((port) => port === option).map((value) => ({ kind: 'health-checks', value })),
    },
    movement: 'none',
    example: '/nlb run health-check-noise observe=30s',
  },
  {
    name: 'traffic-policy',
    summary: 'Compares the shares that Pods get under externalTrafficPolicy Cluster and Local; clients reconnect.',
    setting: null,
    defaultValueMs: null,
    choice: {
      options: ['Local', 'Cluster'],
      fallback: 'Local',
      conditions: (option) => [{ kind: 'traffic-policy', value: option === 'Cluster' ? 'Cluster' : 'Local' }],
    },
    movement: 'reconnect',
    fleet: { clients: CLIENTS_OF_SHARES, interval_ms: 3000 },
    example: '/nlb run traffic-policy value=Local',
  },
  {
    name: 'target-type',
    summary: "Compares an NLB that sends to nodes with one that sends to the Pods' addresses; clients reconnect.",
    setting: null,
    defaultValueMs: null,
    choice: {
      options: ['ip', 'instance'],
      fallback: 'ip',
      conditions: (option) => [{ kind: 'target-type', value: option === 'instance' ? 'instance' : 'ip' }],
    },
    movement: 'reconnect',
    fleet: { clients: CLIENTS_OF_SHARES, interval_ms: 3000 },
    example: '/nlb run target-type value=ip',
  },
  {
    name: 'nlb-idle',
    summary:
      'Lets the NLB forget connections that are idle for `value`, and compares what clients lose without keepalive and with it.',
    setting: null,
    defaultValueMs: 2000,
    timed: {
      control: (ms) => [{ kind: 'nlb-idle', value_ms: ms }],
      treatment: (ms) => [
        { kind: 'nlb-idle', value_ms: ms },
        { kind: 'keepalive', value_ms: Math.round(ms / 2) },
      ],
    },
    movement: 'reconnect',
    lossIn: 'observe',
    example: '/nlb run nlb-idle value=2s interval=3s',
  },
  {
    name: 'client-round-robin',
    summary:
      'Compares one connection through the NLB with clients that balance over a headless Service themselves (round_robin), and what each gives to a Pod that comes later.',
    setting: null,
    defaultValueMs: null,
    choice: {
      options: ['round_robin'],
      fallback: 'round_robin',
      conditions: () => [{ kind: 'client-policy', value: 'round_robin' }],
    },
    movement: 'reconnect',
    adds: 1,
    example: '/nlb run client-round-robin clients=50',
  },
  {
    name: 'custom',
    summary: 'Carries out a plan of your own in YAML: arms in order, and probes that may stop the run at once.',
    setting: null,
    defaultValueMs: null,
    movement: 'restart',
    example: '/nlb run custom',
  },
]);

/** The scenario of that name; `-` and `_` are equal, upper and lower case too. */
export function findScenario(name: string): Scenario | undefined {
  const wanted = name.toLowerCase().replaceAll('_', '-');
  return SCENARIOS.find((scenario) => scenario.name === wanted);
}

/** What `setting` takes. */
export const SETTING_CHOICES = ['max-connection-duration', 'idle-timeout', 'max-requests', 'none'] as const;
export type SettingChoice = (typeof SETTING_CHOICES)[number];

/**
 * A scenario with the setting that is chosen for its treatment, and with that setting's own default; as it is where nothing
 * is chosen, or where there is nothing to choose.
 */
export function withSetting(scenario: Scenario, chosen: string | undefined): Scenario {
  const kind = SETTING_CHOICES.find((one) => one === chosen?.toLowerCase().replaceAll('_', '-'));
  if (scenario.choosesSetting === undefined || kind === undefined) return scenario;
  const { defaultRequests: _none, ...rest } = scenario;
  if (kind === 'none') return { ...rest, setting: null, defaultValueMs: null };
  const { defaultValueMs = null, defaultRequests } = findScenario(kind) ?? {};
  return { ...rest, setting: kind, defaultValueMs, ...(defaultRequests === undefined ? {} : { defaultRequests }) };
}

/** Whether a scenario replaces Pods; false for one that there is not. */
export function isRestarting(name: ScenarioName): boolean {
  return findScenario(name)?.movement === 'restart';
}

/** The arms of a run in order: a setting is compared with the change alone, because a restart itself reshuffles. */
export function armsOf(scenario: Scenario, asked: AskedValue): ArmPlan[] {
  const control: ArmPlan = { name: 'control', movement: scenario.movement, setting: null, conditions: [] };
  if (scenario.choice !== undefined) {
    const conditions = scenario.choice.conditions(asked.option ?? scenario.choice.fallback);
    return withPodsAdded([control, { ...control, name: 'treatment', conditions }], asked.add_pods ?? 0);
  }
  if (scenario.timed !== undefined && asked.value_ms !== null) {
    const { control: without, treatment: and } = scenario.timed;
    return [
      { ...control, conditions: without(asked.value_ms) },
      { ...control, name: 'treatment', conditions: and(asked.value_ms) },
    ];
  }
  const setting = askedSetting(withSetting(scenario, asked.setting), asked);
  if (setting === null) return [control];
  return [control, { ...control, name: 'treatment', setting }];
}

/** After each arm the same once more, in which Pods come and nobody reconnects. */
function withPodsAdded(arms: readonly ArmPlan[], pods: number): ArmPlan[] {
  if (pods === 0) return [...arms];
  return arms.flatMap((arm): ArmPlan[] => [arm, { ...arm, name: scaledArm(arm.name), movement: 'scale-out' }]);
}

/** The setting that was asked for, complete; null where there is none to ask for, or a sweep has many. */
export function askedSetting({ setting: kind }: Scenario, asked: AskedValue): Setting | null {
  if (kind === 'max-requests') {
    return asked.requests === undefined ? null : { kind, requests: asked.requests, ...besideOf(asked) };
  }
  return kind === null || asked.value_ms === null ? null : { kind, value_ms: asked.value_ms, ...besideOf(asked) };
}
