import { AppError } from '../../domain/errors.ts';
import { configMapHash, differences, hashOf, snapshotOf } from './deployment-image.ts';
import type { KubeConfigMap, KubeDeployment, KubeService, Metadata } from './kube-objects.ts';
import { isSameChoice, serviceDifferences, serviceImage } from './service-image.ts';
import type { UndoRecord } from './undo-record.ts';

type ConfigMaps = ReadonlyMap<string, KubeConfigMap | null>;

/** Somebody else changed the target in the meantime: it is left as it is. */
export function foreignChange(
  name: string,
  what: readonly string[],
  kind: 'Deployment' | 'Service' = 'Deployment',
): AppError {
  return new AppError(
    'foreign_change',
    `${kind} ${name} was changed by another actor (${what.join('; ')}); it is not overwritten.`,
  );
}

/** @throws AppError `foreign_change` unless the Deployment is as a run found or left it */
export function checkOurs(found: KubeDeployment, record: UndoRecord): void {
  const changed = changesOf(found, record);
  if (changed.length > 0) throw foreignChange(found.metadata.name, changed);
}

/** @throws AppError `foreign_change` unless the ConfigMaps of the pre-image, as they are now, are as they were */
export function checkConfigMaps(deployment: string, record: UndoRecord, now: ConfigMaps): void {
  const changed = configMapChanges(record, now);
  if (changed.length > 0) throw foreignChange(deployment, changed);
}

/** @throws AppError `foreign_change` where somebody else has changed more than the lines that may be written over */
export function checkOnlyThese(
  found: KubeDeployment,
  record: UndoRecord,
  configMaps: ConfigMaps,
  overwrite: readonly string[],
): void {
  const others = foreignLines(found, record, configMaps).filter((line) => !overwrite.includes(line));
  if (others.length > 0) throw foreignChange(found.metadata.name, others);
}

/** Each change of somebody else, a line that names the object; `configMaps` are those of the pre-image, as they are now. */
export function foreignLines(found: KubeDeployment, record: UndoRecord, configMaps: ConfigMaps): string[] {
  const changed = changesOf(found, record);
  const by = changed.length === 0 ? '' : writerText(found.metadata, record.pre.managed_fields);
  return [
    ...changed.map((what) => `Deployment ${found.metadata.name}: ${what}${by}`),
    ...configMapChanges(record, configMaps),
  ];
}

/**
 * What somebody else has changed of a Service that the run has changed as well, a line each; nothing of one that it left
 * alone, which is not the run's to judge. `found` null is a Service that is gone.
 */
export function foreignServiceLines(
  name: string,
  found: KubeService | null,
  { pre: { service }, written: { services = [] } }: UndoRecord,
): string[] {
  const last = services.at(-1);
  if (service === undefined || service === null || last === undefined) return [];
  if (found === null) return [`Service ${name} was deleted`];
  if (found.metadata.uid !== service.uid) return [`Service ${name}: it was deleted and made anew`];
  const now = serviceImage(found);
  if ([service, ...services].some((known) => isSameChoice(known, now))) return [];
  const by = writerText(found.metadata, service.managed_fields);
  return serviceDifferences(last, now).map((what) => `Service ${name}: ${what}${by}`);
}

/** Where a Service that the run has changed is not as it was before, a line each. */
export function serviceLines(name: string, found: KubeService | null, record: UndoRecord): string[] {
  const { service } = record.pre;
  if (service === undefined || service === null || record.written.services === undefined) return [];
  if (found === null || found.metadata.uid !== service.uid) return foreignServiceLines(name, found, record);
  const { uid: _uid, managed_fields: _owners, ...before } = service;
  return serviceDifferences(before, serviceImage(found)).map((what) => `Service ${name}: ${what}`);
}

/** The ConfigMaps of the pre-image that are not as they were, a line each. */
export function configMapChanges({ pre }: UndoRecord, now: ConfigMaps): string[] {
  return Object.entries(pre.config_maps).flatMap(([name, hash]) => {
    const found = now.get(name) ?? null;
    if (configMapHash(found) === hash) return [];
    return [`ConfigMap ${name} was ${found === null ? 'deleted' : hash === null ? 'made' : 'edited'}`];
  });
}

function changesOf(found: KubeDeployment, { pre, written }: UndoRecord): string[] {
  if (found.metadata.uid !== pre.uid) return ['it was deleted and made anew'];
  const now = snapshotOf(found);
  if (written.snapshots.includes(hashOf(now))) return [];
  const changed = differences(written.last, now);
  return changed.length > 0 ? changed : ['an empty field was added or removed'];
}

/**
 * Who has written since the run began, by the names that the API server lists them under. A write through `scale` has no
 * time there, and our own writes change what the others' entries list, so that neither alone tells.
 */
function writerText(metadata: Metadata, owners: readonly unknown[]): string {
  const before = new Set((owners as Writer[]).map(writeOf));
  const since = (metadata.managedFields ?? []).filter(
    (entry) => entry.manager !== 'nlb-bot' && entry.subresource !== 'status' && !before.has(writeOf(entry)),
  );
  const names = since.map(({ manager, subresource, time }) => {
    const at = time === undefined ? '' : ` at ${time.slice(11, 19)} UTC`;
    return [manager, subresource].filter((word) => word !== undefined).join(' ') + at;
  });
  return names.length === 0 ? '' : ` (by ${names.join(', ')})`;
}

type Writer = NonNullable<KubeDeployment['metadata']['managedFields']>[number];

function writeOf({ manager, operation, subresource, time }: Writer): string {
  return [manager, operation, subresource, time].join(' ');
}
