import { createHash } from 'node:crypto';
import { kubectl, list, type Manifest, podSpecOf, read } from '../manifests/kubectl.ts';

/** What a run must leave as it found it, by hashes of canonical JSON. */
export interface Footprint {
  /** `spec`, labels and annotations of the Deployment, without the revision that its controller counts. */
  deployment: string;
  /** Data, labels and annotations of each ConfigMap that it mounts, by name. */
  configMaps: Record<string, string>;
  /** Names of everything else that could be somebody's, the Lease apart. */
  objects: string[];
}

const REVISION = 'deployment.kubernetes.io/revision';
const KINDS = 'configmaps,replicasets,jobs,services,deployments,secrets,serviceaccounts,roles,networkpolicies';

export async function footprintOf(namespace: string, deployment = 'envoy'): Promise<Footprint> {
  const found = await read('deployment', deployment, '-n', namespace);
  const { [REVISION]: _revision, ...annotations } = found.metadata.annotations ?? {};
  const mounted = (podSpecOf(found).volumes ?? []).flatMap((volume) => volume.configMap?.name ?? []);
  const configMaps = await Promise.all(
    mounted.map(async (name): Promise<[string, string]> => {
      const { data, binaryData, metadata } = await read('configmap', name, '-n', namespace);
      return [name, sha256({ data, binaryData, labels: metadata.labels, annotations: metadata.annotations })];
    }),
  );
  const names = await kubectl(['-n', namespace, 'get', KINDS, '-o', 'name']);
  return {
    deployment: sha256({ spec: found.spec, labels: found.metadata.labels, annotations }),
    configMaps: Object.fromEntries(configMaps),
    objects: names.trim().split('\n').sort(),
  };
}

/** The Leases of a namespace, each with its holder. */
export async function leasesOf(namespace: string): Promise<Record<string, string>> {
  const leases = (await list('leases', '-n', namespace)) as (Manifest & { spec: { holderIdentity?: string } })[];
  return Object.fromEntries(leases.map(({ metadata, spec }) => [metadata.name, spec.holderIdentity ?? '']));
}

/** sha256 (hex) over canonical JSON: keys in order, nothing undefined. */
function sha256(value: unknown): string {
  const inOrder = (_key: string, inner: unknown): unknown =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  return createHash('sha256').update(JSON.stringify(value, inOrder)).digest('hex');
}
