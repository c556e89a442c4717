import type { ProbeResult } from '../domain/custom/probe.ts';

/** The probes of a run while its arms go on. */
export interface ProbeWatch {
  /** Reads every probe now, at the beginning or the end of this arm; from now on all readings are of it. */
  edge(arm: string): Promise<void>;
  /** Ends the readings, puts down the gates, and gives what was read. */
  end(): ProbeResult[];
}
