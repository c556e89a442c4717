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

/** An open connection. Each client has one of its own, unless channels were told to share them. */
interface Followed {
  port: number;
  /** Its number at each client that it carried a request of. */
  conns: Map<number, number>;
  closed: Promise<void>;
  cut: () => void;
}

/** Watches the connections of the given clients through Node's own diagnostics, so that no part of grpc-js is opened up. */
export function watchConnections(config: ConnectionWatchConfig): ConnectionWatch {
  const { clock, onEvent } = config;
  const clientOf = new Map(config.clientIds.map((id, client) => [id, client]));
  /** The last number that each client gave to a connection. */
  const last = config.clientIds.map(() => 0);
  const open = new Map<ClientHttp2Session, Followed>();
  let by: 'peer' | 'client' = 'peer';

  const onStreamStart = (message: unknown) => {
    const { stream, headers } = message as { stream: ClientHttp2Stream; headers: OutgoingHttpHeaders };
    const client = clientOf.get([headers[CLIENT_ID_HEADER]].flat().join());
    const session = stream.session as ClientHttp2Session | undefined;
    if (client === undefined || session === undefined) return;
    const followed = open.get(session) ?? follow(session);
    const had = followed.conns.get(client);
    const conn = had ?? (last[client] ?? 0) + 1;
    if (had === undefined) {
      last[client] = conn;
      followed.conns.set(client, conn);
      onEvent({ at_ms: clock.monotonicMs(), client, kind: 'connect', conn, port: followed.port });
    }
    config.onRequest(client, conn, had === undefined);
  };

  /** Listens to a connection once, however many clients it carries. */
  function follow(session: ClientHttp2Session): Followed {
    const closed = Promise.withResolvers<void>();
    const { socket } = session;
    // Taken now, bound to the socket: a session that is closing hides it, and waits without end for a peer that is frozen.
    const cut = socket.resetAndDestroy;
    const followed: Followed = { port: socket.localPort ?? 0, conns: new Map(), closed: closed.promise, cut };
    open.set(session, followed);
    session.once('goaway', () => {
      const at_ms = clock.monotonicMs();
      for (const [client, conn] of followed.conns) onEvent({ at_ms, client, kind: 'goaway', conn });
    });
    session.once('close', () => {
      open.delete(session);
      const at_ms = clock.monotonicMs();
      for (const [client, conn] of followed.conns) onEvent({ at_ms, client, kind: 'disconnect', conn, by });
      closed.resolve();
    });
    return followed;
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
