/** A child process under our care: it never outlives this process. */
export interface ManagedProcess {
  readonly pid: number;
  /** Resolves once it has ended; never rejects. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** The last lines it wrote to standard error, for an error message. */
  lastErrorLines(): readonly string[];
  /** Asks it to end, and makes it end after `graceMs`. */
  stop(options: { signal?: NodeJS.Signals; graceMs: number }): Promise<void>;
}

/** Starts processes of this host. Not in here: which ones and why. */
export interface Processes {
  /** @throws Error naming the command when it cannot be started */
  start(spec: {
    name: string;
    command: string;
    args: readonly string[];
    env?: Record<string, string>;
  }): Promise<ManagedProcess>;
}
