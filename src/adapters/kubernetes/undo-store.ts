import { AppError } from '../../domain/errors.ts';
import type { Undo } from '../../domain/undo.ts';
import { undoName } from './access-rule.ts';
import { configMapHash, hashOf, imageOf, type Snapshot, snapshotOf, templateHash } from './deployment-image.ts';
import { foreignChange } from './foreign-change.ts';
import { isConflict, isMissing, KubeError } from './kube-error.ts';
import { type KubeConfigMap, MANAGED_BY } from './kube-objects.ts';
import { type Cluster, readConfigMap, readConfigMaps, readDeployment, readService } from './read-cluster.ts';
import { type ServiceImage, serviceImage } from './service-image.ts';
import { type PreImage, recordIn, type UndoRecord } from './undo-record.ts';

/** The undo record of the target, a ConfigMap beside it. */
export interface UndoStore {
  read(): Promise<UndoRecord | null>;
  /**
   * Takes the pre-image and keeps it with the undo.
   * @throws AppError `foreign_change` when the target is no longer as the undo has it, `restore_failed` when another
   * run's record is still there
   */
  begin(undo: Undo): Promise<void>;
  /** Adds what the run is about to write. @throws AppError `fenced` when the record is another run's by now */
  note(run: string, change: { snapshot: Snapshot; configMap: string | null }): Promise<UndoRecord>;
  /** Adds what the run is about to make of the Service. @throws AppError `fenced` as {@link note} does */
  noteService(run: string, image: ServiceImage): Promise<UndoRecord>;
  /** Deletes the record as it is now, once `tidy` has done with it; another record that takes its place meanwhile stays. */
  clear(tidy: (record: UndoRecord) => Promise<void>): Promise<void>;
}

export function createUndoStore(cluster: Cluster): UndoStore {
  const { client, paths, deployment, namespace } = cluster;
  const name = undoName(deployment);
  const path = `${paths.configMaps}/${name}`;

  async function preImage(undo: Undo): Promise<PreImage> {
    const found = await readDeployment(cluster);
    const [configMaps, service] = await Promise.all([
      readConfigMaps(cluster, found.spec.template),
      readService(cluster),
    ]);
    const serviceNow = service === null ? null : serviceImage(service);
    if (imageOf(found, configMaps, serviceNow) !== undo.image) {
      throw foreignChange(deployment, ['it is not as it was when the run read it, and nothing was changed']);
    }
    const hashes = [...configMaps].map(([mounted, content]) => [mounted, configMapHash(content)] as const);
    return {
      ...snapshotOf(found),
      uid: found.metadata.uid,
      managed_fields: found.metadata.managedFields ?? [],
      config_maps: Object.fromEntries(hashes),
      service:
        service === null || serviceNow === null
          ? null
          : { ...serviceNow, uid: service.metadata.uid, managed_fields: service.metadata.managedFields ?? [] },
    };
  }

  async function save(found: KubeConfigMap | null, record: UndoRecord): Promise<void> {
    const data = {
      'undo.json': JSON.stringify(record.undo),
      'pre-image.json': JSON.stringify(record.pre),
      'written.json': JSON.stringify(record.written),
    };
    const write = (): Promise<KubeConfigMap> =>
      found === null
        ? client.json({
            method: 'POST',
            path: paths.configMaps,
            body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels: MANAGED_BY }, data },
          })
        : client.json({ method: 'PUT', path, body: { ...found, data } });
    try {
      await write();
    } catch (cause) {
      if (!(cause instanceof KubeError) || !cause.ambiguous) throw cause;
      const there = await readConfigMap(cluster, name);
      if (hashOf(there?.data ?? {}) !== hashOf(data)) await write();
    }
  }

  /** What a worker that was frozen is about to write is none of the run's that has the target now. */
  async function ownRecord(run: string): Promise<{ found: KubeConfigMap | null; record: UndoRecord }> {
    const found = await readConfigMap(cluster, name);
    const record = recordIn(found);
    if (record === null) throw noRecord(deployment);
    const { id } = record.undo.request;
    if (id === run) return { found, record };
    throw new AppError('fenced', `Run ${run} no longer holds Deployment ${deployment}; run ${id} does.`);
  }

  return {
    read: async () => recordIn(await readConfigMap(cluster, name)),
    async begin(undo) {
      const found = await readConfigMap(cluster, name);
      const earlier = recordIn(found);
      if (earlier !== null && earlier.undo.request.id !== undo.request.id) {
        throw new AppError(
          'restore_failed',
          `Run ${earlier.undo.request.id} is not undone yet (ConfigMap ${name}): recover the target first.`,
        );
      }
      const pre = await preImage(undo);
      const last = { spec: pre.spec, labels: pre.labels, annotations: pre.annotations };
      const written = { snapshots: [hashOf(last)], templates: [], config_maps: [], last };
      await save(found, { undo, pre, written });
    },
    async note(run, { snapshot, configMap }) {
      const { found, record } = await ownRecord(run);
      const { written, pre } = record;
      const template = templateHash(snapshot.spec.template);
      // The owner's own template is never one of ours, or its ReplicaSet would be taken for a run's.
      const templates = template === templateHash(pre.spec.template) ? [] : [template];
      const next = {
        ...record,
        written: {
          ...written,
          snapshots: union(written.snapshots, [hashOf(snapshot)]),
          templates: union(written.templates, templates),
          config_maps: union(written.config_maps, configMap === null ? [] : [configMap]),
          last: snapshot,
        },
      };
      await save(found, next);
      return next;
    },
    async noteService(run, image) {
      const { found, record } = await ownRecord(run);
      const services = (record.written.services ?? []).filter((known) => hashOf(known) !== hashOf(image));
      const next = { ...record, written: { ...record.written, services: [...services, image] } };
      await save(found, next);
      return next;
    },
    async clear(tidy) {
      const found = await readConfigMap(cluster, name);
      if (found === null) return;
      const record = recordIn(found);
      if (record !== null) await tidy(record);
      const { uid } = found.metadata;
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } };
      try {
        await client.text({ method: 'DELETE', path, body, retry: 'always' });
      } catch (cause) {
        // A conflict is over the uid: what was to go is gone, and what is there now is another run's.
        if (!isMissing(cause) && !isConflict(cause)) throw cause;
      }
    },
  };
}

/** Without an undo record nothing is changed. */
export function noRecord(deployment: string): AppError {
  return new AppError('internal', `Deployment ${deployment} has no undo record, so nothing is changed on it.`);
}

function union(known: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...known, ...more])];
}
