import { AppError } from '../../domain/errors.ts';
import type { Fence, Rollout } from '../../ports/target.ts';
import { undoName } from './access-rule.ts';
import { restoreService } from './change-service.ts';
import { type ConfigMapCopy, copyWith, makeConfigMap } from './config-map-copy.ts';
import { hashOf, type Snapshot, snapshotOf } from './deployment-image.ts';
import { type ConfigPlace, findConfig } from './find-config.ts';
import { followRollout } from './follow-rollout.ts';
import { checkConfigMaps, checkOnlyThese, checkOurs } from './foreign-change.ts';
import type { KubeConfigMap, KubeDeployment } from './kube-objects.ts';
import { mountedConfigMaps, pointedAt } from './mounted-config.ts';
import { withEnding } from './pod-ending.ts';
import { readConfigMaps, readDeployment, readService } from './read-cluster.ts';
import { withHealthChecks } from './readiness.ts';
import { giveBackOwnership, replaceDeployment, type WriteDeps } from './replace-deployment.ts';
import { servicePort } from './service-view.ts';
import { sweep } from './sweep.ts';
import type { UndoRecord } from './undo-record.ts';
import { noRecord, type UndoStore } from './undo-store.ts';

/** As `kubectl rollout restart` stamps it. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

export interface RollOutDeps extends WriteDeps {
  undo: UndoStore;
  configMap: { name: string; key: string } | null;
  /** The Service's port that clients use. */
  port: number;
}

/** The owner's ConfigMap that Envoy's configuration came from. */
interface Original {
  place: ConfigPlace;
  configMap: KubeConfigMap;
}

interface Change {
  snapshot: Snapshot;
  copy: ConfigMapCopy | null;
}

/**
 * One rollout from reading to the last old Pod's end. Nothing is written before the undo record knows of it, and nothing
 * over what somebody else wrote.
 */
export async function rollOut(deps: RollOutDeps, fence: Fence, rollout: Rollout, signal: AbortSignal): Promise<void> {
  const { cluster, lease, undo } = deps;
  await lease.check(fence);
  const record = await undo.read();
  if (record === null) throw noRecord(cluster.deployment);
  const found = await readDeployment(cluster);
  if (rollout.overwrite === undefined) checkOurs(found, record);
  const change =
    rollout.restore === true
      ? await back(deps, found, record, rollout.overwrite ?? null)
      : checkedAsAsked(
          next(deps, found, record, await readOriginal(deps, record), rollout),
          record,
          rollout,
          await trafficPort(deps, rollout),
        );
  signal.throwIfAborted();
  const written = await write(deps, fence, { run: record.undo.request.id, found, change });
  if (rollout.restore === true) await restoreService(deps, fence, record, rollout.overwrite ?? []);
  await followRollout(deps, written, signal);
  if (rollout.restore === true) await tidyUp(deps, fence);
}

/** Where clients connect to a Pod; asked only for a rollout that needs it. */
async function trafficPort({ cluster, port }: RollOutDeps, { health_checks }: Rollout): Promise<number | string> {
  if (health_checks === undefined) return port;
  const service = await readService(cluster);
  return service === null ? port : (servicePort(service, port).targetPort ?? port);
}

function checkedAsAsked(
  { snapshot, copy }: Change,
  { pre }: UndoRecord,
  { health_checks }: Rollout,
  port: number | string,
): Change {
  if (health_checks === undefined) return { snapshot, copy };
  const { spec } = snapshot;
  const template = withHealthChecks(spec.template, pre.spec.template, port, health_checks);
  return { snapshot: { ...snapshot, spec: { ...spec, template } }, copy };
}

async function readOriginal({ cluster, configMap }: RollOutDeps, record: UndoRecord): Promise<Original> {
  const { template } = record.pre.spec;
  const configMaps = await readConfigMaps(cluster, template);
  checkConfigMaps(cluster.deployment, record, configMaps);
  const place = findConfig(cluster.deployment, template, configMaps, configMap);
  const found = configMaps.get(place.name);
  if (found === undefined || found === null) throw noRecord(cluster.deployment);
  return { place, configMap: found };
}

