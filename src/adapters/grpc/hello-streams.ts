import { type handleBidiStreamingCall, type handleServerStreamingCall, status } from '@grpc/grpc-js';
import type { ExchangeHellosRequest, NumberedHello, StreamHellosRequest } from './greeter.ts';

/** Shorter intervals measure nothing but the server. */
const MIN_INTERVAL_MS = 10;

export function greeting(name: string): string {
  return `Hello, ${name || 'world'}`;
}

/**
 * hello.v1.Greeter.StreamHellos: a message at once and at every interval, start to start, until its length has passed or
 * its client is gone. A reader that is behind is not waited for: messages are left out, as their numbers say.
 */
export function streamHellos(server: string): handleServerStreamingCall<StreamHellosRequest, NumberedHello> {
  return (call) => {
    const { name, interval_ms, length_ms } = call.request;
    if (!(interval_ms >= MIN_INTERVAL_MS) || !(length_ms >= 0)) {
      const details = `interval_ms is ${interval_ms} and length_ms ${length_ms}: ask for an interval from ${MIN_INTERVAL_MS} and a length from 0`;
      call.emit('error', { code: status.INVALID_ARGUMENT, details });
      return;
    }
    const startMs = performance.now();
    const endMs = length_ms === 0 ? Number.POSITIVE_INFINITY : length_ms;
    let timer: NodeJS.Timeout;
    let sequence = 0;
    const say = (): void => {
      if (!call.writableNeedDrain) call.write({ message: greeting(name), server, sequence });
      sequence += 1;
      const nextMs = sequence * interval_ms;
      timer = setTimeout(nextMs >= endMs ? end : say, Math.min(nextMs, endMs) - (performance.now() - startMs));
    };
    const end = (): void => {
      call.end();
    };
    call.once('cancelled', () => clearTimeout(timer));
    call.once('close', () => clearTimeout(timer));
    say();
  };
}

/** hello.v1.Greeter.ExchangeHellos: an answer to each message, and the end when the client has ended its side. */
export function exchangeHellos(server: string): handleBidiStreamingCall<ExchangeHellosRequest, NumberedHello> {
  return (call) => {
    call.on('data', ({ name, sequence }: ExchangeHellosRequest) => {
      call.write({ message: greeting(name), server, sequence });
    });
    call.on('end', () => call.end());
  };
}
