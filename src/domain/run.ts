import type { RunParameters } from './parameters.ts';
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

/** A run as it was asked for; this is what the queue carries. */
export interface RunRequest {
  id: RunId;
  scenario: ScenarioName;
  target: string;
  parameters: RunParameters;
  /** A Slack user id, or `shell:USER`. */
  requested_by: string;
  /** ISO-8601 UTC. */
  requested_at: string;
  thread: Thread;
}

const NEXT: Record<RunState, readonly RunState[]> = {
  queued: ['running', 'awaiting_approval', 'cancelled', 'failed', 'interrupted'],
  awaiting_approval: ['queued', 'cancelled', 'failed'],
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

/** Whether nothing more happens to a run in this state. */
export function hasEnded(state: RunState): boolean {
  return NEXT[state].length === 0;
}
