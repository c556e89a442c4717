import { armKind } from '../arm-name.ts';
import type { ArmRecord, RunRecord, SweepResult } from '../record.ts';
import { findScenario } from '../scenario.ts';
import { sum } from '../statistics/evenness.ts';
import { pooledArm } from '../text/pooled-arm.ts';
import { ordinal } from '../text/say-number.ts';
import { settingName, triedSetting } from './chart-caption.ts';

/** The counts that an arm is judged by, by Pod. */
export function armCounts(arm: ArmRecord): Record<string, number> {
  return arm.evidence === 'picks' ? arm.picks : arm.held;
}

/** What the run found, in one line: the title of its charts. */
export function chartFinding(record: RunRecord): string {
  const { verdict } = record;
  const judged = verdict === null ? undefined : pooledArm(record, verdict.judged_arm);
  if (record.sweep !== undefined) return sweepFinding(record.sweep);
  if (verdict === null || judged === undefined) return unfinished(record);
  if (verdict.name === 'INVALID') return 'Connections per Pod: not counted, a gate failed';
  return withSetting(record, judged) ?? withoutComparison(record, judged);
}

function sweepFinding({ settings, recommended }: SweepResult): string {
  const fit = settings.filter(({ unfit }) => unfit === null).length;
  if (recommended === null) return `None of ${settings.length} settings can be recommended`;
  return fit === 1
    ? `${recommended} alone of ${settings.length} settings keeps connections even`
    : `${recommended} is the cheapest of ${fit} settings that keep connections even`;
}

function unfinished(record: RunRecord): string {
  const lastSample = Math.max(0, ...record.arms.map((arm) => arm.samples.at_ms.at(-1) ?? 0));
  const state = record.state === 'done' ? 'no verdict' : record.state;
  return `Connections per Pod: ${state} after ${Math.round(lastSample / 1000)} s`;
}

/** The finding about a setting; null where the judged arm's verdict alone says it. */
function withSetting(record: RunRecord, treatment: ArmRecord): string | null {
  const setting = triedSetting(record);
  const control = pooledArm(record, 'control');
  if (setting === null || control === undefined) return null;
  const name = settingName(setting);
  switch (record.verdict?.effect) {
    case 'NO_EFFECT':
      return `${name} changed nothing`;
    case 'REPAIRED':
      return `${fullest(record, control)} until ${name}`;
    case 'WORSE':
      return (treatment.verdict?.max_over_mean ?? 0) > (control.verdict?.max_over_mean ?? 0)
        ? `${name} made it worse: ${fullest(record, treatment)}`
        : `Uneven with ${name}, not shown more even without it: ${fullest(record, treatment)}`;
    default:
      return notShown(record, treatment, name);
  }
}

function notShown(record: RunRecord, treatment: ArmRecord, name: string): string | null {
  if (treatment.verdict?.name === 'IMBALANCED') return `Still uneven with ${name}: ${fullest(record, treatment)}`;
  return treatment.verdict?.name === 'BALANCED' ? `Even with ${name}, not shown uneven without it` : null;
}

function withoutComparison(record: RunRecord, arm: ArmRecord): string {
  const after = (findScenario(record.scenario)?.restarts ?? false) ? ' after a restart' : '';
  switch (arm.verdict?.name) {
    case 'IMBALANCED':
      return `${fullest(record, arm)}${after}`;
    case 'BALANCED':
      return `Connections spread evenly over ${Object.keys(armCounts(arm)).length} Pods${after}`;
    default:
      return "Connections per Pod: can't tell yet";
  }
}

/**
 * How much the fullest Pod has: `20 of 20 on one Pod`, or `62 % of 301 new connections on one Pod`; of repeats, the place
 * in the order of readiness that has most: `58 of 120 on the 1st Ready Pods of 4 repeats`.
 */
function fullest(record: RunRecord, arm: ArmRecord): string {
  const counts = Object.values(armCounts(arm));
  const total = sum(counts);
  const most = Math.max(0, ...counts);
  const repeats = record.arms.filter(({ name }) => armKind(name) === armKind(arm.name)).length;
  const where = repeats > 1 ? `the ${ordinal(counts.indexOf(most) + 1)} Ready Pods of ${repeats} repeats` : 'one Pod';
  if (arm.evidence === 'held') return `${most} of ${total} on ${where}`;
  return `${total === 0 ? 0 : Math.round((100 * most) / total)} % of ${total} new connections on ${where}`;
}
