import { HEALTH_CHECK_PORTS } from './health-checks.ts';
import type { Scenario, ScenarioName } from './scenario.ts';
import { SHUTDOWNS } from './shutdown.ts';

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

/** Whether a scenario replaces Pods; false for one that there is not. */
export function isRestarting(name: ScenarioName): boolean {
  return findScenario(name)?.movement === 'restart';
}
