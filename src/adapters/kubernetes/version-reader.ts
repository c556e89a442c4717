import type { KubeClient } from './kube-client.ts';
import type { KubePod, PodTemplate } from './kube-objects.ts';
import type { KubePaths } from './kube-paths.ts';

const TIMEOUT_MS = 2000;

/** Tells which versions run. */
export interface VersionReader {
  /** Envoy's, as a Pod says it, else as the image's tag does (`1.38` from `v1.38-latest`); `unknown` when neither tells. */
  envoy(pods: readonly KubePod[], template: PodTemplate): Promise<string>;
  /** The API server's. */
  kubernetes(): Promise<string>;
}

/** Asks once for each image: a version does not change under it. */
export function createVersionReader({
  client,
  paths,
  statsPort,
}: {
  client: KubeClient;
  paths: KubePaths;
  statsPort: number;
}): VersionReader {
  const known = new Map<string, string>();
  let kubernetes: string | null = null;

  async function fromPod(pod: KubePod | undefined): Promise<string | null> {
    if (pod === undefined) return null;
    try {
      const path = paths.podProxy(pod.metadata.name, statsPort, '/server_info');
      const info = await client.json<{ version?: string }>({ path, retry: 'never', timeoutMs: TIMEOUT_MS });
      // COMMIT/VERSION/Clean/RELEASE/SSL (Envoy, server.proto ServerInfo.version).
      return info.version?.split('/')[1] ?? null;
    } catch {
      // The statistics listener need not serve it, and the image's tag tells as well.
      return null;
    }
  }

  return {
    async envoy([pod], template) {
      const image = template.spec.containers.map((container) => container.image ?? '').find(isEnvoy) ?? '';
      const version = known.get(image) ?? (await fromPod(pod));
      if (version !== null) known.set(image, version);
      return version ?? /:[^:/]*?v?(\d+\.\d+(?:\.\d+)?)/.exec(image)?.[1] ?? 'unknown';
    },
    async kubernetes() {
      kubernetes ??= (await client.json<{ gitVersion: string }>({ path: '/version' })).gitVersion;
      return kubernetes;
    },
  };
}

function isEnvoy(image: string): boolean {
  return image.includes('envoy');
}
