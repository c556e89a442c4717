import { parse } from 'yaml';
import type { KubeClient } from './kube-client.ts';
import type { KubeConfigMap, KubeList, KubeNode } from './kube-objects.ts';
import { NODES_PATH } from './kube-paths.ts';

/** Where kube-proxy's configuration is kept: by kubeadm, and by EKS. */
const CONFIG_MAPS = ['kube-proxy', 'kube-proxy-config'];
/** Of kube-proxy's metrics on each node, which say the mode at `/proxyMode`. */
const METRICS_PORT = 10_249;
const TIMEOUT_MS = 1000;
const MODES = ['iptables', 'ipvs', 'nftables', 'userspace', 'kernelspace'];

/** Gets a text by plain HTTP. */
export type GetText = (url: string, timeoutMs: number) => Promise<string>;

/**
 * kube-proxy's mode: from the ConfigMap of its configuration, in which no mode means iptables on Linux, else from a node's
 * kube-proxy itself. Null where neither may or can be read; never rejects.
 * Source: Kubernetes, "kube-proxy Configuration (v1alpha1)", field `mode`; `pkg/proxy` serves `/proxyMode`.
 */
export async function readProxyMode(client: KubeClient, get: GetText = getText): Promise<string | null> {
  for (const name of CONFIG_MAPS) {
    const mode = await fromConfigMap(client, name).catch(() => null);
    if (mode !== null) return mode;
  }
  return fromNode(client, get).catch(() => null);
}

async function fromConfigMap(client: KubeClient, name: string): Promise<string | null> {
  const path = `/api/v1/namespaces/kube-system/configmaps/${name}`;
  const { data = {} } = await client.json<KubeConfigMap>({ path, retry: 'never', timeoutMs: TIMEOUT_MS });
  for (const text of Object.values(data)) {
    const config = parse(text) as { kind?: unknown; mode?: unknown } | null;
    if (config?.kind === 'KubeProxyConfiguration') return known(String(config.mode ?? '') || 'iptables');
  }
  return null;
}

async function fromNode(client: KubeClient, get: GetText): Promise<string | null> {
  const query = { limit: '1' };
  const { items } = await client.json<KubeList<KubeNode>>({ path: NODES_PATH, query, retry: 'never' });
  const address = items[0]?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  if (address === undefined) return null;
  const host = address.includes(':') ? `[${address}]` : address;
  return known((await get(`http://${host}:${METRICS_PORT}/proxyMode`, TIMEOUT_MS)).trim());
}

function known(mode: string): string | null {
  return MODES.includes(mode) ? mode : null;
}

async function getText(url: string, timeoutMs: number): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered HTTP ${response.status}`);
  return response.text();
}
