import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What happens to a call on its way: its connection breaks, it is limited without a time to wait, or its answer is lost. */
export type Mishap = 'reset' | 'limited without a time' | 'answer lost';

/** The way to the Web API, on which calls can come to harm. */
export interface Wire {
  apiUrl: string;
  /** The next `count` calls of a method. */
  harm(method: string, mishap: Mishap, count: number): void;
  close(): Promise<void>;
}

export async function openWire(to: string): Promise<Wire> {
  const harms: { method: string; mishap: Mishap; left: number }[] = [];

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = (request.url ?? '').slice('/api/'.length).split('?')[0];
    const harm = harms.find((one) => one.method === method && one.left > 0);
    if (harm !== undefined) harm.left -= 1;
    const body = await buffer(request);
    if (harm?.mishap === 'reset') return void request.socket.destroy();
    if (harm?.mishap === 'limited without a time') {
      response.writeHead(429, { 'content-type': 'application/json' }).end('{"ok":false,"error":"ratelimited"}');
      return;
    }
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const answer = await fetch(new URL(request.url ?? '/', to), {
      method: request.method ?? 'POST',
      headers: { authorization, 'content-type': type },
      body: new Uint8Array(body),
    });
    const text = await answer.text();
    if (harm?.mishap === 'answer lost') return void request.socket.destroy();
    const retryAfter = answer.headers.get('retry-after');
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
    });
    response.end(text);
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    harm: (method, mishap, count) => void harms.push({ method, mishap, left: count }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
