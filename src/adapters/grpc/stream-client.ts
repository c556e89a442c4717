import { type Client, type ClientDuplexStream, type ClientReadableStream, type Metadata, status } from '@grpc/grpc-js';
import type { Workload } from '../../domain/workload.ts';
import { openChannel, patienceMs, podOf, requestMetadata } from './client-channel.ts';
import type { ExchangeHellosRequest, NumberedHello } from './greeter.ts';
import { isDue } from './is-due.ts';
import type { PacedClient, PacedClientConfig } from './paced-client.ts';

export interface StreamClientConfig extends PacedClientConfig, Workload {}

/** One open stream. */
interface Talk {
  call: ClientReadableStream<NumberedHello> | ClientDuplexStream<ExchangeHellosRequest, NumberedHello>;
  /** What a message that came at `at` says about time, as an `rpc` event does. */
  timesOf(sequence: number, at: number): { latency_ms: number; late_ms: number };
  /** Ends it, as its client wants to. */
  leave(): void;
}

/**
 * Makes a client that holds one stream after the other, each with a message at every interval. The next one is opened at
 * the first moment of the schedule `first + n * interval` after the end of the one before, however that ended: there is no
 * retry. A stream that is silent for an interval and a request's deadline is given up as DEADLINE_EXCEEDED.
 *
 * @throws Error when gRPC cannot parse the address.
 */
export function createStreamClient(config: StreamClientConfig): PacedClient {
  const { client, clock, interval_ms, onEvent } = config;
  const rpc = openChannel(config.address, config.channelOptions);
  const halted = new AbortController();
  let carrier = { conn: 0, opened: false };
  let current: Talk | undefined;

  async function run(firstMs: number): Promise<void> {
    let slot = 0;
    while (await isDue(clock, firstMs + slot * interval_ms, halted.signal)) {
      await carryOut(firstMs + slot * interval_ms);
      slot = Math.max(slot, Math.floor((clock.monotonicMs() - firstMs) / interval_ms)) + 1;
    }
  }

  /** Resolves when the stream has ended. */
  function carryOut(dueMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const sentMs = clock.monotonicMs();
    const ended = new AbortController();
    let heardMs = sentMs;
    let messages = 0;
    let pod: string | null = null;
    let isGivenUp = false;
    carrier = { conn: 0, opened: false };
    const times = { dueMs, sentMs };
    const talk = config.rpc === 'bidi-stream' ? exchange(config, rpc, times, ended.signal) : listen(config, rpc, times);
    current = talk;

    async function giveUpOnSilence(): Promise<void> {
      const untilMs = (): number => heardMs + patienceMs(interval_ms) + (messages === 0 ? 0 : interval_ms);
      while (await isDue(clock, untilMs(), ended.signal)) {
        if (clock.monotonicMs() < untilMs()) continue;
        isGivenUp = true;
        talk.call.cancel();
        return;
      }
    }

    function tell(at_ms: number, code: string, said: { latency_ms: number; late_ms: number }): void {
      onEvent({ at_ms, client, kind: 'rpc', ...carrier, pod, code, ...said });
      carrier.opened = false;
    }

    talk.call.on('metadata', (headers: Metadata) => {
      pod = podOf(headers);
    });
    talk.call.on('data', ({ sequence }: NumberedHello) => {
      heardMs = clock.monotonicMs();
      messages += 1;
      tell(heardMs, 'OK', talk.timesOf(sequence, heardMs));
    });
    talk.call.on('error', () => undefined);
    function finish(at_ms: number, given: status): void {
      ended.abort();
      current = undefined;
      const code = halted.signal.aborted ? 'OK' : (status[isGivenUp ? status.DEADLINE_EXCEEDED : given] ?? 'UNKNOWN');
      const late_ms = messages === 0 ? sentMs - dueMs : 0;
      if (code !== 'OK') tell(at_ms, code, { latency_ms: at_ms - heardMs, late_ms });
      const { conn } = carrier;
      onEvent({ at_ms, client, kind: 'stream', conn, pod, code, messages, lasted_ms: at_ms - sentMs });
      resolve();
    }

    talk.call.on('status', ({ code, metadata }: { code: status; metadata?: Metadata }) => {
      const at_ms = clock.monotonicMs();
      pod ??= podOf(metadata);
      // A message that came right before it is told first.
      setImmediate(() => finish(at_ms, code));
    });
    void giveUpOnSilence();
    return promise;
  }

  return {
    run,
    carriedBy(conn, opened) {
      carrier = { conn, opened: opened || carrier.opened };
    },
    halt() {
      halted.abort();
      current?.leave();
    },
    cancel: () => current?.call.cancel(),
    close: () => rpc.close(),
  };
}

interface Times {
  dueMs: number;
  sentMs: number;
}

/** The server sends: both times of a message after the first are how long after its beat it came. */
function listen(config: StreamClientConfig, rpc: Client, { dueMs, sentMs }: Times): Talk {
  const { interval_ms, stream_ms } = config;
  const { path, requestSerialize, responseDeserialize } = config.greeter.StreamHellos;
  const request = { name: config.id, interval_ms, length_ms: stream_ms ?? 0 };
  const metadata = requestMetadata(config.id);
  const call = rpc.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request, metadata);
  let beatMs: number | null = null;
  return {
    call,
    timesOf(sequence, at) {
      if (beatMs === null) {
        beatMs = at - sequence * interval_ms;
        return { latency_ms: at - sentMs, late_ms: sentMs - dueMs };
      }
      const behind = Math.max(0, at - beatMs - sequence * interval_ms);
      return { latency_ms: behind, late_ms: behind };
    },
    leave: () => call.cancel(),
  };
}

/** The client sends at every interval until its time is over, and then ends its side; moments that went by are left out. */
function exchange(config: StreamClientConfig, rpc: Client, { dueMs, sentMs }: Times, ended: AbortSignal): Talk {
  const { clock, id, interval_ms } = config;
  const endMs = sentMs + (config.stream_ms ?? Number.POSITIVE_INFINITY);
  const { path, requestSerialize, responseDeserialize } = config.greeter.ExchangeHellos;
  const call = rpc.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, requestMetadata(id));
  const sent = new Map<number, { atMs: number; lateMs: number }>();

  async function say(): Promise<void> {
    let slot = 0;
    while (dueMs + slot * interval_ms < endMs && (await isDue(clock, dueMs + slot * interval_ms, ended))) {
      const atMs = clock.monotonicMs();
      const lateMs = atMs - dueMs - slot * interval_ms;
      sent.set(slot, { atMs, lateMs });
      call.write({ name: id, sequence: slot });
      slot += 1 + Math.floor(lateMs / interval_ms);
    }
    if (await isDue(clock, endMs, ended)) call.end();
  }

  void say();
  return {
    call,
    timesOf(sequence, at) {
      const { atMs, lateMs } = sent.get(sequence) ?? { atMs: at, lateMs: 0 };
      sent.delete(sequence);
      return { latency_ms: at - atMs, late_ms: lateMs };
    },
    leave: () => call.end(),
  };
}
