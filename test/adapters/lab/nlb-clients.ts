import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A target that keeps what arrives, and speaks only when it is told to. */
export interface FakeBackend {
  address: string;
  sockets: Socket[];
  /** What each connection ended with, in order: `end` for FIN, else the error's code. */
  ends: string[];
  /** Waits for so many connections. */
  accepted(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Answers each chunk with the same bytes. */
export async function startBackend(): Promise<FakeBackend> {
  const sockets: Socket[] = [];
  const ends: string[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (chunk) => socket.write(chunk));
    socket.on('end', () => ends.push('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => ends.push(error.code ?? ''));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    address: `127.0.0.1:${port}`,
    sockets,
    ends,
    async accepted(count) {
      while (sockets.length < count) await once(server, 'connection');
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A client's connection, and how it ended. */
export interface FakeClient {
  socket: Socket;
  /** `end` for FIN, else the error's code; pending while it is open. */
  ended: Promise<string>;
  /** Sends bytes and waits for the same number back. */
  ask(): Promise<void>;
  isOpen(): boolean;
}

/** Opens a connection; the handshake is the kernel's, so that it succeeds although the balancer may refuse it at once. */
export async function openClient(address: string): Promise<FakeClient> {
  const at = address.lastIndexOf(':');
  const socket = connect(Number(address.slice(at + 1)), address.slice(0, at));
  const ended = Promise.withResolvers<string>();
  socket.on('end', () => ended.resolve('end'));
  socket.on('error', (error: NodeJS.ErrnoException) => ended.resolve(error.code ?? ''));
  const opened = await Promise.race([once(socket, 'connect'), ended.promise]);
  if (typeof opened !== 'string') socket.setNoDelay(true);
  return {
    socket,
    ended: ended.promise,
    async ask() {
      const answered = once(socket, 'data');
      socket.write('ping');
      await answered;
    },
    isOpen: () => !socket.destroyed && socket.readable,
  };
}
