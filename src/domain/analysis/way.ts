import { armKind } from '../arm-name.ts';
import { changesWay } from '../condition.ts';
import type { ArmRecord } from '../record-arm.ts';
import type { WayResult, WaySide } from '../record-results.ts';
import { fitTest } from '../statistics/fit-test.ts';

/**
 * How well the counts of a run whose treatment has another way to the Pods fit the shares that each way predicts, all
 * repeats added up: the Pods stay, so that a Pod is the same in each. Null for any other run, and before both arms are counted.
 */
export function wayResult(arms: readonly ArmRecord[]): WayResult | null {
  const of = (kind: string): ArmRecord[] => arms.filter(({ name }) => armKind(name) === kind);
  const [control, treatment] = [of('control'), of('treatment')];
  if (!treatment.some(({ conditions = [] }) => changesWay(conditions))) return null;
  const [before, after] = [sharesOf(control), sharesOf(treatment)];
  if (before === null || after === null) return null;
  return { control: side(control, before, after), treatment: side(treatment, after, before) };
}

/** What an arm's way predicts; null without an arm. */
function sharesOf([first]: readonly ArmRecord[]): Record<string, number> | null {
  return first?.predicted ?? null;
}

function side(
  arms: readonly ArmRecord[],
  predicted: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): WaySide {
  const counts: Record<string, number> = {};
  for (const arm of arms) {
    for (const [uid, count] of Object.entries(arm[arm.evidence])) counts[uid] = (counts[uid] ?? 0) + count;
  }
  const pUnder = (shares: Readonly<Record<string, number>>): number => {
    const uids = [...new Set([...Object.keys(counts), ...Object.keys(shares)])];
    return fitTest(
      uids.map((uid) => counts[uid] ?? 0),
      uids.map((uid) => shares[uid] ?? 0),
    );
  };
  return { counts, predicted: { ...predicted }, p_value: pUnder(predicted), p_value_other: pUnder(other) };
}
