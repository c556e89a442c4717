import { type ChannelOptions, type ClientUnaryCall, type Metadata, status } from '@grpc/grpc-js';
import type { ClientEvent } from '../../domain/sample.ts';
import type { Clock } from '../../ports/clock.ts';
import { openChannel, patienceMs, podOf, requestMetadata } from './client-channel.ts';
import type { GreeterDefinition } from './greeter.ts';
import { isDue } from './is-due.ts';

export interface PacedClientConfig {
  /** The client's number in its fleet. */
  client: number;
  /** Its {@link import('./connection-watch.ts').CLIENT_ID_HEADER}. */
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
  /** Speaks at `firstMs` and at every interval after it; resolves when halted and nothing is in flight. */
  run(firstMs: number): Promise<void>;
  /** The call in flight goes out on this connection. */
  carriedBy(conn: number, opened: boolean): void;
  /** No further request; a stream ends. */
  halt(): void;
  /** Ends the call in flight as CANCELLED. */
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
  const rpc = openChannel(config.address, config.channelOptions);
  const deadlineMs = patienceMs(interval_ms);
  const halted = new AbortController();
  let carrier = { conn: 0, opened: false };
  let inFlight: ClientUnaryCall | undefined;

  async function run(firstMs: number): Promise<void> {
    let slot = 0;
    while (await isDue(clock, firstMs + slot * interval_ms, halted.signal)) {
      const lateMs = await send(firstMs + slot * interval_ms);
      slot += 1 + Math.floor(lateMs / interval_ms);
    }
  }

  /** Resolves with how late the request was sent, when it has finished. */
  function send(dueMs: number): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    const { path, requestSerialize, responseDeserialize } = greeter.SayHello;
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
      requestMetadata(config.id),
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
