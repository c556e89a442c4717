import { AppError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { hashOf, POD_TEMPLATE_HASH, snapshotOf, templateHash } from './deployment-image.ts';
import { isRolledOut } from './deployment-view.ts';
import { followList } from './follow-list.ts';
import { checkOurs, foreignChange } from './foreign-change.ts';
import type { KubeDeployment, KubeList, KubePod, KubeReplicaSet } from './kube-objects.ts';
import { isOwnPod, selectorText } from './own-pods.ts';
import { hopelessPod, podFailure, unreadyPod } from './pod-failure.ts';
import type { Cluster } from './read-cluster.ts';
import type { UndoStore } from './undo-store.ts';

/** Longest time for a rollout, whatever the Deployment's own deadline, in milliseconds. */
const DEADLINE_MS = 600_000;
/** A Deployment's `progressDeadlineSeconds` where its owner gave none (Deployment API). */
const PROGRESS_S = 600;

/**
 * Waits until the Deployment, as just written, is rolled out and no other Pod is left.
 * @throws AppError `rollout_failed` with the Pod's own reason, `foreign_change` when somebody else writes meanwhile
 */
export async function followRollout(
  { cluster, clock, undo }: { cluster: Cluster; clock: Clock; undo: UndoStore },
  written: KubeDeployment,
  signal: AbortSignal,
): Promise<void> {
  const { name, uid } = written.metadata;
  const intended = hashOf(snapshotOf(written));
  const follow = { client: cluster.client, clock };
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const began = clock.monotonicMs();
  const progressMs = (written.spec.progressDeadlineSeconds ?? PROGRESS_S) * 1000;
  const former = overdueSince(written);
  const outcome = Promise.withResolvers<void>();
  // The first list may end it before anybody waits.
  outcome.promise.catch(() => undefined);
  let deployment: KubeDeployment | null = null;
  let pods: KubePod[] | null = null;
  let busy = false;

  /** Ends the rollout as failed if a Pod of the new template is among those that `pick` finds. */
  async function fail(pick: (pods: readonly KubePod[]) => KubePod | null, otherwise: string | null): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      const hash = await currentHash(cluster, written);
      const pod = pick((pods ?? []).filter((own) => own.metadata.labels?.[POD_TEMPLATE_HASH] === hash));
      const reason = pod === null ? otherwise : await podFailure(cluster, pod);
      if (reason !== null) outcome.reject(new AppError('rollout_failed', `Deployment ${name}: ${reason}`));
    } catch (cause) {
      outcome.reject(cause);
    } finally {
      busy = false;
    }
  }

  /** Another write is either ours, by a later rollout, or a stranger's. */
  async function overtaken(found: KubeDeployment): Promise<void> {
    try {
      const record = await undo.read();
      if (record !== null) checkOurs(found, record);
      outcome.reject(new AppError('rollout_failed', `Deployment ${name}: another rollout took its place.`));
    } catch (cause) {
      outcome.reject(cause);
    }
  }

  /** The status still has the end of the rollout before this one for a moment; a real one is another, or stays. */
  function isOverdue(found: KubeDeployment): boolean {
    if ((found.status?.observedGeneration ?? 0) < (found.metadata.generation ?? 0)) return false;
    const since = overdueSince(found);
    return since !== null && (since !== former || clock.monotonicMs() - began >= progressMs);
  }

  function judge(): void {
    if (deployment === null || pods === null) return;
    if (hashOf(snapshotOf(deployment)) !== intended) void overtaken(deployment);
    else if (isRolledOut(deployment, pods)) outcome.resolve();
    else if (hopelessPod(pods) !== null) void fail(hopelessPod, null);
    else if (isOverdue(deployment)) void fail(unreadyPod, 'it made no progress within its deadline.');
  }

  const onLost = (error: Error): void => outcome.reject(error);
  const onAbort = (): void => outcome.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  clock.sleep(progressMs, ended).then(judge, () => undefined);
  clock.sleep(DEADLINE_MS, ended).then(
    () => fail(unreadyPod, `it was not rolled out within ${DEADLINE_MS / 60_000} min.`),
    () => undefined,
  );
  try {
    signal.throwIfAborted();
    const self = { path: cluster.paths.deployments, query: { fieldSelector: `metadata.name=${name}` } };
    const own = { path: cluster.paths.pods, query: { labelSelector: selectorText(written.spec.selector) } };
    await followList<KubeDeployment>(
      follow,
      self,
      {
        onChange(objects) {
          const found = objects.get(uid);
          if (found === undefined) outcome.reject(foreignChange(name, ['it was deleted']));
          else deployment = found;
          judge();
        },
        onLost,
      },
      ended,
    );
    await followList<KubePod>(
      follow,
      own,
      {
        onChange(objects) {
          pods = [...objects.values()].filter((pod) => isOwnPod(pod, name));
          judge();
        },
        onLost,
      },
      ended,
    );
    await outcome.promise;
  } finally {
    over.abort(new Error('the rollout is over'));
    signal.removeEventListener('abort', onAbort);
  }
}

/** The `pod-template-hash` of the Pods that the template makes; null until its ReplicaSet is there. */
async function currentHash({ client, paths }: Cluster, { metadata, spec }: KubeDeployment): Promise<string | null> {
  const query = { labelSelector: selectorText(spec.selector) };
  const { items } = await client.json<KubeList<KubeReplicaSet>>({ path: paths.replicaSets, query });
  const wanted = templateHash(spec.template);
  const own = items.filter((item) => item.metadata.ownerReferences?.some((owner) => owner.uid === metadata.uid));
  const current = own.find((item) => templateHash(item.spec.template) === wanted);
  return current?.metadata.labels?.[POD_TEMPLATE_HASH] ?? null;
}

/** Since when the Deployment controller says that its progressDeadlineSeconds went by without progress; else null. */
function overdueSince({ status }: KubeDeployment): string | null {
  const progressing = status?.conditions?.find((condition) => condition.type === 'Progressing');
  const isLate = progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded';
  return isLate ? (progressing.lastUpdateTime ?? '') : null;
}
