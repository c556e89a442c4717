import { readFileSync } from 'node:fs';

/** TCP states and columns: kernel documentation, networking/proc_net_tcp. */
const ESTABLISHED = '01';
const LISTENING = '0A';

/** Sockets in a state whose own address is HOST:PORT, or `:PORT` on any address. */
function socketsAt(address: string, state: string): number {
  const [host = '', port = ''] = address.split(':');
  const parts = host === '' ? [] : host.split('.').reverse();
  const local = `${parts.map((part) => hex(part, 2)).join('')}:${hex(port, 4)}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, own, , of]) => of === state && own?.endsWith(local)).length;
}

function hex(number: string, digits: number): string {
  return Number(number).toString(16).toUpperCase().padStart(digits, '0');
}

/** Established IPv4 connections that this host accepted at HOST:PORT, as the kernel counts them. */
export function acceptedSockets(address: string): number {
  return socketsAt(address, ESTABLISHED);
}

/** Whether anything listens at a port of this host. */
export function isListening(port: number): boolean {
  return socketsAt(`:${port}`, LISTENING) > 0;
}

export function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}
