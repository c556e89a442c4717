import type { RunParameters } from './parameters.ts';
import type { RunRecord } from './record.ts';
import type { Recommendation, SweepSetting } from './record-results.ts';
import { askedSetting, withSetting } from './scenario-arms.ts';
import { findScenario } from './scenarios.ts';
import { longestLifeMs, type Setting } from './setting.ts';
import { picksUnder } from './setting-life.ts';
import { commandText } from './text/command-text.ts';
import { hasStreams, UNARY, type Workload } from './workload.ts';

/** Values that people write into a configuration, in milliseconds. */
const ROUND_MS = [5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000] as const;

/** Numbers of requests that people write into a configuration. */
const ROUND_REQUESTS = [20, 50, 100] as const;

/** A connection that carries this many requests costs little beside them. */
const INTERVALS = 20;

/** What a recommended value must be cheaper by to be worth a word. */
const WORTHWHILE = 2;

/** Picks that a run should expect to tell even from uneven. */
const PICKS = 300;

/** What a run takes, as the grammar has it. */
const RUN_LIMITS = { clients: 2000, observe_ms: 600_000 } as const;
const MIN_INTERVAL_MS = 50;
const MAX_INTERVAL_MS = 300_000;

/**
 * A longer `max_connection_duration`, or more requests a connection, that still evens the connections out, for a run that
 * repaired a skew with a value below 20 request intervals. It is the first round duration of at least 20 intervals (the longest one where none is),
 * because a client then reconnects once in 21 requests or less.
 * Price: with requests every I, a client under duration d reconnects once in P = I * (floor(d / I) + 1), so N clients
 * make N / P connections per second, and `cheaper` is P(recommended) / P(tried). What was
 * tried beside the value is kept. Null when nothing is worth a word.
 */
export function recommend(
  run: Pick<RunRecord, 'scenario' | 'parameters' | 'target' | 'verdict'>,
): Recommendation | null {
  const scenario = findScenario(run.scenario);
  if (scenario === undefined || run.verdict?.effect !== 'REPAIRED') return null;
  const tried = askedSetting(withSetting(scenario, run.parameters.setting), run.parameters);
  return tried === null || tried.kind === 'idle-timeout' ? null : cheaperThan(tried, run);
}

/** The same as {@link recommend} for the best setting of a sweep, where the sweep tried no such value and its goal leaves time for it. */
export function recommendAfterSweep(
  run: Pick<RunRecord, 'parameters' | 'target' | 'sweep'>,
  { setting: best }: SweepSetting,
): Recommendation | null {
  const { sweep: goal, interval_ms } = run.parameters;
  const found = best.kind === 'max-connection-duration' ? cheaperThan(best, run) : null;
  if (found === null || found.setting.kind === 'max-requests') return null;
  const { setting: cheaper } = found;
  const tried = run.sweep?.settings.some(({ setting }) => setting.value_ms >= cheaper.value_ms) ?? false;
  const isLate = goal?.within_ms != null && longestLifeMs(cheaper) + interval_ms > goal.within_ms;
  return tried || isLate ? null : found;
}

/** The value to try first where connections are uneven: as {@link recommend} has it, in a run that lasts long enough to show it. */
export function firstTry({ parameters, target }: Pick<RunRecord, 'parameters' | 'target'>): string | null {
  const { interval_ms: intervalMs, clients, restart } = parameters;
  const value_ms = sensibleMs(intervalMs);
  const setting: Setting = { kind: 'max-connection-duration', value_ms };
  if (hasStreams(parameters)) return null;
  return confirmingRun(setting, { target: target.name, clients, intervalMs, restart, limits: RUN_LIMITS });
}

function sensibleMs(intervalMs: number): number {
  return ROUND_MS.find((ms) => ms >= INTERVALS * intervalMs) ?? ROUND_MS[ROUND_MS.length - 1] ?? 0;
}

/** Whether a connection carries so many requests already that a longer life is worth little. */
function isLong(setting: Setting, intervalMs: number): boolean {
  return setting.kind === 'max-requests' ? setting.requests >= INTERVALS : setting.value_ms >= INTERVALS * intervalMs;
}

/** A setting of the same kind under which a connection carries enough requests, and lives for some seconds. */
function sensible(tried: Setting, intervalMs: number): Setting {
  if (tried.kind !== 'max-requests') return { ...tried, value_ms: sensibleMs(intervalMs) };
  return { ...tried, requests: ROUND_REQUESTS.find((requests) => requests * intervalMs >= ROUND_MS[0]) ?? INTERVALS };
}

function cheaperThan(
  tried: Setting,
  { parameters, target }: Pick<RunRecord, 'parameters' | 'target'>,
): Recommendation | null {
  const { interval_ms: intervalMs, clients, restart } = parameters;
  // What a stream costs when it is cut is not counted in reconnects.
  if (hasStreams(parameters) || isLong(tried, intervalMs)) return null;
  const setting = sensible(tried, intervalMs);
  const rate = (one: Setting): number => picksUnder(one, { ...UNARY, clients, interval_ms: intervalMs });
  const cheaper = rate(tried) / rate(setting);
  if (cheaper < WORTHWHILE) return null;
  const command = confirmingRun(setting, { target: target.name, clients, intervalMs, restart, limits: RUN_LIMITS });
  return command === null ? null : { setting, reconnects_per_s: rate(setting), cheaper, command };
}

interface Confirming {
  target: string;
  clients: number;
  intervalMs: number;
  restart?: RunParameters['restart'];
  /** Unary requests where it is left out. */
  workload?: Workload;
  /** The most that a run may ask of the target. */
  limits: { clients: number; observe_ms: number };
}

/**
 * The command of a run that would show a setting at work: two periods of observation and enough
 * clients, or it would end before a connection is old enough. Null where the target's limits leave no room for that.
 */
export function confirmingRun(
  setting: Setting,
  { target, clients, intervalMs, restart, workload = UNARY, limits }: Confirming,
): string | null {
  if (intervalMs < MIN_INTERVAL_MS || intervalMs > MAX_INTERVAL_MS) return null;
  const rate = picksUnder(setting, { ...workload, clients, interval_ms: intervalMs });
  const observe = Math.min(limits.observe_ms, Math.ceil((2 * clients) / rate / 10) * 10_000);
  if (observe < (1000 * clients) / rate) return null;
  const enough = 10 * Math.ceil((PICKS * clients) / (rate * (observe / 1000)) / 10);
  return commandText(setting.kind, target, {
    ...setting,
    ...workload,
    clients: Math.min(limits.clients, Math.max(clients, enough)),
    interval_ms: intervalMs,
    ...(restart === undefined ? {} : { restart }),
    observe_ms: observe,
  });
}
