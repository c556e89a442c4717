import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import type { ClientEvent } from '../../domain/sample.ts';
import type { Clock } from '../../ports/clock.ts';

/** The header of every request that says which client sent it. */
export const CLIENT_ID_HEADER = 'x-client-id';

/** Published by Node when a request goes out on a connection (nodejs.org/api/diagnostics_channel.html, HTTP/2). */
const STREAM_START = 'http2.client.stream.start';

export interface ConnectionWatchConfig {
  /** The {@link CLIENT_ID_HEADER} of every client, by its number; unique in the process. */
  clientIds: readonly string[];
  clock: Clock;
  onEvent: (event: ClientEvent) => void;
  /** A request of `client` goes out on its connection `conn`, as the first one there if `opened`. */
  onRequest: (client: number, conn: number, opened: boolean) => void;
}

/** What the watched clients do with connections; it sees a connection from its first request on. */
export interface ConnectionWatch {
  /** Connections that carried a request and are not closed. */
  sockets(): number;
  /** From now on a disconnect is the client's own doing. */
  expectClose(): void;
  /** Resolves when every connection seen so far is closed. */
  allClosed(): Promise<void>;
  /** Cuts every open connection. */
  destroyAll(): void;
  /** Ends the subscription. */
  stop(): void;
}

/** Watches the connections of the given clients through Node's own diagnostics, so that no part of grpc-js is opened up. */
export function watchConnections(config: ConnectionWatchConfig): ConnectionWatch {
  const { clock, onEvent } = config;
  const clientOf = new Map(config.clientIds.map((id, client) => [id, client]));
  /** Each client's connections by their numbers, open ones alone, and the last number given. */
  const known = config.clientIds.map(() => ({ last: 0, conns: new Map<ClientHttp2Session, number>() }));
  const open = new Map<ClientHttp2Session, { closed: Promise<void>; cut: () => void }>();
  let by: 'peer' | 'client' = 'peer';

  const onStreamStart = (message: unknown) => {
    const { stream, headers } = message as { stream: ClientHttp2Stream; headers: OutgoingHttpHeaders };
    const client = clientOf.get([headers[CLIENT_ID_HEADER]].flat().join());
    const own = client === undefined ? undefined : known[client];
    const session = stream.session as ClientHttp2Session | undefined;
    if (client === undefined || own === undefined || session === undefined) return;
    const had = own.conns.get(session);
    const conn = had ?? own.last + 1;
    if (had === undefined) {
      own.last = conn;
      own.conns.set(session, conn);
      session.once('close', () => own.conns.delete(session));
      follow(client, conn, session);
    }
    config.onRequest(client, conn, had === undefined);
  };

  function follow(client: number, conn: number, session: ClientHttp2Session): void {
    const closed = Promise.withResolvers<void>();
    const { socket } = session;
    // Taken now, bound to the socket: a session that is closing hides it, and waits without end for a peer that is frozen.
    open.set(session, { closed: closed.promise, cut: socket.resetAndDestroy });
    onEvent({ at_ms: clock.monotonicMs(), client, kind: 'connect', conn, port: socket.localPort ?? 0 });
    session.once('goaway', () => onEvent({ at_ms: clock.monotonicMs(), client, kind: 'goaway', conn }));
    session.once('close', () => {
      open.delete(session);
      onEvent({ at_ms: clock.monotonicMs(), client, kind: 'disconnect', conn, by });
      closed.resolve();
    });
  }

  subscribe(STREAM_START, onStreamStart);
  return {
    sockets: () => open.size,
    expectClose() {
      by = 'client';
    },
    async allClosed() {
      await Promise.all(Array.from(open.values(), ({ closed }) => closed));
    },
    destroyAll() {
      for (const [session, { cut }] of open) {
        session.destroy();
        cut();
      }
    },
    stop() {
      unsubscribe(STREAM_START, onStreamStart);
    },
  };
}
