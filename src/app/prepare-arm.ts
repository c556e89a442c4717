import type { Condition } from '../domain/condition.ts';
import type { Window } from '../domain/record-arm.ts';
import type { ArmPlan } from '../domain/scenario.ts';
import type { Topology } from '../domain/topology.ts';
import type { Fence, Rollout } from '../ports/target.ts';
import type { Ready } from './preflight.ts';
import type { Run } from './run-context.ts';

type Template = Pick<Rollout, 'shutdown' | 'health_checks'>;

/**
 * Makes an arm's Pods what they are to be, by a rollout whose numbers count nowhere: a Pod ends as the template says from which
 * it was made, so that only a second restart shows what its end costs, and it is checked as its template says. Gives the
 * time that took; null where they are so already.
 */
export async function prepareArm(run: Run, fence: Fence, { topology }: Ready, arm: ArmPlan): Promise<Window | null> {
  const { deps, recorder, signal } = run;
  const asked = new Set(run.once.flatMap(({ conditions }) => conditions.map(({ kind }) => kind)));
  const wanted = wantedOf(asked, topology, arm);
  if (Object.keys(wanted).length === 0 || isSo(await deps.target.describe(), wanted)) return null;
  signal.throwIfAborted();
  const from = recorder.now();
  run.now(makesPods(topology, wanted) ? 'restart' : 'prepare');
  await deps.target.rollout(fence, { ...wanted, restart: false, pace_ms: 0 }, signal);
  recorder.podsFound((await deps.target.describe()).pods);
  return [from, recorder.now()];
}

/** What an arm's Pods are to be: as the arm has it, or as found where only another arm of the run has it otherwise. */
function wantedOf(asked: ReadonlySet<Condition['kind']>, found: Topology, { conditions }: ArmPlan): Template {
  const shutdown =
    conditions.find((condition) => condition.kind === 'shutdown')?.value ?? found.deployment.shutdown?.found;
  const checks =
    conditions.find((condition) => condition.kind === 'health-checks')?.value ?? found.health_checks?.found;
  return {
    ...(asked.has('shutdown') && shutdown !== undefined ? { shutdown } : {}),
    ...(asked.has('health-checks') && checks !== undefined ? { health_checks: checks } : {}),
  };
}

/** Whether new Pods are made for it: a balancer's checks are none of the Pods' template. */
function makesPods({ health_checks }: Topology, { shutdown }: Template): boolean {
  return shutdown !== undefined || health_checks?.probe !== '';
}

function isSo({ deployment, health_checks }: Topology, wanted: Template): boolean {
  return (
    (wanted.shutdown ?? deployment.shutdown?.found) === deployment.shutdown?.found &&
    (wanted.health_checks ?? health_checks?.found) === health_checks?.found
  );
}
