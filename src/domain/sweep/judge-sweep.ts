import { armKind } from '../arm-name.ts';
import { judgeRepeats } from '../judge-repeats.ts';
import type { ArmRecord, RecordVerdict } from '../record-arm.ts';
import { holm } from '../statistics/clumping-test.ts';
import type { Thresholds } from '../statistics/decision.ts';

/** One setting of a sweep with all of its arms. */
export interface SettingVerdict {
  name: string;
  arms: ArmRecord[];
  /** Arms whose gates failed: they count as a try, and their connections as nothing. */
  invalid: number;
  verdict: RecordVerdict;
}

/**
 * Judges every setting of a sweep on all of its tries together, so that the chance of any false alarm in the whole sweep
 * stays at `alpha`. There are two ways to be wrong more often than that, and each has its price. A setting that is tried
 * until it is decided is looked at after each try: try r spends alpha / 2^r, which sum to less than alpha. And many
 * settings are judged: their p-values are read with Holm's adjustment, their bounds of max/mean at an equal part. The
 * p-value of a verdict is the adjusted one, to be compared with `alpha` itself.
 * Sources: Holm, "A simple sequentially rejective multiple test procedure", 1979; alpha spending as in Lan and DeMets,
 * "Discrete sequential boundaries for clinical trials", 1983.
 */
export function judgeSettings(
  arms: readonly ArmRecord[],
  { alpha, seed, ...thresholds }: Thresholds & { seed: number },
): SettingVerdict[] {
  const names = [...new Set(arms.filter((arm) => arm.setting !== null).map((arm) => armKind(arm.name)))];
  const tries = names.map((name) => arms.filter((arm) => armKind(arm.name) === name));
  const spent = tries.map((same) => 2 ** same.length);
  const judgeAt = (index: number, level: number): RecordVerdict => {
    const valid = validOf(tries[index] ?? []);
    const { method: _method, ...verdict } = judgeRepeats({
      ...thresholds,
      ...{ seed, alpha: level / (spent[index] ?? 1), gates: [] },
      repeats: valid.map((arm) => Object.values(arm[arm.evidence])),
    });
    return verdict;
  };
  const first = tries.map((same, index) => (validOf(same).length === 0 ? null : judgeAt(index, alpha / names.length)));
  const adjusted = holm(first.map((verdict, index) => Math.min(1, (verdict?.p_value ?? 1) * (spent[index] ?? 1))));
  return names.map((name, index) => {
    const same = tries[index] ?? [];
    const simple = first[index] ?? null;
    const invalid = same.length - validOf(same).length;
    if (simple === null) return { name, arms: same, invalid, verdict: invalidVerdict(same) };
    const uneven = (adjusted[index] ?? 1) < alpha && (simple.max_over_mean ?? 0) >= thresholds.effect;
    // Holm lets all but the most uneven setting be judged at a level above an equal part.
    const byHolm = uneven && simple.name !== 'IMBALANCED' ? judgeAt(index, alpha) : simple;
    const verdict = byHolm.name === 'IMBALANCED' ? byHolm : simple;
    return { name, arms: same, invalid, verdict: { ...verdict, p_value: adjusted[index] ?? null } };
  });
}

/** Whether another try would teach nothing. */
export function isDecided({ verdict }: SettingVerdict): boolean {
  return verdict.name === 'BALANCED' || verdict.name === 'IMBALANCED';
}

function validOf(arms: readonly ArmRecord[]): ArmRecord[] {
  return arms.filter((arm) => arm.verdict !== null && arm.verdict.name !== 'INVALID');
}

/** All tries failed a gate: the last one says which. */
function invalidVerdict(arms: readonly ArmRecord[]): RecordVerdict {
  const nothing = { p_value: null, max_over_mean: null, jain: null, upper_bound: null, more_picks: null };
  const reason = arms.at(-1)?.verdict?.reason ?? 'it was not tried';
  return { name: 'INVALID', n: 0, k: 0, ...nothing, reason };
}
