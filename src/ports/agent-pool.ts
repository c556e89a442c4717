/** What is asked of a pool. */
export interface AgentOrder {
  /** The run that the agents are for; what is made is named after it. */
  run: string;
  agents: number;
  /** Clients that one agent runs at most. */
  clients_each: number;
  /** Every agent ends by itself after this many milliseconds. */
  longest_ms: number;
}

/** An agent that was made. */
export interface Agent {
  /** What a person can look for, such as its Pod and node. */
  name: string;
  /** HOST:PORT of this host that leads to its control service, which may take a moment to answer. */
  address: string;
  /** What is known to have happened to it, in a few words; null while nothing is. */
  fate(): string | null;
}

/**
 * Makes processes of the role `agent` and a way to each. Not in here: what the agents do
 * (`proto/fleet/v1`, {@link import('./client-fleet.ts').ClientFleet}).
 */
export interface AgentPool {
  /**
   * Resolves with the agents in order, all of them running.
   * @throws AppError `clients_not_ready` with the reason of one that does not start; the signal's reason
   */
  open(order: AgentOrder, signal: AbortSignal): Promise<Agent[]>;
  /** Removes what was made for a run, by whichever process; nothing to do where nothing is left. */
  close(run: string): Promise<void>;
}
