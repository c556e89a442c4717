import type { RunParameters } from '../parameters.ts';

/** An arm's restart: its own where the run has a plan, else the one that was asked for. */
export function restartOf({ custom, restart }: RunParameters, arm: string): RunParameters['restart'] {
  if (custom === undefined) return restart;
  return custom.arms.find(({ name }) => name === arm)?.change === 'burst' ? 'burst' : 'rolling';
}

/** How long an arm was asked to be observed, in milliseconds; null where nobody said. */
export function askedObserveMs({ custom, observe_ms }: RunParameters, arm: string): number | null {
  if (custom === undefined) return observe_ms;
  return custom.arms.find(({ name }) => name === arm)?.observe_ms ?? null;
}
