import type { Clock } from '../../ports/clock.ts';
import type { Fence } from '../../ports/target.ts';
import { differences, hashOf, type Snapshot, snapshotOf, withSnapshot } from './deployment-image.ts';
import { foreignChange } from './foreign-change.ts';
import { isConflict, KubeError } from './kube-error.ts';
import type { KubeDeployment } from './kube-objects.ts';
import type { Lease } from './lease.ts';
import { type Cluster, readDeployment } from './read-cluster.ts';

const TRIES = 8;
const PAUSE_MS = 150;
/** Under which name the API server lists our fields. */
export const FIELD_MANAGER = { fieldManager: 'nlb-bot' };

export interface WriteDeps {
  cluster: Cluster;
  lease: Lease;
  clock: Clock;
}

/**
 * Turns the Deployment from `before` into `next`. The version that was read goes along with the write, and the fence is
 * checked in between, so that neither a later holder's nor a stranger's write is lost. Where it is not known whether a
 * write was carried out, the Deployment is read back first.
 * @throws AppError `fenced`, `foreign_change`
 */
export async function replaceDeployment(
  { cluster, lease, clock }: WriteDeps,
  fence: Fence,
  before: KubeDeployment,
  next: Snapshot,
): Promise<KubeDeployment> {
  const expected = hashOf(snapshotOf(before));
  const intended = hashOf(next);
  let found = before;
  for (let attempt = 1; ; attempt++) {
    const now = hashOf(snapshotOf(found));
    if (now === intended) return found;
    if (found.metadata.uid !== before.metadata.uid) throw foreignChange(cluster.deployment, ['it was made anew']);
    if (now !== expected) {
      throw foreignChange(cluster.deployment, differences(snapshotOf(before), snapshotOf(found)));
    }
    await lease.check(fence);
    try {
      return await put(cluster, withSnapshot(found, next));
    } catch (cause) {
      // A rollout's own status changes the version as well: that is no stranger, and worth another try.
      const again = isConflict(cause) || (cause instanceof KubeError && cause.ambiguous);
      if (!again || attempt === TRIES) throw cause;
      await clock.sleep(PAUSE_MS * attempt);
      found = await readDeployment(cluster);
    }
  }
}

/**
 * Gives every field back to whoever owned it before the run, so that the owner's next server-side apply meets no
 * conflict with us. The owners of the status stay as they are.
 */
export async function giveBackOwnership(deps: WriteDeps, fence: Fence, owners: readonly unknown[]): Promise<void> {
  const { cluster, lease, clock } = deps;
  const isStatus = (entry: unknown): boolean => (entry as { subresource?: string }).subresource !== undefined;
  const former = owners.filter((entry) => !isStatus(entry)) as NonNullable<KubeDeployment['metadata']['managedFields']>;
  for (let attempt = 1; ; attempt++) {
    const found = await readDeployment(cluster);
    const managedFields = [...former, ...(found.metadata.managedFields ?? []).filter(isStatus)];
    await lease.check(fence);
    try {
      await put(cluster, { ...found, metadata: { ...found.metadata, managedFields } });
      return;
    } catch (cause) {
      if (!isConflict(cause) || attempt === TRIES) throw cause;
      await clock.sleep(PAUSE_MS);
    }
  }
}

function put({ client, paths, deployment }: Cluster, body: KubeDeployment): Promise<KubeDeployment> {
  return client.json({ method: 'PUT', path: paths.deployment(deployment), query: FIELD_MANAGER, body });
}
