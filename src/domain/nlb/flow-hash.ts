/** One end of a TCP connection. */
export interface FlowEnd {
  address: string;
  port: number;
}

/** What a Network Load Balancer knows a TCP flow by. */
export interface Flow {
  source: FlowEnd;
  destination: FlowEnd;
  /** The first TCP sequence number of the client, 32 bits. */
  sequence: number;
}

const TCP = 'tcp';
const RANGE = 2 ** 32;

/**
 * A number of 32 bits for a flow: the same for the same protocol, source and destination (address and port) and TCP
 * sequence number, which are what an NLB hashes (AWS, "What is a Network Load Balancer", routing). How AWS hashes is not
 * published; this is FNV-1a over the six (Fowler, Noll and Vo), then the finalizer of MurmurHash3 (Appleby), because
 * FNV alone spreads neighbouring ports badly in its high bits.
 */
export function flowHash({ source, destination, sequence }: Flow): number {
  const text = `${TCP} ${source.address} ${source.port} ${destination.address} ${destination.port} ${sequence}`;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The target that a hash stands for, each with the same chance; null where there is none. */
export function pickByHash<T>(hash: number, targets: readonly T[]): T | null {
  return targets[Math.floor((hash / RANGE) * targets.length)] ?? null;
}
