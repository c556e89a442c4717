import type { Window } from '../domain/record.ts';
import type { ArmPlan } from '../domain/scenario.ts';
import type { FoundShutdown } from '../domain/shutdown.ts';
import type { Fence } from '../ports/target.ts';
import type { Ready } from './preflight.ts';
import type { Run } from './run-context.ts';

/**
 * Makes an arm's Pods such as end in its way, by a rollout whose numbers count nowhere: a Pod ends as the template says from
 * which it was made, so that only a second restart shows what its end costs. Gives the time that took; null where Pods are
 * so already.
 */
export async function prepareArm(run: Run, fence: Fence, { topology }: Ready, arm: ArmPlan): Promise<Window | null> {
  const wanted = endingOf(run, topology.deployment.shutdown?.found, arm);
  const { deps, recorder, signal } = run;
  if (wanted === null || (await deps.target.describe()).deployment.shutdown?.found === wanted) return null;
  signal.throwIfAborted();
  const from = recorder.now();
  await deps.target.rollout(fence, { shutdown: wanted, restart: true, pace_ms: 0 }, signal);
  recorder.podsFound((await deps.target.describe()).pods);
  return [from, recorder.now()];
}

/** How an arm's Pods are to end; null in a run that is not about that. */
function endingOf(run: Run, found: FoundShutdown | undefined, { conditions }: ArmPlan): FoundShutdown | null {
  const asked = conditions.find((condition) => condition.kind === 'shutdown');
  if (asked !== undefined) return asked.value;
  const isAsked = run.once.some((arm) => arm.conditions.some(({ kind }) => kind === 'shutdown'));
  return isAsked ? (found ?? null) : null;
}
