import { speakDuration } from '../duration.ts';
import type { RunParameters } from '../parameters.ts';
import type { ArmRecord } from '../record-arm.ts';
import type { SweepResult, SweepSetting } from '../record-results.ts';
import { type DurationSetting, longestLifeMs } from '../setting.ts';
import { pickedAnewMs } from '../setting-life.ts';
import { higherRateP } from '../statistics/rate-test.ts';
import { isDecided, judgeSettings, type SettingVerdict } from './judge-sweep.ts';
import { MAX_ROUNDS, type SweepPlan } from './sweep-plan.ts';

/**
 * What the arms of a sweep come to. Recommended is the least price, in reconnects per second, among the settings that
 * are BALANCED and keep the goal; of those whose prices can not be told apart, the longest value.
 */
export function sweepResult(arms: readonly ArmRecord[], parameters: RunParameters): SweepResult | null {
  const { sweep, alpha, clients } = parameters;
  if (sweep === undefined) return null;
  const judged = judgeSettings(arms, parameters);
  const settings = judged.flatMap((one) => priced(one, parameters, sweep)).sort(byValue);
  const fit = settings.filter((one) => one.unfit === null);
  for (const one of fit) one.efficient = !fit.some((other) => isBeaten(one, other));
  const cheapest = [...fit].sort((a, b) => a.reconnects_per_s.mean - b.reconnects_per_s.mean)[0];
  const stopped = judged.every(isDecided) ? 'decided' : roundsOf(arms) < MAX_ROUNDS ? 'budget' : 'rounds';
  if (cheapest === undefined)
    return { stopped, settings, recommended: null, tied: [], reason: noneText(settings, sweep) };
  const alike = fit.filter(
    (one) => one === cheapest || higherRateP(countedOf(one, clients), countedOf(cheapest, clients)) >= alpha,
  );
  const [best = cheapest] = alike.sort((a, b) => longestLifeMs(b.setting) - longestLifeMs(a.setting));
  const tied = alike.filter((one) => one !== best).map(({ name }) => name);
  return {
    stopped,
    settings,
    recommended: best.name,
    tied,
    reason: reasonText(best, { settings, fit, tied, goal: sweep }),
  };
}

function roundsOf(arms: readonly ArmRecord[]): number {
  return arms.filter(({ setting }) => setting === null).length;
}

function byValue({ setting: a }: SweepSetting, { setting: b }: SweepSetting): number {
  return a.value_ms - b.value_ms || (a.jitter_percent ?? 0) - (b.jitter_percent ?? 0);
}

/** A setting's reconnects as independent events: one of each client in each try, and the time that they took. */
function countedOf(
  { tries, invalid, reconnects_per_s }: SweepSetting,
  clients: number,
): { count: number; time: number } {
  const count = (tries - invalid) * clients;
  return { count, time: count / Math.max(Number.MIN_VALUE, reconnects_per_s.mean) };
}

/**
 * Reconnects per second as they go on: the clients over the mean time between two connections of one. What is counted in
 * a window would depend on how many waves of reconnects it happens to hold.
 */
function longRunRate(arms: readonly ArmRecord[], clients: number): number {
  const periods = arms.map(({ price }) => price.reconnect_period_ms).filter((ms) => ms !== null);
  const mean = periods.reduce((sum, ms) => sum + ms, 0) / Math.max(1, periods.length);
  return mean === 0 ? 0 : (1000 * clients) / mean;
}

function isBeaten(one: SweepSetting, other: SweepSetting): boolean {
  const [price, otherPrice] = [one.reconnects_per_s.mean, other.reconnects_per_s.mean];
  const [time, otherTime] = [one.time_to_balance_ms.within ?? 0, other.time_to_balance_ms.within ?? 0];
  return otherPrice <= price && otherTime <= time && (otherPrice < price || otherTime < time);
}

