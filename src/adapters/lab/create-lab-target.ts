import { createInterface } from 'node:readline';
import { AppError } from '../../domain/errors.ts';
import type { TargetEvent, Topology } from '../../domain/topology.ts';
import { leftToUndo, type Undo } from '../../domain/undo.ts';
import type { Fence, Target, TargetWatcher } from '../../ports/target.ts';
import type { Holding, TargetGuard } from '../../ports/target-guard.ts';
import { callLab, openLab } from './lab-call.ts';
import { labChange } from './lab-service.ts';

/** The lab as a target, seen from another process of the same host. `pid` is the process whose death frees the lease. */
export function createLabTarget({ socket, pid }: { socket: string; pid: number }): {
  target: Target;
  guard: TargetGuard;
} {
  const target: Target = {
    describe: () => callLab<Topology>(socket, 'GET /topology', null),
    async standing() {
      const [undo, topology] = await Promise.all([guard.readUndo(), target.describe()]);
      if (undo === null) throw new AppError('target_unfit', 'The lab has no undo record: nothing is left to put back.');
      const { config, deployment } = topology;
      // Nobody else writes to the lab.
      return {
        image: config.image,
        rolled_out: deployment.rolled_out,
        foreign: [],
        left: leftToUndo(undo, topology),
      };
    },
    async rollout(fence, rollout, signal) {
      await callLab(socket, 'POST /rollout', { fence, rollout }, signal);
    },
    async intervene(fence, intervention, signal) {
      if (intervention.kind === 'service') {
        await callLab(socket, 'POST /service', { fence, change: labChange(intervention.settings) }, signal);
      } else {
        await callLab(socket, 'POST /pods/end', { fence, uid: intervention.uid }, signal);
      }
    },
    async rehearse() {
      // The lab takes every intervention there is; it only has to be there.
      await callLab(socket, 'GET /service', null);
    },
    watch: (watcher, signal) => watch(socket, watcher, signal),
  };
  const guard: TargetGuard = {
    hold: (holder, ttlMs) => callLab<Fence>(socket, 'POST /hold', { holder, pid, ttl_ms: ttlMs }),
    holding: () => callLab<Holding | null>(socket, 'GET /holding', null),
    async release(fence) {
      await callLab(socket, 'POST /release', { fence });
    },
    async writeUndo(fence, undo) {
      await callLab(socket, 'POST /undo', { fence, undo });
    },
    readUndo: () => callLab<Undo | null>(socket, 'GET /undo', null),
    async clearUndo(fence) {
      await callLab(socket, 'POST /undo/clear', { fence });
    },
  };
  return { target, guard };
}

/** Resolves once the lab has said that nothing from here on is missed. */
async function watch(socket: string, watcher: TargetWatcher, signal: AbortSignal): Promise<void> {
  const stream = await openLab(socket, 'GET /events', null, signal);
  const watching = Promise.withResolvers<void>();
  const lines = createInterface({ input: stream });
  lines.on('line', (line) => {
    const event = JSON.parse(line) as TargetEvent | { kind: 'watching' };
    if (event.kind === 'watching') watching.resolve();
    else watcher.onEvent(event);
  });
  lines.once('error', (cause) => lost(cause.message));
  stream.once('close', () => lost('the lab closed the stream'));
  let ended = false;
  function lost(reason: string): void {
    if (ended) return;
    ended = true;
    if (signal.aborted) {
      watching.reject(signal.reason);
      return;
    }
    const error = new AppError('target_unreachable', `The lab's events ended: ${reason}.`);
    watching.reject(error);
    watcher.onLost(error);
  }
  await watching.promise;
}
