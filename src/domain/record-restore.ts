/** Why a target is not restored. */
export interface Problem {
  code: string;
  message: string;
  /** Where the target differs from what the run left, a line each that names the object. */
  differs: string[];
  /** On a guarded target: what `confirm` of `keep=ours` has to be for exactly these changes. */
  confirm?: string;
}

export interface Restore {
  state: 'RESTORED' | 'NOT_NEEDED' | 'FAILED';
  pre_image: string;
  post_image: string;
  took_ms: number;
  /** With FAILED. */
  problem?: Problem;
  /** With RESTORED, where it was to overwrite: what is as somebody else left it all the same, a line each. */
  stays?: string[];
  /** What came after a restore that had failed, or that a person asked for. */
  recovery?: Recovery;
}

/** Whose state of a target counts where both a run and somebody else have changed it. */
export type Keep = 'ours' | 'theirs';

/**
 * The latest recovery of a target that a run had left changed. RESTORED: as it was before the run. KEPT: left as it is,
 * with the undo record gone. FAILED: still not restored.
 */
export interface Recovery {
  state: 'RESTORED' | 'KEPT' | 'FAILED';
  /** ISO-8601 UTC. */
  at: string;
  /** A Slack user id or `shell:USER`; null for the worker of itself. */
  asked_by: string | null;
  /** What was asked to be kept; null where nothing was to be decided. */
  keep: Keep | null;
  /** KEPT: what was not brought back. RESTORED with `keep` ours: what was overwritten. FAILED: what is in the way. */
  differs: string[];
  /** RESTORED with `keep` ours: what stays as somebody else left it, because only its owner writes it. */
  stays?: string[];
  /** With FAILED: why. */
  code?: string;
  message?: string;
  confirm?: string;
}
