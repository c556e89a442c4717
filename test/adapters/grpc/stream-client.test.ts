import { promisify } from 'node:util';
import { type handleBidiStreamingCall, type handleServerStreamingCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { createClientFleet } from '../../../src/adapters/grpc/client-fleet.ts';
import {
  type ExchangeHellosRequest,
  loadGreeter,
  type NumberedHello,
  type StreamHellosRequest,
} from '../../../src/adapters/grpc/greeter.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import { createEventLog } from './event-log.ts';
import { answer, startTestServer } from './test-server.ts';

const clock = createClock();
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Streams {
  StreamHellos?: handleServerStreamingCall<StreamHellosRequest, NumberedHello>;
  ExchangeHellos?: handleBidiStreamingCall<ExchangeHellosRequest, NumberedHello>;
}

/** A server whose streams a test writes itself. */
async function serve(streams: Streams): Promise<string> {
  const server = new Server();
  server.addService(loadGreeter(), { SayHello: answer, ...streams });
  const port = await promisify(server.bindAsync.bind(server))('127.0.0.1:0', ServerCredentials.createInsecure());
  cleanups.push(() => server.forceShutdown());
  return `127.0.0.1:${port}`;
}

async function startClient(address: string, rpc: 'server-stream' | 'bidi-stream', interval_ms = 100) {
  const log = createEventLog();
  const spec = { address, clients: 1, interval_ms, seed: 1, rpc, stream_ms: null };
  const fleet = await createClientFleet({ clock }).start(spec, log.push);
  cleanups.push(fleet.stop);
  return { log, fleet };
}

const hello = (sequence: number): NumberedHello => ({ message: 'Hello', server: 'test', sequence });

describe('a stream that never opens', () => {
  it.each(['server-stream', 'bidi-stream'] as const)(
    'of a %s client fails as a request, once an interval',
    async (rpc) => {
      const { log } = await startClient('127.0.0.1:1', rpc);
      await log.until(() => log.of('stream').length >= 4);
      for (const stream of log.of('stream')) {
        expect(stream).toMatchObject({ conn: 0, pod: null, code: 'UNAVAILABLE', messages: 0 });
      }
      expect(log.rpcs().slice(0, 4)).toMatchObject(Array(4).fill({ conn: 0, code: 'UNAVAILABLE', opened: false }));
      const due = log.rpcs().map(({ at_ms, latency_ms, late_ms }) => at_ms - latency_ms - late_ms);
      for (const at of due) expect(Math.abs(((at - (due[0] ?? 0) + 50) % 100) - 50)).toBeLessThan(0.01);
    },
  );

  it('of a server from before streams says so', async () => {
    const old = await startTestServer(answer);
    cleanups.push(old.stop);
    const { log } = await startClient(old.address, 'server-stream');
    await log.until(() => log.of('stream').length >= 1);
    expect(log.of('stream')[0]).toMatchObject({ conn: 1, code: 'UNIMPLEMENTED', messages: 0 });
  });
});

describe('a stream that falls silent', () => {
  it('is given up after an interval and 2 s, and the next one is opened', { timeout: 10_000 }, async () => {
    const address = await serve({ StreamHellos: (call) => void call.write(hello(0)) });
    const { log } = await startClient(address, 'server-stream');
    await log.until(() => log.of('stream').length === 1 && log.rpcs().filter(({ code }) => code === 'OK').length === 2);
    const [stream] = log.of('stream');
    expect(stream).toMatchObject({ conn: 1, code: 'DEADLINE_EXCEEDED', messages: 1 });
    expect(stream?.lasted_ms).toBeGreaterThanOrEqual(2090);
    expect(log.rpcs().map(({ code, conn }) => `${code} ${conn}`)).toEqual(['OK 1', 'DEADLINE_EXCEEDED 1', 'OK 1']);
  });

  it('does not hold up the stop, and is no failure of it', { timeout: 10_000 }, async () => {
    const address = await serve({ ExchangeHellos: (call) => void call.on('data', () => undefined) });
    const { log, fleet } = await startClient(address, 'bidi-stream');
    await log.until(() => log.of('connect').length === 1);
    const startMs = performance.now();
    await fleet.stop();
    expect(performance.now() - startMs).toBeLessThan(3500);
    expect(log.of('stream')).toMatchObject([{ code: 'OK', messages: 0 }]);
    expect(log.rpcs()).toEqual([]);
  });
});

describe('the times of messages', () => {
  it('that the server pushes are how late they come after their beat, counted from the first', async () => {
    const address = await serve({
      StreamHellos(call) {
        const delays = [0, 100, 290, 300];
        for (const [sequence, ms] of delays.entries()) setTimeout(() => call.write(hello(sequence)), ms);
        setTimeout(() => call.end(), 330);
      },
    });
    const { log } = await startClient(address, 'server-stream');
    await log.until(() => log.of('stream').length >= 1);
    const [first, second, third, fourth] = log.rpcs();
    expect(first?.opened).toBe(true);
    for (const message of [second, third, fourth]) expect(message?.latency_ms).toBe(message?.late_ms);
    // Due at 200 ms after the first one.
    expect(third?.late_ms).toBeGreaterThan(60);
    expect(third?.late_ms).toBeGreaterThan(fourth?.late_ms ?? 0);
    expect(log.of('stream')[0]).toMatchObject({ code: 'OK', messages: 4 });
  });

  it('that answer the client are from its message to the answer', async () => {
    const address = await serve({
      ExchangeHellos: (call) =>
        void call.on('data', ({ sequence }: ExchangeHellosRequest) => {
          setTimeout(() => call.write(hello(sequence)), 40);
        }),
    });
    const { log } = await startClient(address, 'bidi-stream');
    await log.until(() => log.rpcs().length >= 5);
    for (const { latency_ms } of log.rpcs().slice(1)) expect(latency_ms).toBeGreaterThanOrEqual(39);
  });

  it('are told before the end of their stream, also right before it', async () => {
    const address = await serve({
      StreamHellos(call) {
        call.write(hello(0));
        call.write(hello(1));
        call.emit('error', { code: 13, details: 'broken' });
      },
    });
    const { log } = await startClient(address, 'server-stream');
    await log.until(() => log.of('stream').length >= 3);
    const story = log.events.flatMap((event) => ('code' in event ? [`${event.kind} ${event.code}`] : []));
    const one = ['rpc OK', 'rpc OK', 'rpc INTERNAL', 'stream INTERNAL'];
    expect(story.slice(0, 12)).toEqual([...one, ...one, ...one]);
  });
});
