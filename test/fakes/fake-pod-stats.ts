import { AppError } from '../../src/domain/errors.ts';
import type { PodCounters } from '../../src/domain/topology.ts';
import type { PodStats } from '../../src/ports/pod-stats.ts';

/** What a connection can be closed by, as Envoy counts it. */
export type FakeCloseCause = 'max_duration' | 'idle_timeout' | 'max_requests' | 'drain_close';

export interface FakePodStats {
  stats: PodStats;
  /** Counts a connection that a client opened to the Pod. */
  opened(uid: string): void;
  /** Counts the end of one; without a cause the client left. */
  closed(uid: string, cause?: FakeCloseCause): void;
  /** Readings of the Pod fail with this reason from now on; null lets them succeed again. */
  fail(uid: string, reason: string | null): void;
  /** The Pod's counters, to look at or to change. */
  counters(uid: string): PodCounters;
}

/** Counters in memory; a Pod that nobody connected to reads as zeros. */
export function createFakePodStats(): FakePodStats {
  const byUid = new Map<string, PodCounters>();
  const failing = new Map<string, string>();
  const counters = (uid: string): PodCounters => {
    const found = byUid.get(uid) ?? zeros();
    byUid.set(uid, found);
    return found;
  };
  return {
    stats: {
      prepare: async () => ({ from: 'pods', interval_ms: null }),
      async read(pod) {
        const reason = failing.get(pod.uid);
        if (reason !== undefined) {
          throw new AppError('stats_unreadable', `Pod ${pod.name} did not give its statistics: ${reason}.`);
        }
        return { counters: { ...counters(pod.uid) } };
      },
    },
    opened(uid) {
      const own = counters(uid);
      for (const name of ['cx_active', 'cx_total', 'http2_active', 'http2_total'] as const) own[name] += 1;
    },
    closed(uid, cause) {
      const own = counters(uid);
      for (const name of ['cx_active', 'http2_active'] as const) own[name] -= 1;
      own.destroy += 1;
      if (cause !== undefined) own[cause] += 1;
    },
    fail(uid, reason) {
      if (reason === null) failing.delete(uid);
      else failing.set(uid, reason);
    },
    counters,
  };
}

function zeros(): PodCounters {
  return {
    cx_active: 0,
    cx_total: 0,
    http2_active: 0,
    http2_total: 0,
    destroy: 0,
    destroy_active_rq: 0,
    max_duration: 0,
    idle_timeout: 0,
    max_requests: 0,
    drain_close: 0,
  };
}
