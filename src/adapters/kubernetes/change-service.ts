import { AppError } from '../../domain/errors.ts';
import type { ServiceSettings } from '../../domain/service-settings.ts';
import type { Fence } from '../../ports/target.ts';
import { hashOf } from './deployment-image.ts';
import { foreignChange, foreignServiceLines } from './foreign-change.ts';
import { isConflict, KubeError } from './kube-error.ts';
import type { KubeService } from './kube-objects.ts';
import { type Cluster, readService } from './read-cluster.ts';
import { FIELD_MANAGER, type WriteDeps } from './replace-deployment.ts';
import { imageWith, isSameChoice, type ServiceImage, serviceImage, withServiceImage } from './service-image.ts';
import { targetType } from './service-view.ts';
import type { UndoRecord } from './undo-record.ts';
import { noRecord, type UndoStore } from './undo-store.ts';

const TRIES = 8;
const PAUSE_MS = 150;

export type ServiceDeps = WriteDeps & { undo: UndoStore };

/**
 * Changes the settings of the Service that are named. Nothing is written before the undo record knows of it, nor over what
 * somebody else wrote.
 */
export async function changeService(
  deps: ServiceDeps,
  fence: Fence,
  settings: Partial<ServiceSettings>,
  signal: AbortSignal,
): Promise<void> {
  const { cluster, lease, undo } = deps;
  await lease.check(fence);
  const record = await undo.read();
  if (!record?.pre.service) throw noRecord(cluster.deployment);
  const found = await theService(cluster);
  checkService(cluster, found, record);
  const now = serviceImage(found);
  const image = imageWith(now, settings, record.pre.service);
  if (isSameChoice(image, now)) return;
  checkEffect(withServiceImage(found, image), settings);
  signal.throwIfAborted();
  const noted = await undo.noteService(record.undo.request.id, image);
  const written = await write(deps, fence, found, image, (service) => checkService(cluster, service, noted));
  if (!isSameChoice(serviceImage(written), image)) {
    throw new AppError(
      'target_unfit',
      `Service ${cluster.service} does not read back as it was written: something in the cluster sets it.`,
    );
  }
}

/** Asks the API server for a dry run, which goes through every right and every admission and is not kept. */
export async function rehearseService(cluster: Cluster, settings: Partial<ServiceSettings>): Promise<void> {
  const found = await theService(cluster);
  const now = serviceImage(found);
  const wanted = withServiceImage(found, imageWith(now, settings, now));
  checkEffect(wanted, settings);
  await put(cluster, wanted, { dryRun: 'All' });
}

/**
 * Brings the Service back as it was where the run has changed it, and gives its fields back to whoever owned them.
 * One that is gone or made anew stays as it is.
 * @throws AppError `foreign_change` where somebody else has changed more of it than the lines that may be written over
 */
export async function restoreService(
  deps: ServiceDeps,
  fence: Fence,
  record: UndoRecord,
  overwrite: readonly string[],
): Promise<void> {
  const { cluster } = deps;
  const { service } = record.pre;
  if (service === undefined || service === null || record.written.services === undefined) return;
  const found = await readService(cluster);
  const check = (now: KubeService | null): void => {
    const others = foreignServiceLines(cluster.service, now, record).filter((line) => !overwrite.includes(line));
    if (others.length > 0) throw foreignChange(cluster.service, others, 'Service');
  };
  check(found);
  if (found === null || found.metadata.uid !== service.uid) return;
  const { uid: _uid, managed_fields, ...image } = service;
  await write(deps, fence, found, image, check);
  await write(deps, fence, await theService(cluster), image, check, managed_fields);
}

async function theService(cluster: Cluster): Promise<KubeService> {
  const found = await readService(cluster);
  if (found !== null) return found;
  throw new AppError('target_unfit', `There is no Service ${cluster.service} in namespace ${cluster.namespace}.`);
}

function checkService(cluster: Cluster, found: KubeService, record: UndoRecord): void {
  const { service } = record.pre;
  const now = serviceImage(found);
  // Until the run writes for the first time, the Service has to be as it was found.
  const isOurs = record.written.services === undefined ? service && isSameChoice(service, now) : true;
  const changed = isOurs ? foreignServiceLines(cluster.service, found, record) : ['it is not as the run found it'];
  if (changed.length > 0) throw foreignChange(cluster.service, changed, 'Service');
}

/** @throws AppError `target_unfit` where the settings would change no connection's way */
function checkEffect({ metadata, spec }: KubeService, settings: Partial<ServiceSettings>): void {
  const name = `Service ${metadata.name}`;
  if (settings.idle_timeout_ms !== undefined) {
    throw new AppError(
      'target_unfit',
      `The idle timeout of the load balancer before ${name} is not the bot's to change: an NLB's is 350 s, and 60 s at least. Run this on the lab, which shortens it.`,
    );
  }
  if (settings.traffic_policy !== undefined && spec.type !== 'LoadBalancer' && spec.type !== 'NodePort') {
    throw new AppError(
      'target_unfit',
      `${name} is of type ${spec.type}: no connection from outside comes to it by a node, so that it has no externalTrafficPolicy.`,
    );
  }
  if (settings.target_type === undefined) return;
  if (spec.type !== 'LoadBalancer') {
    throw new AppError('target_unfit', `${name} is of type ${spec.type}: there is no load balancer that has targets.`);
  }
  if (targetType(metadata.annotations ?? {}) !== settings.target_type) {
    throw new AppError(
      'target_unfit',
      `${name} has a type annotation that decides its targets already; nlb-target-type would have no effect.`,
    );
  }
}

/**
 * Writes the Service with the version that was read, and reads it anew where another writer was first. `owners` gives
 * its fields to them instead.
 */
async function write(
  { cluster, lease, clock }: ServiceDeps,
  fence: Fence,
  before: KubeService,
  image: ServiceImage,
  check: (now: KubeService) => void,
  owners?: readonly unknown[],
): Promise<KubeService> {
  let found = before;
  for (let attempt = 1; ; attempt++) {
    if (owners === undefined && hashOf(serviceImage(found)) === hashOf(image)) return found;
    check(found);
    await lease.check(fence);
    try {
      return await put(cluster, owners === undefined ? withServiceImage(found, image) : ownedBy(found, owners));
    } catch (cause) {
      const again = isConflict(cause) || (cause instanceof KubeError && cause.ambiguous);
      if (!again || attempt === TRIES) throw cause;
      await clock.sleep(PAUSE_MS * attempt);
      found = await theService(cluster);
    }
  }
}

/** The owners of the status, such as a load balancer controller, stay as they are. */
function ownedBy(found: KubeService, owners: readonly unknown[]): KubeService {
  const isStatus = (entry: unknown): boolean => (entry as { subresource?: string }).subresource !== undefined;
  const former = owners.filter((entry) => !isStatus(entry)) as NonNullable<KubeService['metadata']['managedFields']>;
  const managedFields = [...former, ...(found.metadata.managedFields ?? []).filter(isStatus)];
  return { ...found, metadata: { ...found.metadata, managedFields } };
}

function put(
  { client, paths, service }: Cluster,
  body: KubeService,
  more: Record<string, string> = {},
): Promise<KubeService> {
  const query = { ...FIELD_MANAGER, ...more };
  return client.json({ method: 'PUT', path: `${paths.services}/${service}`, query, body });
}
