import type { Finding } from '../domain/finding.ts';

/**
 * A look at something that the bot stands on, for whoever has to mend it.
 * Not in here: the targets, which their workers look at.
 */
export interface Diagnostics {
  /** What was found, ending within 2 s; what can not be reached is a finding, never an error. */
  look(): Promise<Finding[]>;
}
