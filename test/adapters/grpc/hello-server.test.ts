import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { loadGreeter, type SayHelloResponse } from '../../../src/adapters/grpc/greeter.ts';
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