/**
 * The Deployment as it was. An overwriting brings it back over those of a stranger's changes too that it names, but the owner's ConfigMaps are
 * never written: an edited one stays edited, and without a deleted one the old Pods could not start.
 */
async function back(
  { cluster }: RollOutDeps,
  found: KubeDeployment,
  record: UndoRecord,
  overwrite: readonly string[] | null,
): Promise<Change> {
  const { pre } = record;
  const configMaps = await readConfigMaps(cluster, pre.spec.template);
  const gone = Object.entries(pre.config_maps).filter(([name, hash]) => hash !== null && configMaps.get(name) === null);
  if (overwrite === null) checkConfigMaps(cluster.deployment, record, configMaps);
  else checkOnlyThese(found, record, configMaps, overwrite);
  if (gone.length > 0) {
    const names = gone.map(([name]) => name).join(', ');
    throw new AppError(
      'target_unfit',
      `ConfigMap ${names} was deleted, and Deployment ${cluster.deployment} as it was would not start without: apply it again from your manifests first. Envoy's configuration of before is also in ConfigMap ${undoName(cluster.deployment)}, key undo.json, field document.`,
    );
  }
  return { snapshot: { spec: pre.spec, labels: pre.labels, annotations: pre.annotations }, copy: null };
}

function next(
  { clock }: RollOutDeps,
  found: KubeDeployment,
  { undo, written, pre }: UndoRecord,
  { place, configMap }: Original,
  rollout: Rollout,
): Change {
  const now = snapshotOf(found);
  const { template } = now.spec;
  const mounted =
    mountedConfigMaps(template).find((name) => name === place.name || written.config_maps.includes(name)) ?? place.name;
  const wanted = rollout.document;
  const copy =
    wanted === undefined || wanted === place.document ? null : copyWith(configMap, place.key, wanted, undo.request.id);
  const name = wanted === undefined ? mounted : (copy?.name ?? place.name);
  const mounting = pointedAt(template, mounted, name);
  const { shutdown } = rollout;
  const pointed = shutdown === undefined ? mounting : withEnding(mounting, pre.spec.template, shutdown);
  const spec = {
    ...now.spec,
    ...(rollout.replicas === undefined ? {} : { replicas: rollout.replicas }),
    template: rollout.restart ? restarted(pointed, clock.wallIso()) : pointed,
  };
  return { snapshot: { ...now, spec }, copy };
}

/** A second restart within one second needs another stamp, or it is none. */
function restarted(template: Snapshot['spec']['template'], wallIso: string): Snapshot['spec']['template'] {
  const annotations = template.metadata?.annotations ?? {};
  const last = Date.parse(annotations[RESTARTED_AT] ?? '');
  const second = Math.floor(Date.parse(wallIso) / 1000) * 1000;
  const at = second === last ? second + 1000 : second;
  const stamp = new Date(at).toISOString().replace('.000Z', 'Z');
  return { ...template, metadata: { ...template.metadata, annotations: { ...annotations, [RESTARTED_AT]: stamp } } };
}

async function write(
  deps: RollOutDeps,
  fence: Fence,
  { run, found, change }: { run: string; found: KubeDeployment; change: Change },
): Promise<KubeDeployment> {
  const { cluster, undo } = deps;
  const { snapshot, copy } = change;
  if (hashOf(snapshot) === hashOf(snapshotOf(found))) return found;
  await undo.note(run, { snapshot, configMap: copy?.name ?? null });
  if (copy !== null) await makeConfigMap(cluster, copy);
  const written = await replaceDeployment(deps, fence, found, snapshot);
  // An admission webhook may have added something of its own to what was sent.
  const actual = snapshotOf(written);
  if (hashOf(actual) !== hashOf(snapshot)) await undo.note(run, { snapshot: actual, configMap: null });
  return written;
}

async function tidyUp(deps: RollOutDeps, fence: Fence): Promise<void> {
  const record = await deps.undo.read();
  if (record === null) return;
  await deps.lease.check(fence);
  await sweep(deps.cluster, record);
  await giveBackOwnership(deps, fence, record.pre.managed_fields);
}
