import { peakPerSecond } from '../analysis/clients.ts';
import { expectedActive, expectedPicksPerSecond } from '../prediction.ts';
import { longestLifeMs, type Setting } from '../setting.ts';
import { simulateConnections } from '../simulation/simulate-connections.ts';
import { criticalSumOfSquares } from '../statistics/critical-sum.ts';
import type { AskedAdvice } from './workload-keys.ts';

/** What a setting would do, by the model. Times in milliseconds, rates per second of all clients. */
export interface PredictedSetting {
  setting: Setting;
  /** By then every client has picked anew, whatever the luck. */
  within_ms: number;
  reconnects_per_s: number;
  /** Share of the time in which a client has a connection open. */
  duty: number;
  /** Share of streams that are cut, in percent; 0 for unary requests. */
  cut_percent: number;
}

/** What replays in virtual time show of a setting, from a moment when all connections are on one Pod. */
export interface Replay {
  /** When connections are as even as random picks are in 95 % of cases, ms; null when it can't be said. */
  even_ms: number | null;
  /** Most reconnects in one second. */
  peak_per_s: number;
}

/** A replay of more requests than this would keep the asker waiting; fewer clients stand for all of them then. */
const MAX_REQUESTS = 400_000;
/** Random picks are uneven in one moment of twenty: of one replay alone the way back would sometimes be two lives long. */
const REPLAYS = 5;
const MAX_REQUESTS_EACH = 5000;

/** Predicts `max_connection_duration` for a workload, by the exact formulas of {@link expectedPicksPerSecond}. */
export function predictSetting(setting: Setting, asked: AskedAdvice): PredictedSetting {
  const { clients, interval_ms, stream_ms } = asked;
  const stream = streamMs(setting, asked);
  const { kind: settingKind, value_ms, jitter_percent: jitterPercent } = setting;
  const cycle = { clients, intervalMs: interval_ms, jitterPercent, callMs: stream };
  return {
    setting,
    within_ms: longestLifeMs(setting) + stream + interval_ms,
    reconnects_per_s: expectedPicksPerSecond({ ...cycle, settingKind, valueMs: value_ms }),
    duty: expectedActive({ ...cycle, durationMs: value_ms }) / clients,
    cut_percent: stream_ms > stream ? 100 : 0,
  };
}

/** How long a stream lasts under a setting; 0 for unary requests. */
function streamMs({ max_stream_duration_ms }: Setting, { stream_ms }: AskedAdvice): number {
  return Math.min(stream_ms, max_stream_duration_ms ?? Number.POSITIVE_INFINITY);
}

/** The setting as it acts on a connection whose streams make it stay longer, for a replay that knows no streams. */
function withStreams(setting: Setting, asked: AskedAdvice): Setting {
  const stream = streamMs(setting, asked);
  const { jitter_percent: _jitter, ...plain } = setting;
  return stream === 0 ? setting : { ...plain, value_ms: Math.ceil(setting.value_ms / stream) * stream };
}

/** Replays a setting on k Pods in virtual time, some times, and gives the middle of them; the same seed gives the same. */
export function replaySetting(setting: Setting, asked: AskedAdvice, pods: number, seed: number): Replay {
  const replays = Array.from({ length: REPLAYS }, (_, index) => replayOnce(setting, asked, pods, seed + index));
  const even = middle(replays.map(({ even_ms }) => even_ms ?? Number.POSITIVE_INFINITY));
  return {
    even_ms: Number.isFinite(even) ? even : null,
    peak_per_s: middle(replays.map(({ peak_per_s }) => peak_per_s)),
  };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function replayOnce(asking: Setting, asked: AskedAdvice, pods: number, seed: number): Replay {
  const { clients } = asked;
  const setting = withStreams(asking, asked);
  const endMs = 2.2 * longestLifeMs(setting) + 2 * asked.interval_ms;
  // Of so long a life the interval is no part that could be seen.
  const interval_ms = Math.max(asked.interval_ms, endMs / MAX_REQUESTS_EACH);
  const few = Math.min(clients, Math.floor(MAX_REQUESTS / Math.max(1, endMs / interval_ms)));
  const names = Array.from({ length: pods }, (_, pod) => `pod-${pod}`);
  const [first = ''] = names;
  const picks: { at: number; uid: string; client: number }[] = [];
  simulateConnections(
    {
      clients: few,
      intervalMs: interval_ms,
      // One Pod alone until every client is on it.
      pods: [first],
      timeline: names.slice(1).map((uid) => ({ at_ms: interval_ms, kind: 'added', uid })),
      settingOf: () => setting,
      endMs,
      seed,
    },
    { onPick: (at, uid, client) => picks.push({ at, uid, client }) },
  );
  picks.sort((a, b) => a.at - b.at);
  const after = picks.filter(({ at }) => at >= interval_ms);
  return {
    even_ms: firstEven(picks, few, names, interval_ms),
    peak_per_s: Math.ceil((peakPerSecond(after.map(({ at }) => at)) * clients) / few),
  };
}

/** How long after the other Pods came the connections were as even as random picks are in 95 % of cases. */
function firstEven(
  picks: readonly { at: number; uid: string; client: number }[],
  clients: number,
  pods: readonly string[],
  from: number,
): number | null {
  const critical = criticalSumOfSquares(clients, pods.length, 0.05);
  if (!Number.isFinite(critical)) return null;
  const home = new Map<number, string>();
  const counts = new Map<string, number>();
  let squares = 0;
  // A Pod's count moves by one, and its square by the sum of the two counts: the Pods need not be gone through.
  const move = (uid: string, by: 1 | -1): void => {
    const count = counts.get(uid) ?? 0;
    squares += 2 * by * count + 1;
    counts.set(uid, count + by);
  };
  for (const { at, uid, client } of picks) {
    const before = home.get(client);
    if (before !== undefined) move(before, -1);
    home.set(client, uid);
    move(uid, 1);
    if (at >= from && squares < critical) return at - from;
  }
  return null;
}
