import { AppError } from '../../domain/errors.ts';
import type { Standing } from '../../ports/target.ts';
import { undoName } from './access-rule.ts';
import { differences, imageOf, snapshotOf } from './deployment-image.ts';
import { isRolledOut } from './deployment-view.ts';
import { configMapChanges, foreignLines } from './foreign-change.ts';
import { isMissing } from './kube-error.ts';
import type { KubeDeployment } from './kube-objects.ts';
import { type Cluster, readConfigMaps, readDeployment, readPods } from './read-cluster.ts';
import type { UndoStore } from './undo-store.ts';

/**
 * Compares the Deployment and the ConfigMaps of the pre-image with the undo record. The Service is not asked: a target
 * is put back whether clients reach it or not.
 */
export async function readStanding(cluster: Cluster, undo: UndoStore): Promise<Standing> {
  const [record, found] = await Promise.all([undo.read(), findDeployment(cluster)]);
  const name = `Deployment ${cluster.deployment}`;
  if (record === null) throw nothingKnown(cluster, found);
  const configMaps = await readConfigMaps(cluster, record.pre.spec.template);
  const changed = configMapChanges(record, configMaps);
  if (found === null) {
    const lines = [`${name} was deleted`, ...changed];
    return { image: '', rolled_out: false, foreign: lines, left: lines };
  }
  const [mounted, pods] = await Promise.all([readConfigMaps(cluster, found.spec.template), readPods(cluster, found)]);
  const { spec, labels, annotations } = record.pre;
  const remade = found.metadata.uid === record.pre.uid ? [] : [`${name}: it was deleted and made anew`];
  const left = differences({ spec, labels, annotations }, snapshotOf(found)).map((what) => `${name}: ${what}`);
  return {
    image: imageOf(found, mounted),
    rolled_out: isRolledOut(found, pods),
    foreign: foreignLines(found, record, configMaps),
    left: [...remade, ...left, ...changed],
  };
}

/** Null when there is no such Deployment, or no such namespace any more. */
async function findDeployment(cluster: Cluster): Promise<KubeDeployment | null> {
  try {
    return await readDeployment(cluster);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

function nothingKnown({ deployment, namespace }: Cluster, found: KubeDeployment | null): AppError {
  const message =
    found === null
      ? `Deployment ${deployment} and its undo record are gone from namespace ${namespace}: nothing is left to put back.`
      : `The undo record of Deployment ${deployment} (ConfigMap ${undoName(deployment)} in namespace ${namespace}) is gone, so that what was there before is not known: compare the Deployment with your own manifests.`;
  return new AppError('target_unfit', message);
}
