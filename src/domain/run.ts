import type { ErrorCode } from './errors.ts';
import type { Language } from './language.ts';
import type { RunParameters, Scale } from './parameters.ts';
import type { ScenarioName } from './scenario.ts';

/** A run's id: `r-` and eight hexadecimal digits. */
export type RunId = string;

/**
 * Where a run stands.
 * queued: waits for its target. awaiting_approval: waits for a person. running: a worker holds it.
 * restoring: the pre-image is coming back. done: finished and told what it found. failed: could not finish.
 * cancelled: ended by a person. interrupted: ended by a shutdown or by its worker's death.
 */
export type RunState =
  | 'queued'
  | 'awaiting_approval'
  | 'running'
  | 'restoring'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'interrupted';

/** Where the run's messages live. */
export interface Thread {
  channel: string;
  /** The root message's timestamp; null until it is posted. */
  ts: string | null;
}

/** Why a run was refused after it was kept; it was never put into a queue then. `code` is an error's. */
export interface Refusal {
  code: ErrorCode;
  message: string;
}

/** Who may let a run begin: nobody is asked, anybody confirms, or somebody else than who asked for it. */
export type ApprovalNeed = 'none' | 'confirm' | 'second-person';

/** What a run that waits for a person would do, in numbers. */
export interface PlanEffect {
  /** The Deployment that is changed. */
  deployment: string;
  pods: { name: string; node: string }[];
  /** The Service that is changed, and to what; left out where it stays as it is. */
  service?: { name: string; settings: string };
  /** Rollouts of the Deployment, with the one that puts it back. */
  rollouts: number;
  /** Connections that the clients are expected to open anew, over the whole run. */
  reconnects: number;
  /** Left out where the Deployment keeps as many Pods as it has. */
  scale?: Scale;
  /** Pods that come while clients stay connected, and how often; left out where none do. */
  added?: { pods: number; times: number };
  /** Pods that are killed; left out where none is. */
  kills?: number;
  /** A sweep may do with less. */
  at_most?: boolean;
}

/** What a run waits for on a target that is guarded, and who gave it. */
export interface Approval {
  need: Exclude<ApprovalNeed, 'none'>;
  /** The hash of the plan that was shown; an approval is for this plan alone. */
  plan: string;
  effect: PlanEffect;
  /** ISO-8601 UTC; after it nobody can approve any more. */
  expires_at: string;
  given_by: string | null;
  /** Why it can not be given any more: its time is over, or the target is no longer as the plan has it. */
  lapsed: 'expired' | 'changed' | null;
}

/** The user groups of a target's allow-list, and of its scenario's, that somebody was in; each left out where none was needed. */
export interface Membership {
  group?: string;
  scenario_group?: string;
}

/** A run as it was asked for, with the groups that its requester was in; this is what the queue carries. */
export interface RunRequest extends Membership {
  id: RunId;
  scenario: ScenarioName;
  target: string;
  parameters: RunParameters;
  /** A Slack user id, or `shell:USER`. */
  requested_by: string;
  /** ISO-8601 UTC. */
  requested_at: string;
  thread: Thread;
  /** The language of the requester, in which all of the run is told; left out for English. */
  language?: Language;
  /** Of a run that nobody typed: the schedule, the moment that it was due at, and whether its thread opens only for news. */
  schedule?: { id: string; tick: string; quiet: boolean };
  /**
   * Whose word lets it change a guarded target, the hash of the plan that the word was given for, and the channel where it
   * was given; left out where the plan's hash was typed at a shell.
   */
  approved?: { by: string; plan: string; channel?: string } & Membership;
}

const NEXT: Record<RunState, readonly RunState[]> = {
  queued: ['running', 'awaiting_approval', 'cancelled', 'failed', 'interrupted'],
  awaiting_approval: ['queued', 'cancelled', 'failed', 'interrupted'],
  running: ['restoring', 'done', 'failed', 'cancelled', 'interrupted'],
  restoring: ['done', 'failed', 'cancelled', 'interrupted'],
  done: [],
  failed: [],
  cancelled: [],
  interrupted: [],
};

/** Whether a run may go from one state to the next; an ended run goes nowhere. */
export function canMove(from: RunState, to: RunState): boolean {
  return NEXT[from].includes(to);
}

/** Whether somebody asked at a shell, where there is no second person. */
export function isAtShell(askedBy: string): boolean {
  return askedBy.startsWith('shell:');
}

/** Whether nothing more happens to a run in this state. */
export function hasEnded(state: RunState): boolean {
  return NEXT[state].length === 0;
}
