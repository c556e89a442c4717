import { AppError } from '../../domain/errors.ts';
import type { Fence } from '../../ports/target.ts';
import type { KubePod } from './kube-objects.ts';
import { type Cluster, readDeployment, readPods } from './read-cluster.ts';
import type { WriteDeps } from './replace-deployment.ts';

const POLL_MS = 200;

/**
 * Ends one Pod of the Deployment without grace: it gets SIGKILL, and no preStop hook runs (Kubernetes, "Pod Lifecycle",
 * forced Pod termination). Resolves once the API server has no such Pod any more.
 * @throws AppError `fenced`, `target_unfit` where the Deployment has no such Pod, `target_forbidden`
 */
export async function endPod(
  { cluster, lease, clock }: WriteDeps,
  fence: Fence,
  uid: string,
  signal: AbortSignal,
): Promise<void> {
  const { metadata } = await podOf(cluster, uid);
  signal.throwIfAborted();
  await lease.check(fence);
  await deletePod(cluster, metadata);
  while ((await ownPods(cluster)).some((pod) => pod.metadata.uid === uid)) await clock.sleep(POLL_MS, signal);
}

/** Asks the API server for a dry run, which goes through every right and every admission and is not kept. */
export async function rehearseEnd(cluster: Cluster, uid: string): Promise<void> {
  const { metadata } = await podOf(cluster, uid);
  await deletePod(cluster, metadata, { dryRun: ['All'] });
}

async function podOf(cluster: Cluster, uid: string): Promise<KubePod> {
  const found = (await ownPods(cluster)).find((pod) => pod.metadata.uid === uid);
  if (found !== undefined) return found;
  throw new AppError('target_unfit', `Deployment ${cluster.deployment} has no Pod ${uid} any more.`);
}

async function ownPods(cluster: Cluster): Promise<KubePod[]> {
  return readPods(cluster, await readDeployment(cluster));
}

/**
 * The uid is a precondition: a Pod that was made anew under the same name is not meant. All options are in the body: where
 * there is one, the API server reads none of a deletion's query, and a `dryRun` there would delete.
 */
async function deletePod(
  { client, paths }: Cluster,
  { name, uid }: KubePod['metadata'],
  more: { dryRun?: ['All'] } = {},
): Promise<void> {
  const options = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, preconditions: { uid }, ...more };
  await client.json({ method: 'DELETE', path: `${paths.pods}/${name}`, body: options });
}
