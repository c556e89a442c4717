import { parse } from 'yaml';
import type { PodAddress } from './pod-addresses.ts';

interface Endpoint {
  endpoint: { address: { socket_address: { address: string; port_value: number } } };
}
interface Bootstrap {
  admin: unknown;
  static_resources: {
    listeners: { name: string; address: unknown }[];
    clusters: { name: string; type: string; load_assignment: { endpoints: { lb_endpoints: Endpoint[] }[] } }[];
  };
}

/**
 * The configuration of one lab Pod: the target's document with the addresses that a Pod has of its own in a cluster
 * (listeners, admin, the servers' DNS name) replaced by free ports on loopback. Listener `stats` and its cluster
 * `admin` are left out: the lab reads Envoy's admin itself, and its port is free until Envoy has taken one. All else
 * stays, so that what the document says is what Envoy runs.
 * @param ingress where the Pod takes its clients
 * @param servers HOST:PORT of each gRPC server
 */
export function podConfig(document: string, ingress: PodAddress, servers: readonly string[]): object {
  const config = parse(document) as Bootstrap;
  const anyPort = { socket_address: { address: '127.0.0.1', port_value: 0 } };
  config.admin = { address: anyPort };
  const resources = config.static_resources;
  resources.listeners = resources.listeners.filter((listener) => listener.name !== 'stats');
  resources.clusters = resources.clusters.filter((cluster) => cluster.name !== 'admin');
  const { listeners } = resources;
  for (const name of ['ingress', 'health']) {
    if (!listeners.some((listener) => listener.name === name)) {
      throw new Error(`the lab's Envoy configuration has no listener \`${name}\``);
    }
  }
  for (const listener of listeners) {
    const own = { socket_address: { address: ingress.host, port_value: ingress.port } };
    listener.address = listener.name === 'ingress' ? own : anyPort;
  }
  const upstream = resources.clusters.find((cluster) => cluster.name === 'server');
  if (upstream === undefined) throw new Error("the lab's Envoy configuration has no cluster `server`");
  upstream.type = 'STATIC';
  upstream.load_assignment.endpoints = [{ lb_endpoints: servers.map(endpointOf) }];
  return config;
}

function endpointOf(address: string): Endpoint {
  const at = address.lastIndexOf(':');
  const socket = { address: address.slice(0, at), port_value: Number(address.slice(at + 1)) };
  return { endpoint: { address: { socket_address: socket } } };
}
