import { once } from 'node:events';
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { ClientEvent } from '../../domain/sample.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Report, toWire, type WireEvent } from './agent-protocol.ts';

/** How long events are gathered into one report, and the longest time without one, in milliseconds. */
const BATCH_MS = 100;
const HEARTBEAT_MS = 1000;
/** Events of one report, far below gRPC's limit of 4 MiB for a message. */
const MAX_BATCH = 1000;
/** Events that wait for a slow reader; a reader that is further behind has lost the measurement. */
const MAX_WAITING = 200_000;

export interface ReportStream {
  push(event: ClientEvent): void;
  /** Tells everything that is left, as the last report; resolves at once when nobody listens any more. */
  finish(): Promise<void>;
}

/** Reports over `call` until finished or until nobody listens, no faster than the reader reads; `signal` says that it is gone. */
export function createReportStream(
  { call, clock, sockets }: { call: ServerWritableStream<unknown, Report>; clock: Clock; sockets: () => number },
  signal: AbortSignal,
): ReportStream {
  const waiting: WireEvent[] = [];
  const finished = new AbortController();
  const behind = new AbortController();
  const useless = AbortSignal.any([signal, behind.signal]);
  let sequence = 0;

  async function send(last: boolean): Promise<void> {
    const events = waiting.splice(0, MAX_BATCH);
    const taken = call.write({ sequence, events, sockets: sockets(), last });
    sequence += 1;
    if (!taken) await once(call, 'drain', { signal: useless });
  }

  async function report(): Promise<void> {
    let sentMs = clock.monotonicMs();
    await send(false);
    while (!finished.signal.aborted) {
      await clock.sleep(BATCH_MS, AbortSignal.any([finished.signal, useless])).catch(() => undefined);
      useless.throwIfAborted();
      const isDue = clock.monotonicMs() - sentMs >= HEARTBEAT_MS;
      if (waiting.length === 0 && !isDue) continue;
      sentMs = clock.monotonicMs();
      await send(false);
    }
    while (waiting.length > MAX_BATCH) await send(false);
    await send(true);
    call.end();
  }

  // Whoever aborts it knows that nobody listens; nothing else can fail here.
  const reported = report().catch(() => undefined);
  return {
    push(event) {
      waiting.push(toWire(event));
      if (waiting.length <= MAX_WAITING) return;
      waiting.length = 0;
      if (behind.signal.aborted) return;
      behind.abort();
      call.emit('error', { code: status.RESOURCE_EXHAUSTED, details: `the reader is ${MAX_WAITING} events behind` });
    },
    finish() {
      finished.abort();
      return reported;
    },
  };
}
