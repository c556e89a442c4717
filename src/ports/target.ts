import type { HealthCheckPort } from '../domain/health-checks.ts';
import type { ServiceSettings } from '../domain/service-settings.ts';
import type { FoundShutdown } from '../domain/shutdown.ts';
import type { TargetEvent, Topology } from '../domain/topology.ts';

/** What a rollout asks of the target's Deployment. A field left out stays as it is. */
export interface Rollout {
  /** Envoy's whole configuration, YAML. */
  document?: string;
  replicas?: number;
  /** How the Pods end that this rollout makes; those that it replaces end as they were made. `own` brings back what was found. */
  shutdown?: FoundShutdown;
  /** Where the new Pods, or the balancer's targets, are asked for their health. */
  health_checks?: HealthCheckPort;
  /** False scales only; true gives every Pod a new identity. */
  restart: boolean;
  /** Least time from a new Pod's start to Ready, in milliseconds; honoured by targets that can. */
  pace_ms: number;
  /** Brings back all that the undo record's pre-image holds, what interventions have changed too. */
  restore?: true;
  /** With `restore`: what somebody else has changed and may be written over, as {@link Standing} has it in `foreign`. */
  overwrite?: readonly string[];
}

/**
 * A change of the target that is no rollout: its Pods' template stays.
 * service: the Service's settings that are named; those left out stay as they are.
 * end-pod: the Pod of that uid is ended at once, without a word to it or to its clients; another takes its place by itself.
 */
export type Intervention = { kind: 'service'; settings: Partial<ServiceSettings> } | { kind: 'end-pod'; uid: string };

/** How the target stands against the undo record that is kept on it. */
export interface Standing {
  /** As {@link Topology} has it; empty when there is nothing to read. */
  image: string;
  rolled_out: boolean;
  /** What somebody else has changed since the run's last write, a line each that names the object. */
  foreign: string[];
  /** What is not as it was before the run, a line each that names the object; empty when all is back. */
  left: string[];
}

/** Fencing: a mutation is refused when another holder has been given a later token. */
export interface Fence {
  holder: string;
  token: number;
}

/** Hears of the target's Pods. */
export interface TargetWatcher {
  /** Events in the order in which they happened. */
  onEvent(event: TargetEvent): void;
  /** The target can no longer be followed; called at most once. */
  onLost(error: Error): void;
}

/**
 * What an experiment runs on: reads its topology, changes its Envoy Deployment and its Service, follows its Pods.
 * Not in here: who may hold it ({@link import('./target-guard.ts').TargetGuard}), connection counts
 * ({@link import('./pod-stats.ts').PodStats}), and any decision about the run.
 */
export interface Target {
  /** @throws AppError `target_unreachable` */
  describe(): Promise<Topology>;
  /**
   * Compares the target with its undo record; reads only, and needs nothing but what the record is about.
   * @throws AppError `target_unfit` when there is no undo record, `target_unreachable`
   */
  standing(): Promise<Standing>;
  /**
   * Starts a rollout and waits until the new Pods are Ready and the old ones gone.
   * @throws AppError `fenced` when the fence is no longer the holder's, `foreign_change` where somebody else has changed
   * what is not to be written over, `rollout_failed` with the Pod's own reason
   */
  rollout(fence: Fence, rollout: Rollout, signal: AbortSignal): Promise<void>;
  /**
   * Carries out an intervention and resolves once it reads back, which may be before every connection goes the new way:
   * a balancer and the nodes follow by themselves. What is as asked already is left alone.
   * @throws AppError `fenced`, `foreign_change` as {@link rollout} does, `target_unfit` where it would have no effect,
   * `target_forbidden`
   */
  intervene(fence: Fence, intervention: Intervention, signal: AbortSignal): Promise<void>;
  /**
   * Whether an intervention would be taken; changes nothing, and needs neither a fence nor an undo record.
   * @throws AppError `target_unfit`, `target_forbidden`
   */
  rehearse(intervention: Intervention): Promise<void>;
  /**
   * Follows the Pods until the signal aborts. Resolves once watching, so that nothing that happens later is missed.
   * @throws AppError `target_unreachable`
   */
  watch(watcher: TargetWatcher, signal: AbortSignal): Promise<void>;
}