function priced(judged: SettingVerdict, parameters: RunParameters, goal: SweepPlan): SweepSetting[] {
  const { name, verdict, invalid, arms } = judged;
  const setting = arms[0]?.setting ?? null;
  if (setting === null || setting.kind === 'max-requests') return [];
  const valid = arms.filter((arm) => arm.verdict?.name !== 'INVALID');
  const rate = longRunRate(valid, parameters.clients);
  const failed = total(valid, ({ client }) => Object.values(client.errors).reduce((sum, count) => sum + count, 0));
  const p99s = valid.map(({ client }) => client.latency_ms.p99).filter((ms) => ms !== null);
  const measured = valid.map(({ price }) => price.time_to_balance_ms);
  const priced: SweepSetting = {
    name,
    setting,
    tries: arms.length,
    invalid,
    verdict,
    observed_ms: total(valid, ({ windows: { observe } }) => observe[1] - observe[0]),
    reconnects: total(valid, ({ client }) => client.reconnects),
    reconnects_per_s: {
      mean: rate,
      peak: Math.max(0, ...valid.map(({ price }) => price.reconnects_per_s.peak)),
    },
    rpcs: total(valid, ({ client }) => client.rpcs),
    failed,
    p99_ms: p99s.length === 0 ? null : Math.max(...p99s),
    time_to_balance_ms: { measured, within: evenWithin(setting, measured, parameters) },
    unfit: null,
    efficient: false,
  };
  return [{ ...priced, unfit: unfitText(priced, valid, goal) }];
}

/** No later than this connections are even again: by the setting's own timer, or as long as it was measured to take. */
function evenWithin(
  setting: DurationSetting,
  measured: readonly (number | null)[],
  parameters: RunParameters,
): number | null {
  const byTimer = pickedAnewMs(setting, parameters);
  return measured.length === 0 ? null : Math.max(byTimer, ...measured.map((ms) => ms ?? 0));
}

function unfitText(one: SweepSetting, valid: readonly ArmRecord[], goal: SweepPlan): string | null {
  const { verdict, time_to_balance_ms, failed, rpcs } = one;
  if (verdict.name === 'INVALID') return `not counted: ${verdict.reason}`;
  if (valid.some((arm) => arm.evidence === 'held')) {
    const seconds = Math.round((valid[0]?.windows.observe[1] ?? 0) / 1000 - (valid[0]?.windows.observe[0] ?? 0) / 1000);
    return `it closed no connection in the ${seconds} s observed`;
  }
  if (verdict.name === 'IMBALANCED') return 'uneven';
  if (verdict.name === 'INCONCLUSIVE') {
    return verdict.more_picks === null ? 'undecided' : `undecided: ${verdict.more_picks} more picks would decide`;
  }
  if (goal.within_ms !== null && time_to_balance_ms.within !== null && time_to_balance_ms.within > goal.within_ms) {
    return `even within ${speakDuration(time_to_balance_ms.within)}, later than the ${speakDuration(goal.within_ms)} asked for`;
  }
  return failsTooOften(one, goal.errors_percent)
    ? `${failed} of ${rpcs} requests failed, more than the ${goal.errors_percent} % tolerated`
    : null;
}

/** Whether more than an even spread was asked for, or was decisive: the errors that are tolerated have a default. */
export function hasGoal(
  settings: readonly SweepSetting[],
  goal: Pick<SweepPlan, 'within_ms' | 'errors_percent'>,
): boolean {
  return goal.within_ms !== null || settings.some((one) => failsTooOften(one, goal.errors_percent));
}

function failsTooOften({ rpcs, failed }: SweepSetting, percent: number): boolean {
  return rpcs > 0 && (100 * failed) / rpcs > percent;
}

function noneText(settings: readonly SweepSetting[], goal: SweepPlan): string {
  const each = settings.map(({ name, unfit }) => `${name} ${unfit}`).join('; ');
  if (!hasGoal(settings, goal)) return `no setting spread the connections evenly: ${each}`;
  return `no setting both spread the connections evenly and kept the goal: ${each}`;
}

interface Choice {
  settings: readonly SweepSetting[];
  fit: readonly SweepSetting[];
  tied: readonly string[];
  goal: SweepPlan;
}

function reasonText(best: SweepSetting, { settings, fit, tied, goal }: Choice): string {
  if (settings.length === 1) return 'it is the 1 value tried, so a cheaper one may do as well';
  if (fit.length === 1) {
    const kept = hasGoal(settings, goal) ? ' and kept the goal' : '';
    return `of the ${settings.length} settings tried it is the only one that spread the connections evenly${kept}`;
  }
  if (tied.length === 0) return `of ${fit.length} that spread the connections evenly it costs the fewest reconnects`;
  const others = tied.join(' and ');
  return `its ${best.reconnects_per_s.mean.toFixed(1)} reconnects/s and those of ${others} can't be told apart in the time observed, and of equal prices the longest value disturbs the least`;
}

function total(arms: readonly ArmRecord[], of: (arm: ArmRecord) => number): number {
  return arms.reduce((sum, arm) => sum + of(arm), 0);
}
