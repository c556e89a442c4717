import { createServer } from 'node:net';
import { platform } from 'node:os';

/** A node of the lab with its zone: name, and address on loopback. */
export interface LabNode {
  name: string;
  zone: string;
  host: string;
  /** Address of the NLB in the node's zone. */
  nlbHost: string;
}

/** Kubernetes' default range of NodePorts. */
const NODE_PORTS = { from: 30_000, to: 32_767 };
const TRIES = 50;

/**
 * Two nodes, each in a zone of its own. Linux answers on all of 127.0.0.0/8, so that each node gets an address of its own
 * and the same NodePort, as in a cluster, and each zone an address of the NLB; elsewhere all share 127.0.0.1, and the
 * second node listens one port higher.
 */
export function labNodes(): LabNode[] {
  const own = platform() === 'linux';
  return [
    {
      name: 'node-1',
      zone: 'lab-1a',
      host: own ? '127.0.0.11' : '127.0.0.1',
      nlbHost: own ? '127.0.0.21' : '127.0.0.1',
    },
    {
      name: 'node-2',
      zone: 'lab-1b',
      host: own ? '127.0.0.12' : '127.0.0.1',
      nlbHost: own ? '127.0.0.22' : '127.0.0.1',
    },
  ];
}

/** The port at which a node listens for the NodePort. */
export function portOn(nodes: readonly LabNode[], index: number, nodePort: number): number {
  return new Set(nodes.map((node) => node.host)).size === nodes.length ? nodePort : nodePort + index;
}

/**
 * The NodePort asked for, or a free one of Kubernetes' range when `wanted` is 0.
 * @throws Error naming the port when it is taken
 */
export async function chooseNodePort(nodes: readonly LabNode[], wanted: number, random: () => number): Promise<number> {
  if (wanted !== 0) {
    if (await isFree(nodes, wanted)) return wanted;
    throw new Error(
      `port ${wanted}, the lab's NodePort, is in use: stop the program that listens there (another \`npm start\`?) or set LAB_NODE_PORT`,
    );
  }
  for (let i = 0; i < TRIES; i++) {
    const port = NODE_PORTS.from + Math.floor(random() * (NODE_PORTS.to - NODE_PORTS.from));
    if (await isFree(nodes, port)) return port;
  }
  throw new Error(`no free port between ${NODE_PORTS.from} and ${NODE_PORTS.to} for the lab's NodePort`);
}

async function isFree(nodes: readonly LabNode[], port: number): Promise<boolean> {
  const free = await Promise.all(nodes.map((node, index) => canBind(node.host, portOn(nodes, index, port))));
  return free.every(Boolean);
}

function canBind(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
