import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { join } from 'node:path';
import { Client, credentials, type StatusObject } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import {
  loadGreeter,
  type NumberedHello,
  type SayHelloResponse,
  type StreamHellosRequest,
} from '../../../src/adapters/grpc/greeter.ts';
import { startHelloServer } from '../../../src/adapters/grpc/hello-server.ts';

async function sayHello(port: number, name: string): Promise<SayHelloResponse | undefined> {
  const { path, requestSerialize, responseDeserialize } = loadGreeter().SayHello;
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const { promise, resolve, reject } = Promise.withResolvers<SayHelloResponse | undefined>();
  client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { name }, (error, response) =>
    error === null ? resolve(response) : reject(error),
  );
  return promise.finally(() => client.close());
}

/** Resolves when the server has seen everything that was sent before. */
async function answeredPing(session: ClientHttp2Session): Promise<void> {
  await once(session, 'connect');
  const { promise, resolve } = Promise.withResolvers<void>();
  session.ping(() => resolve());
  await promise;
}

/** The messages of a stream, each with its time since the call in ms, and its status when it has ended. */
async function streamHellos(port: number, request: StreamHellosRequest) {
  const { path, requestSerialize, responseDeserialize } = loadGreeter().StreamHellos;
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const startMs = performance.now();
  const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
  const messages: (NumberedHello & { atMs: number })[] = [];
  call.on('data', (message: NumberedHello) => messages.push({ ...message, atMs: performance.now() - startMs }));
  call.on('error', () => undefined);
  const { promise, resolve } = Promise.withResolvers<StatusObject>();
  call.once('status', resolve);
  const { code, details } = await promise;
  client.close();
  return { messages, code, details, tookMs: performance.now() - startMs };
}

it('streams a message at once and at every interval, and ends after the length', async () => {
  const server = await startHelloServer({ host: '127.0.0.1', port: 0, name: 'server-1' });
  const { messages, code, tookMs } = await streamHellos(server.port, { name: 'Ada', interval_ms: 50, length_ms: 180 });
  expect(code).toBe(0);
  expect(tookMs).toBeGreaterThan(179);
  expect(messages.map(({ message, server, sequence }) => ({ message, server, sequence }))).toEqual(
    [0, 1, 2, 3].map((sequence) => ({ message: 'Hello, Ada', server: 'server-1', sequence })),
  );
  for (const { sequence, atMs } of messages) expect(atMs).toBeGreaterThanOrEqual(sequence * 50 - 1);
  await server.stop();
});

it.each([
  { interval_ms: 9, length_ms: 0 },
  { interval_ms: 50, length_ms: -1 },
  { interval_ms: Number.NaN, length_ms: 0 },
])('refuses a stream of %o', async (times) => {
  const server = await startHelloServer({ host: '127.0.0.1', port: 0, name: 'server-1' });
  const { messages, code, details } = await streamHellos(server.port, { name: '', ...times });
  expect({ messages, code }).toEqual({ messages: [], code: 3 });
  expect(details).toContain('ask for an interval from 10');
  await server.stop();
});

it('answers each message of an exchange, and ends it after its client', async () => {
  const server = await startHelloServer({ host: '127.0.0.1', port: 0, name: 'server-1' });
  const { path, requestSerialize, responseDeserialize } = loadGreeter().ExchangeHellos;
  const client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
  const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  const ended = once(call, 'status');
  for (const sequence of [7, 9]) {
    call.write({ name: 'Ada', sequence });
    expect(await once(call, 'data')).toEqual([{ message: 'Hello, Ada', server: 'server-1', sequence }]);
  }
  call.end();
  expect(await ended).toMatchObject([{ code: 0 }]);
  client.close();
  await server.stop();
});

it('answers with its name and the one it greets', async () => {
  const server = await startHelloServer({ host: '127.0.0.1', port: 0, name: 'server-1' });
  expect(await sayHello(server.port, 'Ada')).toEqual({ message: 'Hello, Ada', server: 'server-1' });
  expect(await sayHello(server.port, '')).toMatchObject({ message: 'Hello, world' });
  await server.stop();
  await expect(sayHello(server.port, 'Ada')).rejects.toMatchObject({ code: 14 });
});

it('says which address it cannot listen on', async () => {
  const server = await startHelloServer({ host: '127.0.0.1', port: 0, name: 'first' });
  await expect(startHelloServer({ host: '127.0.0.1', port: server.port, name: 'second' })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${server.port}`,
  );
  await server.stop();
});

it.concurrent('cuts a connection that does not leave within 2 s of stop', async () => {
  const server = await startHelloServer({ host: '127.0.0.1', port: 0, name: 'server-1' });
  const session = connect(`http://127.0.0.1:${server.port}`);
  const headers = { ':method': 'POST', ':path': '/hello.v1.Greeter/SayHello', 'content-type': 'application/grpc' };
  const unfinished = session.request(headers, { endStream: false }).on('error', () => undefined);
  session.on('error', () => undefined);
  await answeredPing(session);
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  session.once('close', resolve);
  const startMs = performance.now();
  await Promise.all([server.stop(), server.stop(), closed]);
  expect(performance.now() - startMs).toBeGreaterThan(1900);
  expect(performance.now() - startMs).toBeLessThan(3500);
  expect(unfinished.closed).toBe(true);
});

it.concurrent('stops within 2 s although a frozen client never closes its side', async () => {
  const server = await startHelloServer({ host: '127.0.0.1', port: 0, name: 'server-1' });
  const role = join(import.meta.dirname, '../../../src/main/client.ts');
  const args = [role, '--addr', `127.0.0.1:${server.port}`, '--interval', '50ms'];
  const client = spawn(process.execPath, args, { stdio: 'pipe' });
  await once(client.stdout, 'data');
  client.kill('SIGSTOP');
  const startMs = performance.now();
  await server.stop();
  client.kill('SIGKILL');
  expect(performance.now() - startMs).toBeLessThan(3500);
});
