import { AppError } from '../../domain/errors.ts';
import type { Fence } from '../../ports/target.ts';
import type { Holding } from '../../ports/target-guard.ts';
import type { LabState, LeaseState, StateFile } from './lab-state.ts';

export interface Lease {
  hold(holder: string, pid: number, ttlMs: number): Promise<Fence>;
  holding(): Holding | null;
  release(fence: Fence): Promise<null>;
  /** @throws AppError `fenced` unless the fence is the one that holds the lab in this state */
  check(fence: Fence, state: LabState): void;
}

/** The lab's lease, with a token that grows with every new holder so that a frozen one is refused when it wakes. */
export function createLease(state: StateFile): Lease {
  return {
    async hold(holder, pid, ttlMs) {
      const { lastToken } = await state.update((now) => {
        const held = alive(now);
        if (held !== null && held.holder !== holder) {
          throw new AppError('target_busy', `The lab is held by ${held.holder}.`);
        }
        const token = held === null ? now.lastToken + 1 : held.token;
        return { lastToken: token, lease: { holder, pid, token, expires: Date.now() + ttlMs } };
      });
      return { holder, token: lastToken };
    },
    holding() {
      const now = state.current();
      if (now.lease === null) return null;
      return { holder: now.lease.holder, expires_in_ms: Math.max(0, (alive(now)?.expires ?? 0) - Date.now()) };
    },
    async release(fence) {
      await state.update(({ lease }) =>
        lease?.token === fence.token && lease.holder === fence.holder ? { lease: null } : {},
      );
      return null;
    },
    check(fence, now) {
      const held = alive(now);
      if (held?.token === fence.token && held.holder === fence.holder) return;
      throw new AppError(
        'fenced',
        `${fence.holder} no longer holds the lab${held === null ? '' : `; ${held.holder} does`}.`,
      );
    },
  };
}

/** The lease if it still counts: in its time, and of a process that lives. */
function alive({ lease }: LabState): LeaseState | null {
  return lease !== null && lease.expires > Date.now() && isRunning(lease.pid) ? lease : null;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
