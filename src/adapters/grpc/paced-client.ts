import { type ChannelOptions, Client, type ClientUnaryCall, credentials, Metadata, status } from '@grpc/grpc-js';
import type { ClientEvent } from '../../domain/sample.ts';
import type { Clock } from '../../ports/clock.ts';
import { CLIENT_ID_HEADER } from './connection-watch.ts';
import type { GreeterDefinition } from './greeter.ts';

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

export interface PacedClientConfig {
  /** The client's number in its fleet. */
  client: number;
  /** Its {@link CLIENT_ID_HEADER}. */
  id: string;
  address: string;
  interval_ms: number;
  greeter: GreeterDefinition;
  clock: Clock;
  /** Merged last. */
  channelOptions: ChannelOptions;
  onEvent: (event: ClientEvent) => void;
}

export interface PacedClient {
  /** Sends a request at `firstMs` and at every interval after it; resolves when halted and nothing is in flight. */
  run(firstMs: number): Promise<void>;
  /** The request in flight goes out on this connection. */
  carriedBy(conn: number, opened: boolean): void;
  /** No further request. */
  halt(): void;
  /** Ends the request in flight as CANCELLED. */
  cancel(): void;
  /** Closes the channel and with it the connection. */
  close(): void;
}

/**
 * Makes a client with the schedule `first + n * interval`, start to start. At most one of its requests is in flight: one that finds
 * its moment passed is sent at once and says how late it is, and the moments that went by before it was sent
 * (floor(late_ms / interval)) are left out, as by Go's time.Ticker, so that no burst follows a stall.
 *
 * @throws Error when gRPC cannot parse the address.
 */
export function createPacedClient(config: PacedClientConfig): PacedClient {
  const { client, clock, greeter, interval_ms, onEvent } = config;
  const options = { ...CHANNEL_OPTIONS, ...config.channelOptions };
  const rpc = new Client(config.address, credentials.createInsecure(), options);
  const deadlineMs = Math.min(Math.max(interval_ms, 2000), 10_000);
  const halted = new AbortController();
  let carrier = { conn: 0, opened: false };
  let inFlight: ClientUnaryCall | undefined;

  async function run(firstMs: number): Promise<void> {
    let slot = 0;
    while (await reached(firstMs + slot * interval_ms)) {
      const lateMs = await send(firstMs + slot * interval_ms);
      slot += 1 + Math.floor(lateMs / interval_ms);
    }
  }

  /** Whether the moment came before the client was halted; a timer may fire a little early and is then set again. */
  async function reached(dueMs: number): Promise<boolean> {
    for (;;) {
      const waitMs = dueMs - clock.monotonicMs();
      if (waitMs <= 0 || halted.signal.aborted) return !halted.signal.aborted;
      await clock.sleep(Math.ceil(waitMs), halted.signal).catch(ignoreAbort);
    }
  }

  function ignoreAbort(reason: unknown): void {
    if (!halted.signal.aborted) throw reason;
  }

  /** Resolves with how late the request was sent, when it has finished. */
  function send(dueMs: number): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    const { path, requestSerialize, responseDeserialize } = greeter.SayHello;
    const metadata = new Metadata();
    metadata.set(CLIENT_ID_HEADER, config.id);
    const deadline = Date.now() + deadlineMs;
    const sentMs = clock.monotonicMs();
    const lateMs = sentMs - dueMs;
    let pod: string | null = null;
    carrier = { conn: 0, opened: false };
    inFlight = rpc.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { name: config.id },
      metadata,
      { deadline },
      (error) => {
        inFlight = undefined;
        const endMs = clock.monotonicMs();
        onEvent({
          at_ms: endMs,
          client,
          kind: 'rpc',
          ...carrier,
          pod: pod ?? podOf(error?.metadata),
          code: status[error?.code ?? status.OK],
          latency_ms: endMs - sentMs,
          late_ms: lateMs,
        });
        resolve(lateMs);
      },
    );
    inFlight.once('metadata', (headers: Metadata) => {
      pod = podOf(headers);
    });
    return promise;
  }

  return {
    run,
    carriedBy(conn, opened) {
      // A transparent retry on the connection that the request itself opened does not undo that.
      carrier = { conn, opened: opened || carrier.opened };
    },
    halt: () => halted.abort(),
    cancel: () => inFlight?.cancel(),
    close: () => rpc.close(),
  };
}

/** An error without a body comes with the Pod's name in its trailers. */
function podOf(metadata: Metadata | undefined): string | null {
  const value = metadata?.get(POD_HEADER)[0];
  return value === undefined ? null : String(value);
}
