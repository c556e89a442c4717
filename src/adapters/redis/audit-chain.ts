import { createHash } from 'node:crypto';
import type { AuditChain, AuditEntry, AuditEvent } from '../../domain/audit.ts';

/** The number and the hash of the newest entry. */
export interface Head {
  seq: number;
  hash: string;
}

/** What the first entry of a log follows. */
export const BEGINNING: Head = { seq: 0, hash: '' };

/** An entry as it is stored: the hash of the one before it, the text that was hashed, and the hash. */
export interface Link extends Head {
  previous: string;
  event: string;
}

/** The entry after another one. Its hash is over number, the hash before it and the event, so that none can be changed alone. */
export function linkAfter(before: Head, event: AuditEvent): Link {
  const link = { seq: before.seq + 1, previous: before.hash, event: JSON.stringify(event) };
  return { ...link, hash: hashOf(link) };
}

/** Null for one whose text somebody broke. */
export function entryOf({ seq, event }: Link): AuditEntry | null {
  try {
    return { seq, ...(JSON.parse(event) as AuditEvent) };
  } catch {
    return null;
  }
}

/**
 * Checks the entries that are there, oldest first, against each other and against what the log says of its newest.
 * `keeps` is how many entries a log keeps; only a log of so many has lost its first ones by itself.
 */
export function verifyChain(links: readonly Link[], newest: Head, keeps: number): AuditChain {
  const [oldest] = links;
  const first = Math.max(1, newest.seq - keeps + 1);
  let before = first === 1 ? BEGINNING : { seq: first - 1, hash: oldest?.previous ?? '' };
  const found = { entries: links.length, since: oldest === undefined ? null : (entryOf(oldest)?.at ?? null) };
  for (const link of links) {
    const isNext = link.seq === before.seq + 1 && link.previous === before.hash && link.hash === hashOf(link);
    if (!isNext) return { ...found, brokenAt: before.seq + 1 };
    before = link;
  }
  if (before.seq === newest.seq && before.hash === newest.hash) return { ...found, brokenAt: null };
  return { ...found, brokenAt: Math.min(before.seq + 1, newest.seq) };
}

function hashOf({ seq, previous, event }: Omit<Link, 'hash'>): string {
  return createHash('sha256').update(`${seq}\n${previous}\n${event}`).digest('hex');
}
