import { createServer, type Server, type Socket } from 'node:net';

/** A zone of the balancer: its name and the address of its node. */
export interface ZoneAddress {
  name: string;
  host: string;
}

/** Where a zone takes connections. */
export interface ZoneListener {
  name: string;
  host: string;
  port: number;
  close(): Promise<void>;
}

const TRIES = 20;
/** Connections that wait to be accepted, so that thousands of clients can come at once. */
const BACKLOG = 4096;

/**
 * Listens in every zone, at the same port wherever each zone has an address of its own, as a listener of an NLB does;
 * zones that share an address get a port each.
 * @throws Error when no port is free in all of them
 */
export async function listenInZones(
  zones: readonly ZoneAddress[],
  onConnection: (zone: string, client: Socket) => void,
): Promise<ZoneListener[]> {
  const isShared = new Set(zones.map(({ host }) => host)).size < zones.length;
  for (let i = 0; i < TRIES; i++) {
    const listeners: ZoneListener[] = [];
    try {
      for (const zone of zones) {
        const port = isShared ? 0 : (listeners[0]?.port ?? 0);
        listeners.push(await listen(zone, port, onConnection));
      }
      return listeners;
    } catch (cause) {
      await Promise.all(listeners.map((listener) => listener.close()));
      if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    }
  }
  throw new Error(`the lab's NLB found no port that is free in all its zones (${TRIES} tries)`);
}

async function listen(
  { name, host }: ZoneAddress,
  wanted: number,
  onConnection: (zone: string, client: Socket) => void,
): Promise<ZoneListener> {
  // Each side ends its half by itself: the balancer passes FIN on and adds none.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => onConnection(name, client));
  await new Promise<void>((resolve, reject) => {
    // Later errors are of one accept that found no file descriptor left: the connection is lost, the listener is not.
    server.on('error', reject);
    server.listen({ host, port: wanted, backlog: BACKLOG, exclusive: true }, resolve);
  });
  const { port } = server.address() as { port: number };
  return { name, host, port, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
