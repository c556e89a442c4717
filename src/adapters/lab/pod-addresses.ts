import { createServer } from 'node:net';
import { platform } from 'node:os';

/** Where a Pod takes its clients: an address of its own; port 0 takes a free one. */
export interface PodAddress {
  host: string;
  port: number;
}

/** Below the range that the kernel gives to clients, and above what services usually take. */
const PORTS = { from: 20_000, to: 29_999 };
const TRIES = 50;
/** Last numbers of a network of 256 addresses that a Pod may have. */
const HOSTS = 254;

/**
 * Gives each Pod an address. Linux answers on all of 127.0.0.0/8, so that there each has one of its own and all the same
 * port, as Pods of a cluster do: a DNS name can only stand for such. Elsewhere all share 127.0.0.1 and have any port.
 * @param random draws the network and the port, so that labs side by side do not meet
 * @throws Error when no port is free
 */
export async function createPodAddresses(random: () => number): Promise<() => PodAddress> {
  if (platform() !== 'linux') return () => ({ host: '127.0.0.1', port: 0 });
  const network = `127.${64 + Math.floor(random() * 128)}.${Math.floor(random() * 256)}`;
  const port = await freePort(network, random);
  let given = 0;
  return () => {
    given += 1;
    return { host: `${network}.${1 + ((given - 1) % HOSTS)}`, port };
  };
}

async function freePort(network: string, random: () => number): Promise<number> {
  for (let i = 0; i < TRIES; i++) {
    const port = PORTS.from + Math.floor(random() * (PORTS.to - PORTS.from));
    if (await isFree(`${network}.1`, port)) return port;
  }
  throw new Error(`no free port between ${PORTS.from} and ${PORTS.to} for the lab's Pods`);
}

/** A program that listens on every address takes the port from this one too. */
function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
