import type { ArmPlan } from '../scenario.ts';
import type { Beside, DurationKind, DurationSetting } from '../setting.ts';
import { mulberry32 } from '../statistics/mulberry32.ts';
import { valueText } from '../text/value-text.ts';
import type { SweepPlan } from './sweep-plan.ts';

/** Every setting of a sweep, by value and then by jitter; `beside` is what each of them carries. */
export function sweepSettings(
  kind: DurationKind,
  { values_ms, jitters_percent }: SweepPlan,
  beside: Beside,
): DurationSetting[] {
  if (jitters_percent.length === 0) return values_ms.map((value_ms) => ({ kind, value_ms, ...beside }));
  return values_ms.flatMap((value_ms) =>
    jitters_percent.map((jitter_percent) => ({ kind, value_ms, ...beside, jitter_percent })),
  );
}

/** The name of a setting's arm: `5s`, `5s+25%`. */
export function settingArm({ value_ms, jitter_percent = 0 }: DurationSetting): string {
  return `${valueText(value_ms)}${jitter_percent === 0 ? '' : `+${jitter_percent}%`}`;
}

/** The arms of a sweep: a restart alone, and one restart with each setting. */
export function sweepArms(kind: DurationKind, plan: SweepPlan, beside: Beside): ArmPlan[] {
  const restart = { movement: 'restart', conditions: [] } as const;
  const control: ArmPlan = { name: 'control', setting: null, ...restart };
  const tried = sweepSettings(kind, plan, beside).map((setting) => ({
    name: settingArm(setting),
    setting,
    ...restart,
  }));
  return [control, ...tried];
}

/**
 * One round of a sweep: each arm once, in an order drawn with the run's seed, so that what changes in the course of a
 * run (a warm cache, another tenant) favours no setting. `round` counts from 1; from the second on, names carry it.
 */
export function sweepRound(arms: readonly ArmPlan[], round: number, seed: number): (ArmPlan & { label: string })[] {
  const random = mulberry32(seed + round);
  const order = arms.map((arm) => ({ ...arm, label: round === 1 ? arm.name : `${arm.name}-${round}` }));
  // Fisher and Yates's shuffle.
  for (let last = order.length - 1; last > 0; last -= 1) {
    const drawn = Math.floor(random() * (last + 1));
    const [a, b] = [order[last], order[drawn]];
    if (a !== undefined && b !== undefined) [order[last], order[drawn]] = [b, a];
  }
  return order;
}
