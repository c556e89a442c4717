import type { Setting } from './setting.ts';

/**
 * What a client does on its connection. unary: a request at every interval. server-stream: a stream on which the server
 * sends a message at every interval. bidi-stream: a stream on which the client sends one, and the server answers it.
 */
export const RPC_KINDS = ['unary', 'server-stream', 'bidi-stream'] as const;
export type RpcKind = (typeof RPC_KINDS)[number];

/** A kind of call, and how long a stream is meant to last. */
export interface Workload {
  rpc: RpcKind;
  /** Milliseconds until a stream ends by itself; null for one without an end, and for `unary`. */
  stream_ms: number | null;
}

/** What clients do unless something else was asked. */
export const UNARY: Workload = { rpc: 'unary', stream_ms: null };

/** Whether the clients hold streams; a workload from before there were any does not say. */
export function hasStreams({ rpc }: { rpc?: RpcKind | undefined }): boolean {
  return rpc === 'server-stream' || rpc === 'bidi-stream';
}

/**
 * How long a call keeps its connection under a setting, in milliseconds: 0 for a unary one, for a stream until it ends by
 * itself or is cut, null for one without an end.
 */
export function callMs(workload: Workload, setting: Setting | null): number | null {
  if (!hasStreams(workload)) return 0;
  const ends = [workload.stream_ms, setting?.max_stream_duration_ms].filter((ms) => ms !== null && ms !== undefined);
  return ends.length === 0 ? null : Math.min(...ends);
}
