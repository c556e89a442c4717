import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import { type EnvoyProcess, type EnvoyStarter, startEnvoy } from './envoy-process.ts';

const TCP_PROXY = 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy';
const ASSIGNMENT = 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment';
const APPLY_TIMEOUT_MS = 5000;
const POLL_MS = 10;
/** Above the clients that a lab may hold, so that no hop is the limit of an experiment. */
const MAX_CONNECTIONS = 20_000;

/** A node's NodePort: a place that passes TCP connections on. */
export interface Hop {
  /** HOST:PORT where it listens. */
  address: string;
  port: number;
  pid: number;
  /** Resolves when new connections can only go to exactly these HOST:PORT; connections that exist stay as they are. */
  setEndpoints(addresses: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export interface HopSpec {
  name: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  endpoints: readonly string[];
}

/**
 * Starts a hop: an Envoy TCP proxy that picks one endpoint at random for each connection and keeps it for the
 * connection's life. Endpoints arrive by file xDS, as kube-proxy's rules arrive: without a restart.
 */
export async function startHop(starter: EnvoyStarter, spec: HopSpec): Promise<Hop> {
  const folder = join(starter.folder, `${spec.name}-eds`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let version = 0;
  const write = async (addresses: readonly string[]): Promise<void> => {
    version += 1;
    // Envoy watches for a move into the folder, so that it never reads half a file.
    await writeFile(join(folder, 'next.json'), JSON.stringify(assignment(addresses, version)));
    await rename(join(folder, 'next.json'), join(folder, 'eds.json'));
  };
  await write(spec.endpoints);
  const envoy = await startEnvoy(starter, spec.name, hopConfig(spec, folder));
  const port = envoy.ports.get('hop') ?? spec.port;
  return {
    address: `${spec.host}:${port}`,
    port,
    pid: envoy.process.pid,
    async setEndpoints(addresses) {
      await write(addresses);
      await untilApplied(starter.clock, envoy, spec.name, addresses);
    },
    stop: () => envoy.stop(),
  };
}

function hopConfig(spec: HopSpec, folder: string): object {
  return {
    node: { id: spec.name, cluster: 'lab' },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
    static_resources: {
      listeners: [
        {
          name: 'hop',
          address: { socket_address: { address: spec.host, port_value: spec.port } },
          filter_chains: [
            {
              filters: [
                {
                  name: 'envoy.filters.network.tcp_proxy',
                  typed_config: {
                    '@type': TCP_PROXY,
                    stat_prefix: 'hop',
                    cluster: 'endpoints',
                    // A kernel's packet rules forget no connection within the time of an experiment.
                    idle_timeout: '0s',
                  },
                },
              ],
            },
          ],
        },
      ],
      clusters: [
        {
          name: 'endpoints',
          type: 'EDS',
          connect_timeout: '1s',
          lb_policy: 'RANDOM',
          circuit_breakers: {
            thresholds: [{ max_connections: MAX_CONNECTIONS, max_pending_requests: MAX_CONNECTIONS }],
          },
          eds_cluster_config: {
            service_name: 'endpoints',
            eds_config: {
              resource_api_version: 'V3',
              path_config_source: { path: join(folder, 'eds.json'), watched_directory: { path: folder } },
            },
          },
        },
      ],
    },
  };
}

function assignment(addresses: readonly string[], version: number): object {
  const endpoints = addresses.map((address) => {
    const at = address.lastIndexOf(':');
    const socket = { address: address.slice(0, at), port_value: Number(address.slice(at + 1)) };
    return { endpoint: { address: { socket_address: socket } } };
  });
  return {
    version_info: String(version),
    resources: [{ '@type': ASSIGNMENT, cluster_name: 'endpoints', endpoints: [{ lb_endpoints: endpoints }] }],
  };
}

interface ClusterStatus {
  name: string;
  host_statuses?: { address: { socket_address: { address: string; port_value: number } } }[];
}

async function untilApplied(clock: Clock, envoy: EnvoyProcess, name: string, wanted: readonly string[]): Promise<void> {
  const goal = [...wanted].sort().join(' ');
  const deadline = clock.monotonicMs() + APPLY_TIMEOUT_MS;
  while ((await currentEndpoints(envoy)) !== goal) {
    if (clock.monotonicMs() > deadline) {
      throw new Error(`${name} did not take the endpoints [${goal}] within ${APPLY_TIMEOUT_MS / 1000} s`);
    }
    await clock.sleep(POLL_MS);
  }
}

async function currentEndpoints(envoy: EnvoyProcess): Promise<string> {
  const response = await fetch(`${envoy.admin}/clusters?format=json`);
  const body = (await response.json()) as { cluster_statuses?: ClusterStatus[] };
  const hosts = body.cluster_statuses?.find((cluster) => cluster.name === 'endpoints')?.host_statuses ?? [];
  return hosts
    .map(({ address }) => `${address.socket_address.address}:${address.socket_address.port_value}`)
    .sort()
    .join(' ');
}
