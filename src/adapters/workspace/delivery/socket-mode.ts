import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { isObject, MAX_BODY_BYTES } from '../http/body.ts';
import { isOwnRequest } from '../http/origin-guard.ts';
import type { ChangeFeed } from '../state/change-feed.ts';
import { APP_ID } from '../state/directory.ts';
import type { EnvelopeQueue, Line } from './envelopes.ts';

/** The SDK gives up a connection after 30 s without a server ping. */
const PING_EVERY_MS = 5_000;
const TICKET_LIFE_MS = 30_000;
const CLOSE_WITHIN_MS = 500;
const HOST = 'local';
/** How long a connection lives on after its warning. */
const WARNED_LIFE_MS = 10_000;
/** Seconds that Slack says a connection lasts, about. */
const CONNECTION_LIFE_S = 18_060;

/** `warning` comes some seconds before Slack closes the connection, the others as it closes. */
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled';

/** The Socket Mode side of the workspace. */
export interface SocketMode {
  /** A single-use address for one connection, valid for 30 s. */
  url(baseUrl: string): string;
  /** Asks connections to reconnect, as Slack does now and then: every one, or the one that is open longest. */
  disconnect(reason: DisconnectReason, which: 'all' | 'oldest'): void;
  /** Closes every connection; one that does not answer within half a second is cut. */
  close(): Promise<void>;
}

/** Takes WebSocket upgrades of the server and connects them to the queue. */
export function startSocketMode(server: Server, port: number, queue: EnvelopeQueue, feed: ChangeFeed): SocketMode {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_BODY_BYTES });
  const tickets = new Map<string, number>();
  const alive = new WeakSet<WebSocket>();

  const redeem = (request: IncomingMessage): boolean => {
    const ticket = URL.parse(request.url ?? '/', 'http://local')?.searchParams.get('ticket') ?? '';
    const expires = tickets.get(ticket) ?? 0;
    tickets.delete(ticket);
    return performance.now() < expires;
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!isOwnRequest(request, port) || !redeem(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (connection) => {
      alive.add(connection);
      connection.on('pong', () => alive.add(connection));
      serveConnection(connection, sockets.clients.size, queue, feed);
    });
  };
  server.on('upgrade', onUpgrade);

  const pings = setInterval(() => {
    for (const connection of sockets.clients) {
      if (!alive.delete(connection)) connection.terminate();
      else connection.ping();
    }
  }, PING_EVERY_MS);
  pings.unref();

  return {
    url(baseUrl) {
      const ticket = randomBytes(16).toString('hex');
      tickets.set(ticket, performance.now() + TICKET_LIFE_MS);
      return `${baseUrl.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${APP_ID}`;
    },
    disconnect(reason, which) {
      const open = [...sockets.clients].filter(({ readyState }) => readyState === WebSocket.OPEN);
      for (const connection of which === 'all' ? open : open.slice(0, 1)) {
        connection.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: HOST } }));
        if (reason === 'warning') setTimeout(() => connection.close(), WARNED_LIFE_MS).unref();
        else connection.close();
      }
    },
    async close() {
      clearInterval(pings);
      server.off('upgrade', onUpgrade);
      const open = [...sockets.clients];
      const closed = Promise.all(open.map((connection) => once(connection, 'close')));
      for (const connection of open) connection.close(1001);
      await Promise.race([closed, sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
      for (const connection of open) connection.terminate();
      sockets.close();
    },
  };
}

function serveConnection(connection: WebSocket, count: number, queue: EnvelopeQueue, feed: ChangeFeed): void {
  const line: Line = { send: (text) => connection.send(text) };
  connection.on('message', (data) => acknowledge(String(data), queue));
  connection.on('error', () => connection.terminate());
  connection.on('close', () => {
    queue.removeLine(line);
    feed.publish({ kind: 'connection', connected: queue.connected() });
  });
  const hello = {
    type: 'hello',
    num_connections: count,
    debug_info: { host: HOST, approximate_connection_time: CONNECTION_LIFE_S },
    connection_info: { app_id: APP_ID },
  };
  connection.send(JSON.stringify(hello));
  connection.ping();
  queue.addLine(line);
  feed.publish({ kind: 'connection', connected: true });
}

function acknowledge(text: string, queue: EnvelopeQueue): void {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return;
  }
  if (!isObject(message) || typeof message.envelope_id !== 'string') return;
  queue.acknowledge(message.envelope_id, isObject(message.payload) ? message.payload : {});
}
