import { messageAndAdvice } from '../domain/error-message.ts';
import type { ApprovalNeed } from '../domain/run.ts';
import type { Found, LeftChange, TargetAccess, TargetHealth, TargetReport } from '../domain/target-report.ts';
import type { Clock } from '../ports/clock.ts';
import type { Target } from '../ports/target.ts';
import type { TargetGuard } from '../ports/target-guard.ts';
import { confirmFor } from './overwrite-hash.ts';

export interface LookDeps {
  target: Target;
  guard: TargetGuard;
  /** What this process's account may do on the target; null where no permissions are needed. */
  access: () => Promise<TargetAccess | null>;
  clock: Clock;
  /** Whose word it needs to overwrite what somebody else changed. */
  need: ApprovalNeed;
}

/** Looks at a target without touching it. Each part has the same deadline, so that one that hangs hides no other. */
export async function lookAtTarget(deps: LookDeps, withinMs: number): Promise<TargetReport> {
  const { target, guard, clock } = deps;
  const over = new AbortController();
  const deadline = clock.sleep(withinMs, over.signal).then(
    () => ({ ok: false as const, problem: `It did not answer within ${withinMs / 1000} s.` }),
    () => ({ ok: false as const, problem: '' }),
  );
  const find = <T>(work: Promise<T>): Promise<Found<T>> =>
    Promise.race([
      work.then(
        (value) => ({ ok: true as const, value }),
        (cause: unknown) => ({ ok: false as const, problem: messageAndAdvice(cause) }),
      ),
      deadline,
    ]);
  const [health, access, holding, undo] = await Promise.all([
    find(healthOf(target)),
    find(deps.access()),
    find(guard.holding()),
    find(undoOf(deps)),
  ]);
  over.abort(new Error('the look is over'));
  return { health, access, holding, undo };
}

async function healthOf(target: Target): Promise<TargetHealth> {
  const { deployment, pods, service, envoy_version, kubernetes_version } = await target.describe();
  const { name, replicas, rolled_out } = deployment;
  const ready = pods.filter((pod) => pod.ready).length;
  return {
    deployment: { name, ready, replicas, rolled_out },
    address: service.address,
    envoy_version,
    kubernetes_version,
  };
}

async function undoOf({ target, guard, need }: LookDeps): Promise<LeftChange | null> {
  const undo = await guard.readUndo();
  if (undo === null) return null;
  const { foreign } = await target.standing();
  return { run: undo.request.id, foreign, confirm: await confirmFor(need, foreign) };
}
