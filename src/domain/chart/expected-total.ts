import { formatDuration, speakDuration } from '../duration.ts';
import type { RunParameters } from '../parameters.ts';
import { expectedActive } from '../prediction.ts';
import { longestLifeMs, type Setting } from '../setting.ts';

/** How many connections all Pods together should have open at a random moment, and why. */
export interface ExpectedTotal {
  total: number;
  /** e.g. `1 s of every 3 s`; null where every client simply keeps its connection. */
  because: string | null;
}

/** What is expected to be open under a setting, or without one. */
export function expectedTotal(setting: Setting | null, { clients, interval_ms }: RunParameters): ExpectedTotal {
  if (setting === null) return { total: clients, because: null };
  if (setting.kind === 'idle-timeout' && setting.value_ms >= interval_ms) {
    const because = `a request every ${formatDuration(interval_ms)} keeps them in use`;
    return { total: clients, because };
  }
  // Below the interval an idle connection also lives for the value and comes back with the next request.
  const { value_ms, jitter_percent } = setting;
  const load = { clients, durationMs: value_ms, intervalMs: interval_ms, jitterPercent: jitter_percent };
  const total = expectedActive(load);
  const life = (value_ms + longestLifeMs(setting)) / 2;
  const mean = life > value_ms ? 'on average ' : '';
  return { total, because: `${mean}${speakDuration(life)} of every ${speakDuration((life * clients) / total)}` };
}

/** The expectation in words: `6.7 of 20`. */
export function expectedText({ total }: ExpectedTotal, clients: number): string {
  return `${Math.round(total * 10) / 10} of ${clients}`;
}
