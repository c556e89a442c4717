import type { ErrorCode } from './errors.ts';

/** What a look at one thing found. Who reads it is told in words by `src/domain/text/doctor-text.ts`. */
export type Finding = Well | Problem;

/** Something as it should be. */
export type Well = { ok: true } & (
  | { kind: 'slack-token'; user: string; team: string }
  | { kind: 'slack-scopes' }
  | { kind: 'socket-mode' }
  | { kind: 'redis'; answer: RedisAnswer }
  | { kind: 'redis-persistence'; keeps: Keeps }
  | { kind: 'clock' }
  | { kind: 'audit-empty' }
  /** `since`: when the oldest entry was written, ISO-8601 UTC. */
  | { kind: 'audit-log'; entries: number; since: string }
);

/** Something to mend. What another program said of it, `reason` or `why`, is as that said it. */
export type Problem = { ok: false } & (
  | { kind: 'slack-token'; reason: string }
  | { kind: 'slack-scopes'; missing: readonly string[] }
  | { kind: 'socket-mode'; reason: string }
  /** `isOwn`: it is the Valkey that this instance has started for itself, and that ends with it. */
  | { kind: 'redis-silent'; isOwn: boolean }
  /** `policy`: its maxmemory-policy, by which it may drop keys. */
  | { kind: 'redis-drops'; answer: RedisAnswer; policy: string }
  | { kind: 'clock'; off_ms: number }
  /** `entry`: number of the first entry that was changed or removed. */
  | { kind: 'audit-log'; entry: number }
  | { kind: 'instance-ends'; why: string }
  /** `code`: null for an error that has none, and no advice. */
  | { kind: 'not-started'; why: string; code: ErrorCode | null }
);

export interface RedisAnswer {
  /** e.g. `8.1.1`; null where it does not say. */
  version: string | null;
  took_ms: number;
}

/** How long Redis has what the bot keeps: for good, until it restarts, or until the instance ends whose own Valkey it is. */
export type Keeps = 'for-good' | 'until-restart' | 'until-end';

/** Clocks that differ by more make times in messages and the ends of approvals wrong, in milliseconds. */
const MAX_SKEW_MS = 5000;

/** A clock that is `off_ms` off that of Redis, either way. */
export function clockFinding(off_ms: number): Finding {
  return off_ms <= MAX_SKEW_MS ? { ok: true, kind: 'clock' } : { ok: false, kind: 'clock', off_ms };
}
