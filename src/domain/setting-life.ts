import { turnMs } from './connection-cycle.ts';
import { expectedPicksPerSecond } from './prediction.ts';
import { longestLifeMs, type RequestSetting, type Setting } from './setting.ts';
import { callMs, type Workload } from './workload.ts';

/** What clients do, as far as it decides how long a connection lives. Times in milliseconds. */
type Speaking = Workload & { interval_ms: number };

/**
 * From one pick of a client to its next under `max_requests_per_connection`: each call is one request, and the last one
 * that a connection may carry is its end. Infinite under a stream without an end, which is a request that never ends.
 */
export function requestsPeriodMs(setting: RequestSetting, { interval_ms, ...workload }: Speaking): number {
  const call = callMs(workload, setting);
  return call === null ? Number.POSITIVE_INFINITY : setting.requests * turnMs(call, interval_ms);
}

/** How long a connection lives under `max_requests_per_connection`: from its first call to the end of its last. */
export function requestsLifeMs(setting: RequestSetting, speaking: Speaking): number {
  const call = callMs(speaking, setting);
  return call === null ? Number.POSITIVE_INFINITY : (setting.requests - 1) * turnMs(call, speaking.interval_ms) + call;
}

/** How many connections per second clients open in the steady state under a setting. */
export function picksUnder(setting: Setting, { clients, ...speaking }: Speaking & { clients: number }): number {
  if (setting.kind === 'max-requests') return (1000 * clients) / requestsPeriodMs(setting, speaking);
  return expectedPicksPerSecond({
    clients,
    settingKind: setting.kind,
    valueMs: setting.value_ms,
    intervalMs: speaking.interval_ms,
    jitterPercent: setting.jitter_percent,
    callMs: callMs(speaking, setting),
  });
}

/**
 * By then every client has picked anew, in milliseconds: a connection that was opened a moment ago reaches its longest life,
 * its stream ends if it has one, and its client's next call opens another. A stream without an end is left out.
 */
export function pickedAnewMs(setting: Setting, speaking: Speaking): number {
  const call = callMs(speaking, setting) ?? 0;
  if (setting.kind === 'max-requests') return setting.requests * turnMs(call, speaking.interval_ms);
  return longestLifeMs(setting) + call + speaking.interval_ms;
}
