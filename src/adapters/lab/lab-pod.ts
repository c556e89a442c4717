import type { Shutdown } from '../../domain/shutdown.ts';
import type { Pod, PodCounters } from '../../domain/topology.ts';
import type { Endpoint } from './endpoints.ts';
import { type EnvoyProcess, type EnvoyStarter, startEnvoy } from './envoy-process.ts';
import type { PodAddress } from './pod-addresses.ts';
import { podConfig } from './pod-config.ts';

const PROBE_MS = 50;

export interface LabPodSpec {
  uid: string;
  name: string;
  node: string;
  /** The template that it was made from. */
  revision: string;
  document: string;
  servers: readonly string[];
  /** Where it takes its clients. */
  ingress: PodAddress;
  /** Least time from here to Ready, in milliseconds. */
  paceMs: number;
  /** How it ends. */
  shutdown: Shutdown;
}

/** One Envoy Pod of the lab: a process with an identity, a readiness and an end. */
export interface LabPod {
  spec: LabPodSpec;
  state: 'starting' | 'ready' | 'terminating';
  readyAt: number | null;
  envoy: EnvoyProcess | null;
  lastCounters: { counters: PodCounters; at: number } | null;
}

/**
 * Starts the Pod's Envoy and resolves when its own health listener answers and its pace has passed.
 * @throws when Envoy ends or the signal aborts
 */
export async function bringUp(pod: LabPod, starter: EnvoyStarter, signal: AbortSignal): Promise<void> {
  const startedAt = starter.clock.monotonicMs();
  const { spec } = pod;
  const envoy = await startEnvoy(starter, spec.name, podConfig(spec.document, spec.ingress, spec.servers), {
    POD_NAME: spec.name,
  });
  pod.envoy = envoy;
  const died = new AbortController();
  void envoy.process.exited.then(() => died.abort(new Error(`${spec.name}: Envoy ended before the Pod was Ready`)));
  const over = AbortSignal.any([signal, died.signal]);
  over.throwIfAborted();
  while (!(await isHealthy(envoy))) await starter.clock.sleep(PROBE_MS, over);
  const left = spec.paceMs - (starter.clock.monotonicMs() - startedAt);
  if (left > 0) await starter.clock.sleep(left, over);
}

/** The readiness probe speaks to the health listener, never to the one that clients use. */
async function isHealthy(envoy: EnvoyProcess): Promise<boolean> {
  const response = await fetch(healthUrl(envoy)).catch(() => null);
  await response?.text();
  return response?.status === 200;
}

function healthUrl(envoy: EnvoyProcess): string {
  return `http://127.0.0.1:${envoy.ports.get('health')}/ready`;
}

/** The Pod as an endpoint of the Service. */
export function podEndpoint(pod: LabPod): Endpoint {
  const health = pod.envoy === null ? '' : healthUrl(pod.envoy);
  return { address: podAddress(pod) ?? '', node: pod.spec.node, health };
}

/** HOST:PORT where the Pod takes clients; null before its Envoy listens. */
export function podAddress(pod: LabPod): string | null {
  const port = pod.envoy?.ports.get('ingress');
  return port === undefined ? null : `${pod.spec.ingress.host}:${port}`;
}

/** The Pod as a target shows it. */
export function podView(pod: LabPod): Pod {
  return {
    uid: pod.spec.uid,
    name: pod.spec.name,
    node: pod.spec.node,
    address: podAddress(pod) ?? '',
    ready: pod.state === 'ready',
    ready_at: pod.readyAt,
    stats_url: pod.envoy?.admin ?? '',
  };
}
