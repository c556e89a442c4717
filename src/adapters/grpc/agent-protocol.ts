import type { MethodDefinition, ServiceDefinition } from '@grpc/proto-loader';
import type { ClientEvent } from '../../domain/sample.ts';
import type { RpcKind } from '../../domain/workload.ts';
import { loadProto } from './load-proto.ts';

/** fleet.v1.PrepareRequest. */
export interface PrepareRequest {
  address: string;
  interval_ms: number;
  seed: number;
  clients: number;
  first: number;
  stride: number;
  call_kind: number;
  stream_ms: number;
  keepalive_ms: number;
}

/** fleet.v1.PrepareResponse. */
export interface PrepareResponse {
  grpc_js: string;
  call_kind: number;
}

/** fleet.v1.CallKind. */
const CALL_KINDS: Record<RpcKind, number> = { unary: 1, 'server-stream': 2, 'bidi-stream': 3 };

/** The kind of call as it travels. */
export function toCallKind(rpc: RpcKind): number {
  return CALL_KINDS[rpc];
}

/** The kind of call that was asked or confirmed; a peer that says none knows unary calls alone. Null for a newer one's. */
export function fromCallKind(kind: number): RpcKind | null {
  if (kind === 0) return 'unary';
  return (Object.keys(CALL_KINDS) as RpcKind[]).find((rpc) => CALL_KINDS[rpc] === kind) ?? null;
}

/** fleet.v1.Report. */
export interface Report {
  sequence: number;
  events: WireEvent[];
  sockets: number;
  last: boolean;
}

/** fleet.v1.Event. */
export interface WireEvent {
  at_ms: number;
  client: number;
  connect?: { conn: number; port: number };
  goaway?: { conn: number };
  disconnect?: { conn: number; by_client: boolean };
  rpc?: { conn: number; pod: string; code: string; latency_ms: number; late_ms: number; opened: boolean };
  stream?: { conn: number; pod: string; code: string; messages: number; lasted_ms: number };
}

type Nothing = Record<never, never>;

/** fleet.v1.Agent, typed as its file says. */
export type AgentDefinition = ServiceDefinition & {
  ReadClock: MethodDefinition<Nothing, { clock_ms: number }>;
  Prepare: MethodDefinition<PrepareRequest, PrepareResponse>;
  Start: MethodDefinition<{ at_ms: number }, Report>;
  Stop: MethodDefinition<Nothing, Nothing>;
};

/**
 * Reads fleet.v1.Agent from `proto/`.
 *
 * @throws Error when the file or one of its methods is missing.
 */
export function loadAgentService(): AgentDefinition {
  const service = loadProto('fleet/v1/fleet.proto', 'fleet.v1.Agent');
  if (!isAgent(service)) throw new Error('fleet.v1.Agent lacks a method: restore fleet.proto');
  return service;
}

function isAgent(service: ServiceDefinition): service is AgentDefinition {
  return ['ReadClock', 'Prepare', 'Start', 'Stop'].every((method) => method in service);
}

/** The event as it travels, with the agent's own time. */
export function toWire(event: ClientEvent): WireEvent {
  const { at_ms, client } = event;
  switch (event.kind) {
    case 'connect':
      return { at_ms, client, connect: { conn: event.conn, port: event.port } };
    case 'goaway':
      return { at_ms, client, goaway: { conn: event.conn } };
    case 'disconnect':
      return { at_ms, client, disconnect: { conn: event.conn, by_client: event.by === 'client' } };
    case 'stream': {
      const { conn, pod, code, messages, lasted_ms } = event;
      return { at_ms, client, stream: { conn, pod: pod ?? '', code, messages, lasted_ms } };
    }
    case 'rpc': {
      const { conn, pod, code, latency_ms, late_ms, opened } = event;
      return { at_ms, client, rpc: { conn, pod: pod ?? '', code, latency_ms, late_ms, opened } };
    }
  }
}

/** The event at `at_ms` of the reader's clock; null for a kind that this version does not know. */
export function fromWire(wire: WireEvent, at_ms: number): ClientEvent | null {
  const { client, connect, goaway, disconnect, rpc, stream } = wire;
  if (rpc !== undefined) return { at_ms, client, kind: 'rpc', ...rpc, pod: rpc.pod === '' ? null : rpc.pod };
  if (stream !== undefined)
    return { at_ms, client, kind: 'stream', ...stream, pod: stream.pod === '' ? null : stream.pod };
  if (connect !== undefined) return { at_ms, client, kind: 'connect', ...connect };
  if (goaway !== undefined) return { at_ms, client, kind: 'goaway', ...goaway };
  if (disconnect === undefined) return null;
  return { at_ms, client, kind: 'disconnect', conn: disconnect.conn, by: disconnect.by_client ? 'client' : 'peer' };
}
