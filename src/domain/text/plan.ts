import type { Obstacle } from '../obstacle.ts';
import type { PlanEffect, RunId, RunRequest } from '../run.ts';
import type { ArmPlan } from '../scenario.ts';
import type { Setting } from '../setting.ts';
import type { Topology } from '../topology.ts';

/** Agents that run the clients, and where their Job is. */
export interface FleetPlace {
  agents: number;
  namespace: string;
  /** As its context or kubeconfig names it; null where it is the target's. */
  cluster: string | null;
}

/** What is about to be done, before it is done. */
export interface Plan {
  request: RunRequest;
  topology: Topology;
  /** Another run whose changes are there now, and left out here; null where there is none. */
  changedBy: RunId | null;
  /** What the target has already, so that there is nothing to compare; null where each setting changes something. */
  already: Setting | null;
  /** What stands against the conditions of an arm; null where nothing does. */
  obstacle?: Obstacle | null;
  arms: readonly ArmPlan[];
  /** Where the clients run; null for the worker. */
  place: FleetPlace | null;
  /** The exact change of the configuration as {@link import('./config-diff.ts').configDiff} writes it; '' when none. */
  diff: string;
  /** Of a written plan: the changes of the arms that have a setting of their own, where there are several. */
  diffs?: readonly { arms: readonly string[]; diff: string }[];
  /** Whether Envoy itself judges the changed configuration before it is applied. */
  isChecked: boolean;
  /** Expected share of the connections on each Pod after the restart, by uid; null when nothing restarts. */
  prediction: Readonly<Record<string, number>> | null;
  /** What somebody has to approve first; null where nobody is asked. */
  guarded: { hash: string; effect: PlanEffect } | null;
}
