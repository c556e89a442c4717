import type { Shutdown } from './shutdown.ts';

/**
 * What an arm has otherwise than it was found, beside a limit in Envoy's configuration.
 * keepalive: the clients send an HTTP/2 PING after so long without a byte (gRPC, "Keepalive", GRPC_ARG_KEEPALIVE_TIME_MS).
 * shutdown: how Pods end; a Pod ends as the template says from which it was made.
 */
export type Condition = { kind: 'keepalive'; value_ms: number } | { kind: 'shutdown'; value: Shutdown };
