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
