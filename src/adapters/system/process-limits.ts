import { readFileSync } from 'node:fs';

/** Where the kernel says nothing, nothing is known to be too little. */
const UNKNOWN = Number.POSITIVE_INFINITY;

/** What this process may open: file descriptors and local ports, as Linux tells (proc(5), ip(7)). */
export function processLimits(): { files: number; ports: number } {
  return {
    files: openFiles(text('/proc/self/limits')),
    ports: localPorts(text('/proc/sys/net/ipv4/ip_local_port_range')),
  };
}

function openFiles(limits: string): number {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? UNKNOWN : Number(soft);
}

function localPorts(range: string): number {
  const [, first, last] = /^(\d+)\s+(\d+)/.exec(range) ?? [];
  return first === undefined ? UNKNOWN : Number(last) - Number(first) + 1;
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
