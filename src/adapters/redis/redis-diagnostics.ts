import type { Redis } from 'ioredis';
import type { Finding } from '../../domain/finding.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Diagnostics } from '../../ports/diagnostics.ts';

/** Clocks that differ by more make times in messages and the ends of approvals wrong, in milliseconds. */
const MAX_SKEW_MS = 5000;
const TIMEOUT_MS = 1800;

export interface RedisDiagnosticsDeps {
  redis: Redis;
  clock: Clock;
  /** Whether it is the Valkey that this instance has started for itself, and that ends with it. */
  isOwn: boolean;
}

/** Looks at Redis: whether it answers, whether it keeps what it is told, and whether its clock is this host's. */
export function createRedisDiagnostics({ redis, clock, isOwn }: RedisDiagnosticsDeps): Diagnostics {
  return {
    async look() {
      try {
        const over = new AbortController();
        const late = clock.sleep(TIMEOUT_MS, over.signal).then(
          () => Promise.reject(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)),
          () => new Promise<never>(() => undefined),
        );
        const asked = clock.monotonicMs();
        const work = Promise.all([redis.info(), redis.time()]);
        const [info, [seconds]] = await Promise.race([work, late]).finally(() => over.abort(new Error('answered')));
        const took = Math.round(clock.monotonicMs() - asked);
        return [
          answers(info, took),
          persistence(info, isOwn),
          clockOf(Number(seconds) * 1000, Date.parse(clock.wallIso())),
        ];
      } catch {
        // What its client says of a lost connection helps nobody.
        const fix = isOwn
          ? 'The Valkey of this instance has ended, and the instance ends with it: start it again.'
          : 'Check REDIS_URL and that Redis or Valkey runs.';
        return [{ what: 'Redis', ok: false, says: 'does not answer', fix }];
      }
    },
  };
}

function answers(info: string, took: number): Finding {
  const version = field(info, 'valkey_version') ?? field(info, 'redis_version') ?? 'of an unknown version';
  const policy = field(info, 'maxmemory_policy') ?? 'noeviction';
  const says = `${version}, answers in ${took} ms`;
  if (policy === 'noeviction') return { what: 'Redis', ok: true, says, fix: null };
  return {
    what: 'Redis',
    ok: false,
    says: `${says}, but its maxmemory-policy ${policy} may drop queued runs`,
    fix: 'Set maxmemory-policy to noeviction.',
  };
}

/** What the bot keeps is in Redis alone; what has to be undone is on the target too. */
function persistence(info: string, isOwn: boolean): Finding {
  const what = 'Redis persistence';
  if (field(info, 'aof_enabled') === '1') return { what, ok: true, says: 'append-only file', fix: null };
  const lost = 'queued runs, the history, schedules and the audit log';
  const says = isOwn
    ? `none: ${lost} end with this instance's own Valkey, as soon as it is started again; set REDIS_URL to a Redis with persistence to keep them`
    : `none: ${lost} are gone when it restarts; turn on its append-only file to keep them`;
  return { what, ok: true, says, fix: null };
}

function clockOf(theirs: number, ours: number): Finding {
  // Redis was asked for whole seconds, a moment ago.
  const skew = Math.max(0, Math.abs(ours - theirs) - 1000);
  if (skew <= MAX_SKEW_MS) return { what: 'Clock', ok: true, says: 'as Redis has it', fix: null };
  return {
    what: 'Clock',
    ok: false,
    says: `${Math.round(skew / 1000)} s off the clock of Redis`,
    fix: 'Set both hosts by the same time servers (NTP).',
  };
}

function field(info: string, name: string): string | null {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? null;
}
