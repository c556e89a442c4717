import { type ChannelOptions, Client, credentials, Metadata } from '@grpc/grpc-js';
import { CLIENT_ID_HEADER } from './connection-watch.ts';

/** Response header in which an Envoy Pod says its name. */
const POD_HEADER = 'x-envoy-pod';

/**
 * One client is one channel with one connection, and what it meets is neither hidden nor delayed:
 * - a local subchannel pool, because the global one shares a connection between channels of the same target;
 * - no retries, which turns off gRPC's transparent ones too (grpc/proposal A6), and no service config from DNS: every failed request is
 *   seen as it is, so a few that meet a GOAWAY on their way end as UNAVAILABLE where a client with retries on sends them again;
 * - no proxy from the environment, which would end the connection elsewhere;
 * - reconnect backoff 100 ms to 2 s with grpc-js's factor 1.6 and jitter, instead of 1 s to 2 min: grpc-js does not jitter
 *   the first delay, so clients refused together come back in step, and the shorter that step the smaller the clump that
 *   is ours and not the balancer's; the upper bound keeps a client at most one backoff behind a Pod that is Ready again.
 */
const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.use_local_subchannel_pool': 1,
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_channelz': 0,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2000,
};

/** @throws Error when gRPC cannot parse the address. */
export function openChannel(address: string, options: ChannelOptions): Client {
  return new Client(address, credentials.createInsecure(), { ...CHANNEL_OPTIONS, ...options });
}

/** The headers of a request of that client. */
export function requestMetadata(id: string): Metadata {
  const metadata = new Metadata();
  metadata.set(CLIENT_ID_HEADER, id);
  return metadata;
}

/** How long a client waits for an answer, in milliseconds. */
export function patienceMs(intervalMs: number): number {
  return Math.min(Math.max(intervalMs, 2000), 10_000);
}

/** The Pod that headers or trailers name. An error without a body comes with it in its trailers. */
export function podOf(metadata: Metadata | undefined): string | null {
  const value = metadata?.get(POD_HEADER)[0];
  return value === undefined ? null : String(value);
}
