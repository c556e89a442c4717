import type { Redis } from 'ioredis';
import { type AuditEntry, isAsked } from '../../domain/audit.ts';
import { AppError } from '../../domain/errors.ts';
import { AUDIT_ENTRIES, type AuditLog } from '../../ports/audit-log.ts';
import { BEGINNING, entryOf, type Head, type Link, linkAfter, verifyChain } from './audit-chain.ts';
import { keys } from './keys.ts';
import { withRedisErrors } from './redis-errors.ts';

/** Entries that are read at once. */
const CHUNK = 1000;
/** How often an entry is made anew because another process was first. */
const TRIES = 50;

/**
 * Appends only to the entry that it was made for, in one step, so that two processes never make one number twice.
 * Keys: stream, head. Arguments: the head's hash before, seq, previous, hash, event, entries kept. Gives 1, or 0 when
 * another entry was first.
 */
const APPEND = `
if (redis.call('HGET', KEYS[2], 'hash') or '') ~= ARGV[1] then return 0 end
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[6], '*', 'seq', ARGV[2], 'previous', ARGV[3], 'hash', ARGV[4], 'event', ARGV[5])
redis.call('HSET', KEYS[2], 'seq', ARGV[2], 'hash', ARGV[4])
return 1
`;

export interface AuditLogConfig {
  redis: Redis;
  /** Entries kept; fewer than {@link AUDIT_ENTRIES} are for tests. */
  keeps?: number;
}

/** Keeps the audit log in a stream. All errors of Redis come out as AppError `queue_unavailable`. */
export function createAuditLog({ redis, keeps = AUDIT_ENTRIES }: AuditLogConfig): AuditLog {
  const head = async (): Promise<Head> => {
    const [seq, hash] = await redis.hmget(keys.auditHead, 'seq', 'hash');
    return seq && hash ? { seq: Number(seq), hash } : BEGINNING;
  };

  /** Newest first. */
  async function* links(): AsyncGenerator<Link> {
    let from = '+';
    for (;;) {
      const found = await redis.xrevrange(keys.audit, from, '-', 'COUNT', CHUNK);
      for (const [, fields] of found) yield linkOf(fields);
      if (found.length < CHUNK) return;
      from = `(${found.at(-1)?.[0] ?? ''}`;
    }
  }

  return withRedisErrors({
    async append(event) {
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const before = await head();
        const link = linkAfter(before, event);
        const args = [before.hash, link.seq, link.previous, link.hash, link.event, keeps];
        if ((await redis.eval(APPEND, 2, keys.audit, keys.auditHead, ...args)) === 1) return;
        // A call that the client sent twice, because its first answer was lost, has done it already.
        if ((await head()).hash === link.hash) return;
      }
      throw new AppError('queue_unavailable', `Redis did not take an audit entry: others came first ${TRIES} times.`);
    },
    async page(filter, { skip, limit }) {
      const entries: AuditEntry[] = [];
      let total = 0;
      for await (const link of links()) {
        const entry = entryOf(link);
        if (entry === null || !isAsked(entry, filter)) continue;
        if (total >= skip && entries.length < limit) entries.push(entry);
        total += 1;
      }
      return { entries, total };
    },
    async verify() {
      for (let attempt = 1; ; attempt++) {
        const newest = await head();
        const found: Link[] = [];
        for await (const link of links()) found.push(link);
        // Entries that came while it was read are in one and not in the other.
        const isStill = (await head()).hash === newest.hash;
        if (isStill || attempt === TRIES) return verifyChain(found.reverse(), newest, keeps);
      }
    },
  } satisfies AuditLog);
}

function linkOf(fields: readonly string[]): Link {
  const of = (name: string): string => fields[fields.indexOf(name) + 1] ?? '';
  return { seq: Number(of('seq')), previous: of('previous'), hash: of('hash'), event: of('event') };
}
