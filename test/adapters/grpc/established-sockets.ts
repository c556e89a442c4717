import { readFileSync } from 'node:fs';

/** TCP states and columns: kernel documentation, networking/proc_net_tcp. */
const ESTABLISHED = '01';

/** Established IPv4 connections of this host to a remote port, as the kernel counts them. */
export function establishedSockets(port: number): number {
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , peer, state]) => state === ESTABLISHED && peer?.endsWith(remote)).length;
}
