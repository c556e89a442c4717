import { expectedActive, expectedPicksPerSecond } from '../prediction.ts';
import { type DurationSetting, longestLifeMs } from '../setting.ts';
import { simulateConnections } from '../simulation/simulate-connections.ts';
import { criticalSumOfSquares } from '../statistics/critical-sum.ts';
import { mostWithin, peakPerSecond } from '../statistics/peak-per-second.ts';
import type { AskedAdvice } from './workload-keys.ts';

/** What a setting would do, by the model. Times in milliseconds, rates per second of all clients. */
export interface PredictedSetting {
  setting: DurationSetting;
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

/** Replays of more than this would keep waiting whoever shares the thread with them; fewer clients stand for all then. */
const MAX_REQUESTS = 400_000;
const MAX_CLIENTS = 20_000;
/** Random picks are uneven in one moment of twenty: of one replay alone the way back would sometimes be two lives long. */
const REPLAYS = 5;
const MAX_REQUESTS_EACH = 5000;
/** So many events are no chance of a few. */
const ENOUGH_EVENTS = 100;

/** Predicts `max_connection_duration` for a workload, by the exact formulas of {@link expectedPicksPerSecond}. */
export function predictSetting(setting: DurationSetting, asked: AskedAdvice): PredictedSetting {
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
function streamMs({ max_stream_duration_ms }: DurationSetting, { stream_ms }: AskedAdvice): number {
  return Math.min(stream_ms, max_stream_duration_ms ?? Number.POSITIVE_INFINITY);
}

/** The setting as it acts on a connection whose streams make it stay longer, for a replay that knows no streams. */
function withStreams(setting: DurationSetting, asked: AskedAdvice): DurationSetting {
  const stream = streamMs(setting, asked);
  const { jitter_percent: _jitter, ...plain } = setting;
  return stream === 0 ? setting : { ...plain, value_ms: Math.ceil(setting.value_ms / stream) * stream };
}

/** Replays a setting on k Pods in virtual time, some times, and gives the middle of them; the same seed gives the same. */
export function replaySetting(asking: DurationSetting, asked: AskedAdvice, pods: number, seed: number): Replay {
  const setting = withStreams(asking, asked);
  const endMs = 2.2 * longestLifeMs(setting) + 2 * asked.interval_ms;
  // Of so long a life the interval is no part that could be seen.
  const intervalMs = Math.max(asked.interval_ms, endMs / MAX_REQUESTS_EACH);
  const most = Math.floor(MAX_REQUESTS / Math.max(1, endMs / intervalMs));
  const clients = Math.min(asked.clients, MAX_CLIENTS, most);
  const critical = criticalSumOfSquares(clients, pods, 0.05);
  const replays = Array.from({ length: REPLAYS }, (_, index) => {
    const picks = replayOnce({ setting, clients, intervalMs, endMs, seed: seed + index }, pods);
    const after = picks.filter(({ at }) => at >= intervalMs).map(({ at }) => at);
    return { even_ms: firstEven(picks, critical, intervalMs), peak_per_s: peakOfAll(after, asked.clients / clients) };
  });
  const even = middle(replays.map(({ even_ms }) => even_ms ?? Number.POSITIVE_INFINITY));
  return {
    even_ms: Number.isFinite(even) ? even : null,
    peak_per_s: middle(replays.map(({ peak_per_s }) => peak_per_s)),
  };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

interface Pick {
  at: number;
  uid: string;
  client: number;
}

/** One replay's connections in the order of time: one Pod alone until every client is on it, then all of them. */
function replayOnce(
  replay: { setting: DurationSetting; clients: number; intervalMs: number; endMs: number; seed: number },
  pods: number,
): Pick[] {
  const { setting, ...rest } = replay;
  const names = Array.from({ length: pods }, (_, pod) => `pod-${pod}`);
  const picks: Pick[] = [];
  simulateConnections(
    {
      ...rest,
      pods: names.slice(0, 1),
      timeline: names.slice(1).map((uid) => ({ at_ms: rest.intervalMs, kind: 'added', uid })),
      settingOf: () => setting,
    },
    { onPick: (at, uid, client) => picks.push({ at, uid, client }) },
  );
  return picks.sort((a, b) => a.at - b.at);
}

/**
 * Most events in one second when `each` stands for so many: of few events, one second with two would seem a herd, so the
 * time that is looked at grows until it holds enough of them, at most to what holds as many as one second of all would.
 */
function peakOfAll(times: readonly number[], each: number): number {
  let seconds = 1;
  let most = peakPerSecond(times);
  while (most < ENOUGH_EVENTS && seconds < each) {
    seconds = Math.min(each, 2 * seconds);
    most = mostWithin(times, 1000 * seconds);
  }
  return Math.ceil((most * each) / seconds);
}

/** How long after the other Pods came the connections were as even as random picks are in 95 % of cases. */
function firstEven(picks: readonly Pick[], critical: number, from: number): number | null {
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
