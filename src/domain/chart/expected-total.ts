import { meanLifeMs, turnMs } from '../connection-cycle.ts';
import { formatDuration } from '../duration.ts';
import type { Language } from '../language.ts';
import type { RunParameters } from '../parameters.ts';
import { expectedActive } from '../prediction.ts';
import type { Setting } from '../setting.ts';
import { requestsLifeMs, requestsPeriodMs } from '../setting-life.ts';
import { wordsIn } from '../text/words.ts';
import { callMs, hasStreams } from '../workload.ts';

/** How many connections all Pods together should have open at a random moment, and why. */
export interface ExpectedTotal {
  total: number;
  /** e.g. `1 s of every 3 s`; null where every client simply keeps its connection. */
  because: string | null;
}

/** What is expected to be open under a setting, or without one. */
export function expectedTotal(
  setting: Setting | null,
  parameters: RunParameters,
  language: Language = 'en',
): ExpectedTotal {
  const { charts, units } = wordsIn(language);
  const { clients, interval_ms } = parameters;
  if (setting === null) return { total: clients, because: null };
  const call = callMs(parameters, setting);
  if (call === null) return { total: clients, because: charts.endlessStreams() };
  if (setting.kind === 'max-requests') {
    const [life, period] = [requestsLifeMs(setting, parameters), requestsPeriodMs(setting, parameters)];
    const because = charts.requestsOfTurn(setting.requests, hasStreams(parameters), units.duration(period));
    return { total: (clients * life) / period, because };
  }
  const turn = turnMs(call, interval_ms);
  if (setting.kind === 'idle-timeout' && setting.value_ms >= turn - call) {
    const what = hasStreams(parameters) ? 'stream' : 'request';
    return { total: clients, because: charts.keptInUse(what, formatDuration(turn)) };
  }
  const { value_ms, jitter_percent } = setting;
  const cycle = { durationMs: value_ms, intervalMs: interval_ms, jitterPercent: jitter_percent, callMs: call };
  // Below the time between two calls an idle connection lives for a call and the value, and comes back with the next call.
  const isIdle = setting.kind === 'idle-timeout';
  const life = isIdle ? call + value_ms : meanLifeMs(cycle);
  const total = isIdle ? (clients * life) / turn : expectedActive({ clients, ...cycle });
  const isMean = (jitter_percent ?? 0) > 0;
  return { total, because: charts.lifeOfTurn(isMean, units.duration(life), units.duration((life * clients) / total)) };
}

/** The expectation in words: `6.7 of 20`. */
export function expectedText({ total }: ExpectedTotal, clients: number, language: Language = 'en'): string {
  return wordsIn(language).charts.openOf(Math.round(total * 10) / 10, clients);
}
