import type { StreamSummary, Window } from '../record-arm.ts';
import type { ClientEvent } from '../sample.ts';
import { within } from './run-data.ts';

/** Envoy's timers fire up to so much before a client has counted the whole time, in milliseconds. */
const EARLY_MS = 10;
/** A client on a busy machine hears of a cut so late; a stream that lasted longer was not under the limit. */
const LATE_MS = 1000;

/**
 * What became of the streams of a window; a stream belongs to the window in which it ended.
 * @param limitMs `max_stream_duration` of the arm, null without one. A client counts from when it opened the stream,
 * which is before Envoy does.
 */
export function summariseStreams(
  events: readonly ClientEvent[],
  window: Window,
  { intervalMs, limitMs }: { intervalMs: number; limitMs: number | null },
): StreamSummary {
  const ended = events.filter((event): event is StreamEnd => event.kind === 'stream' && within(event.at_ms, window));
  const cut: Record<string, number> = {};
  for (const { code } of ended.filter(isCut)) cut[code] = (cut[code] ?? 0) + 1;
  return {
    ended: ended.length,
    cut,
    cut_by_setting: ended.filter((stream) => isCut(stream) && isAtLimit(stream, limitMs)).length,
    missed_messages: missed(events, window, intervalMs),
  };
}

type StreamEnd = Extract<ClientEvent, { kind: 'stream' }>;

function isCut({ code, messages }: StreamEnd): boolean {
  return code !== 'OK' && messages > 0;
}

function isAtLimit({ lasted_ms }: StreamEnd, limitMs: number | null): boolean {
  return limitMs !== null && lasted_ms >= limitMs - EARLY_MS && lasted_ms <= limitMs + LATE_MS;
}

/** By the time from the last message before each cut to the first one after it: one interval would have missed none. */
function missed(events: readonly ClientEvent[], window: Window, intervalMs: number): number {
  const heard = new Map<number, number>();
  const since = new Map<number, number>();
  let count = 0;
  for (const event of events) {
    const { client, at_ms } = event;
    if (event.kind === 'stream' && isCut(event) && within(at_ms, window)) since.set(client, heard.get(client) ?? at_ms);
    if (event.kind !== 'rpc' || event.code !== 'OK') continue;
    const last = since.get(client);
    if (last !== undefined) count += Math.max(0, Math.round((at_ms - last) / intervalMs) - 1);
    since.delete(client);
    heard.set(client, at_ms);
  }
  return count;
}
