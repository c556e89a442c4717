import { AppError } from '../../domain/errors.ts';
import { configMapHash, differences, hashOf, snapshotOf } from './deployment-image.ts';
import type { KubeConfigMap, KubeDeployment } from './kube-objects.ts';
import type { UndoRecord } from './undo-record.ts';

/** Somebody else changed the target in the meantime: it is left as it is. */
export function foreignChange(deployment: string, what: readonly string[]): AppError {
  return new AppError(
    'foreign_change',
    `Deployment ${deployment} was changed by another actor (${what.join('; ')}); it is not overwritten.`,
  );
}

/** @throws AppError `foreign_change` unless the Deployment is as a run found or left it */
export function checkOurs(found: KubeDeployment, { pre, written }: UndoRecord): void {
  const { name, uid } = found.metadata;
  if (uid !== pre.uid) throw foreignChange(name, ['it was deleted and made anew']);
  const now = snapshotOf(found);
  if (written.snapshots.includes(hashOf(now))) return;
  throw foreignChange(name, differences(written.last, now));
}

/** @throws AppError `foreign_change` unless the ConfigMaps of the pre-image, as they are now, are as they were */
export function checkConfigMaps(
  deployment: string,
  { pre }: UndoRecord,
  now: ReadonlyMap<string, KubeConfigMap | null>,
): void {
  const changed = Object.entries(pre.config_maps).filter(
    ([name, hash]) => configMapHash(now.get(name) ?? null) !== hash,
  );
  if (changed.length === 0) return;
  throw foreignChange(
    deployment,
    changed.map(([name]) => `its ConfigMap ${name} was edited or deleted`),
  );
}
