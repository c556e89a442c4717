import { AppError } from '../../domain/errors.ts';
import type { Standing } from '../../ports/target.ts';
import { undoName } from './access-rule.ts';
import { differences, imageOf, snapshotOf } from './deployment-image.ts';
import { isRolledOut } from './deployment-view.ts';
import { configMapChanges, foreignLines, foreignServiceLines, serviceLines } from './foreign-change.ts';
import { isMissing } from './kube-error.ts';
import type { KubeDeployment, KubeService } from './kube-objects.ts';
import { type Cluster, readConfigMaps, readDeployment, readPods, readService } from './read-cluster.ts';
import { serviceImage } from './service-image.ts';
import type { UndoRecord } from './undo-record.ts';
import type { UndoStore } from './undo-store.ts';

/**
 * Compares the Deployment, the ConfigMaps of the pre-image and the Service, where the run has changed that one, with the
 * undo record. Whether the Service has an address is not asked: a target is put back whether clients reach it or not.
 */
export async function readStanding(cluster: Cluster, undo: UndoStore): Promise<Standing> {
  const [record, found, service] = await Promise.all([undo.read(), findDeployment(cluster), readService(cluster)]);
  const name = `Deployment ${cluster.deployment}`;
  if (record === null) throw nothingKnown(cluster, found);
  const configMaps = await readConfigMaps(cluster, record.pre.spec.template);
  const changed = configMapChanges(record, configMaps);
  const foreignService = foreignServiceLines(cluster.service, service, record);
  if (found === null) {
    const lines = [`${name} was deleted`, ...changed, ...foreignService];
    return { image: '', rolled_out: false, foreign: lines, left: lines };
  }
  const [mounted, pods] = await Promise.all([readConfigMaps(cluster, found.spec.template), readPods(cluster, found)]);
  const { spec, labels, annotations } = record.pre;
  const remade = found.metadata.uid === record.pre.uid ? [] : [`${name}: it was deleted and made anew`];
  const left = differences({ spec, labels, annotations }, snapshotOf(found)).map((what) => `${name}: ${what}`);
  return {
    image: imageOf(found, mounted, judgedService(record, service)),
    rolled_out: isRolledOut(found, pods),
    foreign: [...foreignLines(found, record, configMaps), ...foreignService],
    left: [...remade, ...left, ...changed, ...serviceLines(cluster.service, service, record)],
  };
}

/** The Service as far as the run answers for it: one that it left alone counts as it was found, whatever became of it. */
function judgedService({ pre, written }: UndoRecord, now: KubeService | null): object | null {
  if (written.services !== undefined || pre.service === undefined) return now === null ? null : serviceImage(now);
  if (pre.service === null) return null;
  const { uid: _uid, managed_fields: _owners, ...image } = pre.service;
  return image;
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
