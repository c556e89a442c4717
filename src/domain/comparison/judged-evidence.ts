import { armKind } from '../arm-name.ts';
import { totalsByRank } from '../judge-repeats.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import { wordsIn } from '../text/words.ts';

/** What a run was judged by: its judged arm with every repeat. */
export interface JudgedEvidence {
  arms: ArmRecord[];
  evidence: ArmRecord['evidence'];
  /** Counts of each repeat, the Pods in their order of readiness. */
  repeats: number[][];
  /** The repeats added up by order of readiness. */
  totals: number[];
}

/** The evidence behind a run's verdict; null where it has none. */
export function judgedEvidence(record: RunRecord): JudgedEvidence | null {
  const { verdict } = record;
  // A sweep judges a setting by those of its tries that count.
  const isCounted = (arm: ArmRecord): boolean => verdict?.name === 'INVALID' || arm.verdict?.name !== 'INVALID';
  const arms = record.arms.filter((arm) => armKind(arm.name) === verdict?.judged_arm && isCounted(arm));
  const [first] = arms;
  if (first === undefined) return null;
  const repeats = arms.map((arm) => Object.values(arm[arm.evidence]));
  return { arms, evidence: first.evidence, repeats, totals: totalsByRank(repeats) };
}

/** Why a run can not be compared with any other, as the end of a sentence about it; null where it can. */
export function whyNotComparable(record: RunRecord, language: Language = 'en'): string | null {
  const { comparison: words } = wordsIn(language);
  // A record may come from another version of the bot.
  const schema: number = record.schema;
  if (schema !== 1) return words.otherSchema(schema);
  if (record.state !== 'done') return words.ended(record.state);
  if (record.sweep?.recommended === null) return words.noValue();
  return judgedEvidence(record) === null ? words.noVerdict() : null;
}
