import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { KubeCredentials } from '../../../src/adapters/kubernetes/kube-credentials.ts';
import { isUnauthorized } from '../../../src/adapters/kubernetes/kube-error.ts';
import { forwardPort } from '../../../src/adapters/kubernetes/port-forward.ts';
import { configFor } from './fake-api-server.ts';

const POD = '/api/v1/namespaces/shop/pods/agent-0';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(server: Server, credentials?: KubeCredentials) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const forward = await forwardPort(
    { kubeConfig: configFor(`http://127.0.0.1:${port}`), credentials },
    { pod: POD, port: 8700 },
  );
  cleanups.push(forward.close);
  const dial = () => {
    const socket = connect({ host: '127.0.0.1', port: Number(forward.address.split(':')[1]) });
    socket.on('error', () => undefined);
    cleanups.push(() => socket.destroy());
    return socket;
  };
  return { forward, dial };
}

/** An API server that leads to a port whose program does `serve`. */
async function apiServer(serve: (channel: WebSocket) => void) {
  const server = createServer();
  const asked: { url: string; authorization: string; protocol: string }[] = [];
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (channel, request) => {
    const { authorization = '' } = request.headers;
    asked.push({ url: request.url ?? '', authorization, protocol: channel.protocol });
    for (const number of [0, 1]) channel.send(Buffer.of(number, 0xfc, 0x21));
    serve(channel);
  });
  cleanups.push(() => {
    for (const client of sockets.clients) client.terminate();
  });
  return { ...(await listen(server)), asked };
}

function echo(channel: WebSocket): void {
  channel.on('message', (message: Buffer) => channel.send(message));
}

describe('a port of a Pod', () => {
  it('is reached through the API server with its credentials, byte for byte in both directions', async () => {
    const { dial, asked, forward } = await apiServer(echo);
    const sent = randomBytes(5_000_000);
    const socket = dial();
    const hash = createHash('sha256');
    let received = 0;
    socket.write(sent);
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      hash.update(chunk);
      received += chunk.length;
      if (received === sent.length) break;
    }
    expect(hash.digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'));
    expect(asked).toEqual([
      { url: `${POD}/portforward?ports=8700`, authorization: 'Bearer secret-token', protocol: 'v4.channel.k8s.io' },
    ]);
    expect(forward.refused()).toBeNull();
  });

  it('is read no faster than this end takes it', async () => {
    const size = 1_000_000;
    let sent = 0;
    const { dial } = await apiServer((channel) => {
      const pour = (): void => {
        if (sent >= 300) return;
        sent += 1;
        channel.send(Buffer.concat([Buffer.of(0), Buffer.alloc(size)]), pour);
      };
      pour();
    });
    const socket = dial();
    socket.pause();
    await once(socket, 'connect');
    // Until nothing moves any more: the buffers of the sockets on the way are full.
    let before = -1;
    await expect
      .poll(
        () => {
          const still = sent > 0 && sent === before;
          before = sent;
          return still;
        },
        { interval: 300, timeout: 10_000 },
      )
      .toBe(true);
    expect(sent).toBeLessThan(60);
    let received = 0;
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received === 300 * size) break;
    }
    expect(received).toBe(300 * size);
  });

  it('is for one connection at a time', async () => {
    const { dial } = await apiServer(echo);
    const first = dial();
    first.write('a');
    await once(first, 'data');
    const second = dial();
    await once(second, 'close');
    first.write('b');
    expect(String((await once(first, 'data'))[0])).toBe('b');
    first.destroy();
    await expect
      .poll(async () => {
        const third = dial();
        third.write('c');
        return Promise.race([
          once(third, 'data').then(([data]) => String(data)),
          once(third, 'close').then(() => 'closed'),
        ]);
      })
      .toBe('c');
  });

  it('that nobody listens on breaks the connection, and may be tried again', async () => {
    let tries = 0;
    const { dial, forward } = await apiServer((channel) => {
      tries += 1;
      if (tries === 1) channel.send(Buffer.concat([Buffer.of(1), Buffer.from('connection refused')]));
      else echo(channel);
    });
    const first = dial();
    await once(first, 'close');
    expect(forward.refused()).toBeNull();
    const second = dial();
    second.write('a');
    expect(String((await once(second, 'data'))[0])).toBe('a');
  });

  it.each([
    [
      403,
      'User "bot" cannot get resource "pods/portforward" in API group ""',
      /bot may not get pods\/portforward \(403\)/,
    ],
    [403, 'User "bot" cannot create resource "pods/portforward"', /bot may not create pods\/portforward \(403\)/],
    [401, 'Unauthorized', /does not accept the credentials \(401\)/],
  ])('that the API server refuses with %i says why', async (code, message, text) => {
    const server = createServer();
    server.on('upgrade', (_request, socket) => {
      const body = JSON.stringify({ kind: 'Status', code, message });
      socket.end(
        `HTTP/1.1 ${code} No\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    });
    const { forward, dial } = await listen(server);
    await once(dial(), 'close');
    expect(forward.refused()?.message).toMatch(text);
  });

  it('is tried once more with new credentials after a 401', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ noServer: true });
    let tries = 0;
    server.on('upgrade', (request, socket, head) => {
      tries += 1;
      if (tries === 1) return void socket.end('HTTP/1.1 401 No\r\ncontent-length: 2\r\n\r\n{}');
      sockets.handleUpgrade(request, socket, head, (channel) => {
        for (const number of [0, 1]) channel.send(Buffer.of(number, 0xfc, 0x21));
        echo(channel);
      });
    });
    const { dial, forward } = await listen(server, {
      withFreshToken: (call) =>
        call().catch((cause: unknown) => (isUnauthorized(cause) ? call() : Promise.reject(cause))),
    });
    const socket = dial();
    socket.write('a');
    expect(String((await once(socket, 'data'))[0])).toBe('a');
    expect(forward.refused()).toBeNull();
  });

  it('that is refused with half an answer breaks the connection and nothing else', async () => {
    const server = createServer();
    server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 503 Busy\r\ncontent-length: 1000\r\n\r\nhalf', () => socket.destroy());
    });
    const { forward, dial } = await listen(server);
    await once(dial(), 'close');
    expect(forward.refused()).toBeNull();
  });

  it('behind an API server that is busy is not given up', async () => {
    const server = createServer();
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n'));
    const { forward, dial } = await listen(server);
    await once(dial(), 'close');
    expect(forward.refused()).toBeNull();
  });
});
