import type { Redis } from 'ioredis';
import { clockFinding, type Finding, type Keeps } from '../../domain/finding.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Diagnostics } from '../../ports/diagnostics.ts';

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
          { ok: true, kind: 'redis-persistence', keeps: keepsOf(info, isOwn) },
          clockFinding(skewMs(Number(seconds) * 1000, Date.parse(clock.wallIso()))),
        ];
      } catch {
        // What its client says of a lost connection helps nobody.
        return [{ ok: false, kind: 'redis-silent', isOwn }];
      }
    },
  };
}

function answers(info: string, took_ms: number): Finding {
  const answer = { version: field(info, 'valkey_version') ?? field(info, 'redis_version'), took_ms };
  const policy = field(info, 'maxmemory_policy') ?? 'noeviction';
  return policy === 'noeviction'
    ? { ok: true, kind: 'redis', answer }
    : { ok: false, kind: 'redis-drops', answer, policy };
}

/** What the bot keeps is in Redis alone; what has to be undone is on the target too. */
function keepsOf(info: string, isOwn: boolean): Keeps {
  if (field(info, 'aof_enabled') === '1') return 'for-good';
  return isOwn ? 'until-end' : 'until-restart';
}

/** Redis was asked for whole seconds, a moment ago. */
function skewMs(theirs: number, ours: number): number {
  return Math.max(0, Math.abs(ours - theirs) - 1000);
}

function field(info: string, name: string): string | null {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? null;
}
