import { formatDuration } from '../duration.ts';
import { askedScale, DEFAULT_CLIENTS, DEFAULT_INTERVAL_MS, type RunParameters } from '../parameters.ts';
import type { Scenario, ScenarioName } from '../scenario.ts';
import { findScenario } from '../scenarios.ts';
import { besideDurations } from '../setting.ts';
import { sweepPairs } from '../sweep/sweep-keys.ts';
import { hasStreams } from '../workload.ts';
import { valueText } from './value-text.ts';

/** Parameters that have a word; what is left out has its default. */
type Asked = Partial<
  Pick<
    RunParameters,
    | 'value_ms'
    | 'requests'
    | 'setting'
    | 'scale'
    | 'add_pods'
    | 'option'
    | 'jitter_percent'
    | 'max_stream_duration_ms'
    | 'drain_timeout_ms'
    | 'clients'
    | 'interval_ms'
    | 'rpc'
    | 'stream_ms'
    | 'restart'
    | 'observe_ms'
    | 'repeats'
    | 'sweep'
  >
>;

/** The `/nlb run` or `/nlb sweep` line that would run this again; what has its default is left out, the target is always named. */
export function commandText(scenario: ScenarioName, target: string, parameters: Asked): string {
  const rule = findScenario(scenario);
  const { restart = 'rolling', sweep } = parameters;
  const words = sweep === undefined ? ['/nlb run', scenario] : ['/nlb sweep', scenario, ...sweepPairs(sweep)];
  words.push(...scaleWords(parameters));
  if (parameters.add_pods !== undefined && parameters.add_pods !== rule?.adds) words.push(`add=${parameters.add_pods}`);
  if (rule?.choosesSetting && parameters.setting !== undefined && parameters.setting !== rule.setting)
    words.push(`setting=${parameters.setting}`);
  words.push(...valueWords(parameters, rule));
  words.push(...fleetWords(parameters, rule));
  if (rule?.movement === 'restart' && restart !== 'rolling') words.push(`restart=${restart}`);
  return [...words, ...lengthWords(parameters), `on=${target}`].join(' ');
}

/** What the treatment has. */
function valueWords(asked: Asked, rule: Scenario | undefined): string[] {
  const { value_ms = null, jitter_percent = null, option } = asked;
  if (rule?.choice) return option === undefined ? [] : [`value=${option}`];
  const value = value_ms === null ? asked.requests : valueText(value_ms);
  const told = value === undefined ? [] : [`value=${value}`];
  if (rule?.timed) return told;
  if (!rule?.setting) return [];
  return [
    ...told,
    ...(jitter_percent === null ? [] : [`jitter=${jitter_percent}%`]),
    ...besideDurations(asked).map(({ field, ms }) => `${field}=${formatDuration(ms)}`),
  ];
}

/** From how many Pods to how many. */
function scaleWords({ scale }: Asked): string[] {
  if (scale === undefined) return [];
  return [
    ...(scale.from === 1 ? [] : [`from=${scale.from}`]),
    ...(scale.to === askedScale(scale.from).to ? [] : [`to=${scale.to}`]),
  ];
}

/** How the clients are asked to be. */
function fleetWords(asked: Asked, rule: Scenario | undefined): string[] {
  const usual = { clients: DEFAULT_CLIENTS, interval_ms: DEFAULT_INTERVAL_MS, ...rule?.fleet };
  const { clients = usual.clients, interval_ms = usual.interval_ms, stream_ms = null } = asked;
  return [
    ...(clients === usual.clients ? [] : [`clients=${clients}`]),
    ...(interval_ms === usual.interval_ms ? [] : [`interval=${formatDuration(interval_ms)}`]),
    ...(hasStreams(asked) ? [`rpc=${asked.rpc}`] : []),
    ...(stream_ms === null ? [] : [`stream=${valueText(stream_ms)}`]),
  ];
}

/** For how long, and how often, they are watched. */
function lengthWords({ observe_ms = null, repeats = 1, sweep }: Asked): string[] {
  return [
    ...(observe_ms === null ? [] : [`observe=${formatDuration(observe_ms)}`]),
    ...(repeats === 1 || sweep !== undefined ? [] : [`repeats=${repeats}`]),
  ];
}

/**
 * The line with every key that says what a run does, those of its judgement too; what has its default is left out. Of a run
 * that is to be traced also its seed, whether somebody chose it or the bot drew it.
 */
export function wholeCommandText(
  scenario: ScenarioName,
  target: string,
  parameters: RunParameters,
  { seed }: { seed: boolean },
): string {
  const { interval_ms, warmup_ms, alpha, effect, tolerance } = parameters;
  return [
    commandText(scenario, target, parameters),
    ...(warmup_ms === 2 * interval_ms ? [] : [`warmup=${formatDuration(warmup_ms)}`]),
    ...(alpha === 0.05 ? [] : [`alpha=${alpha}`]),
    ...(effect === 1.25 ? [] : [`effect=${effect}`]),
    ...(tolerance === 1.5 ? [] : [`tolerance=${tolerance}`]),
    ...(seed ? [`seed=${parameters.seed}`] : []),
  ].join(' ');
}
