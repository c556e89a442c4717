import type { SampleSource, TargetPlace } from './target-place.ts';

/** Where and for whom a target is, from its profile. */
export interface TargetProfileView {
  class: 'lab' | 'staging' | 'production';
  place: TargetPlace;
  samples: SampleSource;
}

/** What an account may do on a target. */
export interface TargetAccess {
  /** The account as the target knows it; null where it does not say. */
  account: string | null;
  /** Rules that a run needs and that are missing, as a Role's YAML has them, with their namespace. */
  missing: string[];
  /** The same as Role and ClusterRole, YAML to be applied; empty when nothing is missing. */
  roles: string;
}

export interface TargetHealth {
  deployment: { name: string; ready: number; replicas: number; rolled_out: boolean };
  /** HOST:PORT where clients connect. */
  address: string;
  envoy_version: string;
  kubernetes_version: string | null;
}

/** What could be found out, or a sentence that says why not. */
export type Found<T> = { ok: true; value: T } | { ok: false; problem: string };

/** What a run left on a target. */
export interface LeftChange {
  run: string;
  /** What somebody else changed since, a line each. */
  foreign: string[];
  /** What `confirm` of `keep=ours` has to be for exactly these changes; null where none is needed. */
  confirm: string | null;
}

/** A target as a worker sees it now. */
export interface TargetReport {
  health: Found<TargetHealth>;
  /** null where no permissions are needed. */
  access: Found<TargetAccess | null>;
  /** Who holds it, and for how many milliseconds unless they renew; null when it is free. */
  holding: Found<{ holder: string; expires_in_ms: number } | null>;
  /** null when nothing is to undo. */
  undo: Found<LeftChange | null>;
}

/** Whether a run can start and be put back. A held target is fine: runs wait for it. */
export function isUsable({ health, access, holding, undo }: TargetReport): boolean {
  const mayRun = access.ok && (access.value === null || access.value.missing.length === 0);
  const isHeld = holding.ok && holding.value !== null && holding.value.expires_in_ms > 0;
  // A run that goes on has an undo record and rolls its own Pods.
  const isWhole = undo.ok && health.ok && (isHeld || (undo.value === null && isReady(health.value)));
  return mayRun && holding.ok && isWhole;
}

/** Whether every Pod is Ready and the rollout complete. */
export function isReady({ deployment: { ready, replicas, rolled_out } }: TargetHealth): boolean {
  return rolled_out && ready === replicas;
}
