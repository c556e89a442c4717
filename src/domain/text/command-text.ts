import { formatDuration } from '../duration.ts';
import type { RunParameters } from '../parameters.ts';
import { findScenario, type ScenarioName } from '../scenario.ts';
import { besideDurations } from '../setting.ts';
import { sweepPairs } from '../sweep/sweep-keys.ts';
import { hasStreams } from '../workload.ts';
import { valueText } from './value-text.ts';

/** The `/nlb run` or `/nlb sweep` line that would run this again; what has its default is left out, the target is always named. */
export function commandText(
  scenario: ScenarioName,
  target: string,
  parameters: Partial<
    Pick<
      RunParameters,
      | 'value_ms'
      | 'jitter_percent'
      | 'max_stream_duration_ms'
      | 'drain_timeout_ms'
      | 'clients'
      | 'interval_ms'
      | 'rpc'
      | 'stream_ms'
      | 'restart'
      | 'observe_ms'
      | 'sweep'
    >
  >,
): string {
  const rule = findScenario(scenario);
  const { value_ms = null, jitter_percent = null, clients = 20, interval_ms = 3000 } = parameters;
  const { stream_ms = null, restart = 'rolling', observe_ms = null, sweep } = parameters;
  const words = sweep === undefined ? ['/nlb run', scenario] : ['/nlb sweep', scenario, ...sweepPairs(sweep)];
  if (rule?.setting && value_ms !== null) words.push(`value=${valueText(value_ms)}`);
  if (rule?.setting && jitter_percent !== null) words.push(`jitter=${jitter_percent}%`);
  if (rule?.setting) {
    for (const { field, ms } of besideDurations(parameters)) words.push(`${field}=${formatDuration(ms)}`);
  }
  if (clients !== 20) words.push(`clients=${clients}`);
  if (interval_ms !== 3000) words.push(`interval=${formatDuration(interval_ms)}`);
  if (hasStreams(parameters)) words.push(`rpc=${parameters.rpc}`);
  if (stream_ms !== null) words.push(`stream=${valueText(stream_ms)}`);
  if (rule?.restarts && restart !== 'rolling') words.push(`restart=${restart}`);
  if (observe_ms !== null) words.push(`observe=${formatDuration(observe_ms)}`);
  return [...words, `on=${target}`].join(' ');
}
