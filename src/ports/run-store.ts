import type { RunRecord } from '../domain/record.ts';
import type { Recovery } from '../domain/record-restore.ts';
import type { Approval, Refusal, RunId, RunRequest, RunState, Thread } from '../domain/run.ts';

/** What is kept of a run between processes. */
export interface StoredRun {
  request: RunRequest;
  state: RunState;
  /** Phases in the order they were entered, each with its wall time: the journal that recovery reads. */
  journal: { phase: string; at: string }[];
  /** Set when somebody asked to cancel. */
  cancelled_by: string | null;
  /** null where nobody's word is needed. */
  approval: Approval | null;
  /** Whether the outcome, and its recovery where there is one, has been told in the thread. */
  told: boolean;
  /** What became of the target after a restore that had failed. */
  recovery: Recovery | null;
  /** Of a run that was refused before it was queued; it is in no history. */
  refusal: Refusal | null;
}

/** A finished run: its record and its raw files (name to bytes). */
export interface RunOutcome {
  record: RunRecord;
  raw: Record<string, Buffer>;
}

/**
 * Runs between processes: request, journal, outcome. Not in here: the queue's order and the undo record, which the
 * target itself keeps.
 */
export interface RunStore {
  /**
   * Keeps a new run under its delivery's identity and returns its id; for a delivery that came before, the id of the
   * run that it made then, and nothing is kept.
   * @throws AppError `queue_unavailable`
   */
  create(request: RunRequest, key: string): Promise<RunId>;
  get(run: RunId): Promise<StoredRun | null>;
  /**
   * Changes what is given, atomically; `enter` appends to the journal, `recovery` makes the run one to be told again.
   * @throws AppError `internal` when the run may not go from its state to the next, or is not in `from`; nothing is changed
   * then
   */
  update(
    run: RunId,
    change: {
      state?: RunState;
      /** Nothing is changed unless the run is in this state. */
      from?: RunState;
      enter?: string;
      thread?: Thread;
      cancelledBy?: string;
      approval?: Approval;
      told?: boolean;
      recovery?: Recovery;
      refusal?: Refusal;
    },
  ): Promise<void>;
  /** Runs whose outcome is not told yet, or that have not ended, oldest first. */
  open(): Promise<StoredRun[]>;
  saveOutcome(outcome: RunOutcome): Promise<void>;
  /** The outcome as it was kept, with the recovery that came after it. */
  outcome(run: RunId): Promise<RunOutcome | null>;
}
