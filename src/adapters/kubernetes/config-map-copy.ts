import { createHash } from 'node:crypto';
import { hashOf } from './deployment-image.ts';
import { baseName } from './find-config.ts';
import { foreignChange } from './foreign-change.ts';
import { isConflict, KubeError } from './kube-error.ts';
import { type KubeConfigMap, MANAGED_BY } from './kube-objects.ts';
import { type Cluster, readConfigMap } from './read-cluster.ts';

const TRIES = 3;
/** Names the run that made the object. */
const RUN = 'nlb-bot/run';

/** A ConfigMap to be made: the owner's with another document under one key, named by its content. */
export interface ConfigMapCopy {
  name: string;
  data: Record<string, string>;
  binaryData: Record<string, string>;
  run: string;
}

/** The owner's ConfigMap with `document` in the place of Envoy's configuration. Makes nothing yet. */
export function copyWith(original: KubeConfigMap, key: string, document: string, run: string): ConfigMapCopy {
  const data = { ...original.data, [key]: document };
  const binaryData = original.binaryData ?? {};
  const base = baseName(original.metadata.name);
  return { name: `${base}-${nameHash({ base, data, binaryData })}`, data, binaryData, run };
}

/** Makes it; one that is there already with the same content will do. */
export async function makeConfigMap(cluster: Cluster, copy: ConfigMapCopy): Promise<void> {
  const { client, paths, namespace } = cluster;
  const { name, data, binaryData } = copy;
  // The owner's labels stay behind: whoever syncs by them would take this object for one to remove.
  const metadata = { name, namespace, labels: MANAGED_BY, annotations: { [RUN]: copy.run } };
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data, binaryData };
  for (let attempt = 1; ; attempt++) {
    try {
      await client.json({ method: 'POST', path: paths.configMaps, body });
      return;
    } catch (cause) {
      const there = isConflict(cause) || (cause instanceof KubeError && cause.ambiguous);
      if (!there || attempt === TRIES) throw cause;
      if (await isThere(cluster, copy)) return;
    }
  }
}

async function isThere(cluster: Cluster, { name, data, binaryData }: ConfigMapCopy): Promise<boolean> {
  const found = await readConfigMap(cluster, name);
  if (found === null) return false;
  if (hashOf([found.data ?? {}, found.binaryData ?? {}]) === hashOf([data, binaryData])) return true;
  throw foreignChange(cluster.deployment, [`there is a ConfigMap ${name} with other content`]);
}

/** Ten characters of kustomize's alphabet, which spells no words (kustomize, api/hasher, `encode`). */
function nameHash(content: { base: string; data: object; binaryData: object }): string {
  const digest = createHash('sha256').update(hashOf(content)).digest('hex');
  return digest.slice(0, 10).replace(/[013ae]/g, (digit) => REPLACED[digit] ?? digit);
}

const REPLACED: Record<string, string> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };
