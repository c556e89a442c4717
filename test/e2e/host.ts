import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/** A process as the kernel shows it. */
export interface HostProcess {
  pid: number;
  ppid: number;
  command: string;
}

/**
 * Processes that carry this text in their command line, environment or working directory (Valkey writes its title over
 * the first two); a folder of an instance's own marks all its parts.
 */
export function processesWith(mark: string): HostProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const isMarked = [command, environment, readlinkSync(`/proc/${name}/cwd`)].some((text) => text.includes(mark));
        return isMarked && state !== 'Z' ? [{ pid: Number(name), ppid: Number(ppid), command }] : [];
      } catch {
        // It ended while it was read.
        return [];
      }
    });
}

/** Ids of the Envoy processes that are Pods of the lab in this folder, by the Pod's name. */
export function podProcesses(folder: string): Map<string, number> {
  const pods = new Map<string, number>();
  for (const { pid, command } of processesWith(`${folder}/envoy/envoy-`)) {
    const name = /\/envoy\/(envoy-[a-z0-9]+-[a-z0-9]+)\/envoy\.json/.exec(command)?.[1];
    if (name !== undefined) pods.set(name, pid);
  }
  return pods;
}

export function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Listens at a place until closed, as a program that got there first. */
export async function occupy(port: number, host = '127.0.0.1'): Promise<{ close(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, resolve);
  });
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}

const LOW = 20_000;
const HIGH = 29_999;
/** Where the lab's nodes listen on Linux. */
const NODE_HOSTS = ['127.0.0.11', '127.0.0.12'];

/** A port that is free on loopback and on the lab's nodes, below those that the kernel gives to outgoing connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOW + Math.floor(Math.random() * (HIGH - LOW));
    try {
      for (const host of ['127.0.0.1', ...NODE_HOSTS]) await (await occupy(port, host)).close();
      return port;
    } catch {
      // Taken: another one.
    }
  }
}
