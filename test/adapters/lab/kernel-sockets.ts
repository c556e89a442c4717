import { readFileSync } from 'node:fs';

/** TCP states and columns: kernel documentation, networking/proc_net_tcp. */
const ESTABLISHED = '01';
const LISTENING = '0A';

function socketsAt(port: number, state: string): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, own, , of]) => of === state && own?.endsWith(local)).length;
}

/** Established IPv4 connections that this host accepted at a port, as the kernel counts them. */
export function acceptedSockets(port: number): number {
  return socketsAt(port, ESTABLISHED);
}

/** Whether anything listens at a port of this host. */
export function isListening(port: number): boolean {
  return socketsAt(port, LISTENING) > 0;
}

export function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}
