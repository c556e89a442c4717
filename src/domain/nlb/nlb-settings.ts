import { AppError } from '../errors.ts';

/** How targets are checked. */
export interface HealthChecks {
  /**
   * traffic-port: a TCP connection to where clients' connections go, as AWS does unless told otherwise; on the way it is a
   * connection to an Envoy Pod. own: an HTTP request to a port that no client uses.
   */
  port: 'traffic-port' | 'own';
  intervalMs: number;
  timeoutMs: number;
  /** So many passes in a row make an unhealthy target healthy. */
  healthyThreshold: number;
  /** So many failures in a row make a target unhealthy. */
  unhealthyThreshold: number;
}

/** Everything about the lab's NLB that can be set. Times are milliseconds. */
export interface NlbSettings {
  /** Whether a zone's listener sends to the targets of every zone, or to those of its own alone. */
  crossZone: boolean;
  /** instance: the nodes' NodePorts; ip: the Pods themselves. */
  targetType: 'instance' | 'ip';
  /** A flow that carries no byte for so long is forgotten. */
  idleTimeoutMs: number;
  /** From a new target's appearance until it is registered. */
  registrationDelayMs: number;
  /** How long a deregistered target keeps the flows that it has, where `connectionTermination` ends them after it. */
  deregistrationDelayMs: number;
  connectionTermination: boolean;
  /** Null: no check is made, and the balancer knows at once which targets can answer. */
  healthChecks: HealthChecks | null;
}

/** A change of settings: what is left out stays. */
export type NlbChange = Partial<NlbSettings>;

/**
 * What AWS starts with, in milliseconds. Listener and target group: AWS, "Update the TCP idle timeout", "Edit target group
 * attributes". Health checks: the AWS Load Balancer Controller's annotations (interval, thresholds, traffic port) and
 * AWS's timeout for TCP; a target group that is made without it starts with 30 s, 5 and 2.
 */
export const AWS_DEFAULTS: Omit<NlbSettings, 'healthChecks' | 'registrationDelayMs'> & { healthChecks: HealthChecks } =
  {
    crossZone: false,
    targetType: 'instance',
    idleTimeoutMs: 350_000,
    deregistrationDelayMs: 300_000,
    connectionTermination: false,
    healthChecks: {
      port: 'traffic-port',
      intervalMs: 10_000,
      timeoutMs: 10_000,
      healthyThreshold: 3,
      unhealthyThreshold: 3,
    },
  };

/** The range of `tcp.idle_timeout.seconds` on AWS, in milliseconds; the lab takes shorter ones too. */
export const AWS_IDLE_TIMEOUT_MS = { from: 60_000, to: 6_000_000 };

/**
 * What the lab starts with: AWS's, but with cross-zone on, so that clients at one address reach both nodes, and without
 * checks, so that nothing but clients connects to a Pod.
 */
export const LAB_DEFAULTS: NlbSettings = {
  ...AWS_DEFAULTS,
  crossZone: true,
  registrationDelayMs: 0,
  healthChecks: null,
};

/** The longest deregistration delay on AWS, in milliseconds. */
const MAX_DELAY_MS = 3_600_000;

/** The settings after a change. @throws AppError `target_unfit` naming the setting that there is none of, or that is out of range */
export function changedSettings(settings: NlbSettings, change: NlbChange): NlbSettings {
  const next = { ...settings, ...change };
  for (const key of Object.keys(change)) oneOf('as settings', key, Object.keys(settings));
  oneOf('crossZone', next.crossZone, [true, false]);
  oneOf('targetType', next.targetType, ['instance', 'ip']);
  oneOf('connectionTermination', next.connectionTermination, [true, false]);
  within('idleTimeoutMs', next.idleTimeoutMs, 100, AWS_IDLE_TIMEOUT_MS.to);
  within('registrationDelayMs', next.registrationDelayMs, 0, MAX_DELAY_MS);
  within('deregistrationDelayMs', next.deregistrationDelayMs, 0, MAX_DELAY_MS);
  if (next.healthChecks !== null) checked(next.healthChecks);
  return next;
}

function checked(checks: HealthChecks): void {
  oneOf('healthChecks.port', checks.port, ['traffic-port', 'own']);
  within('healthChecks.intervalMs', checks.intervalMs, 50, 300_000);
  within('healthChecks.timeoutMs', checks.timeoutMs, 50, 120_000);
  within('healthChecks.healthyThreshold', checks.healthyThreshold, 1, 10);
  within('healthChecks.unhealthyThreshold', checks.unhealthyThreshold, 1, 10);
}

function oneOf(name: string, value: unknown, options: readonly unknown[]): void {
  if (options.includes(value)) return;
  throw new AppError('target_unfit', `The lab's NLB takes ${name} ${options.join(', ')}, not ${value}.`);
}

function within(name: string, value: number, from: number, to: number): void {
  if (typeof value === 'number' && value >= from && value <= to) return;
  throw new AppError('target_unfit', `The lab's NLB takes ${name} from ${from} to ${to}, not ${value}.`);
}
