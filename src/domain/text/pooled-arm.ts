import { armKind } from '../arm-name.ts';
import { judgeRepeats, totalsByRank } from '../judge-repeats.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord, RecordVerdict } from '../record-arm.ts';
import { pooledClient, pooledCloses, pooledPrice } from './pooled-counts.ts';

/**
 * The control, the treatment or a setting of a run as one arm. Repeats are added up by their Pods' order of readiness
 * under the Pods of the first, as the verdict adds them up; times add up too, and a latency is the largest of them.
 */
export function pooledArm(record: RunRecord, kind: string): ArmRecord | undefined {
  const same = record.arms.filter((arm) => armKind(arm.name) === kind);
  const first = same[0];
  if (first === undefined || same.length === 1) return first;
  const observed = same.reduce((sum, { windows }) => sum + windows.observe[1] - windows.observe[0], 0);
  const [from] = first.windows.observe;
  const repeats = same.map((arm) => Object.values(arm[arm.evidence]));
  const counts = totalsByRank(repeats);
  const uids = Object.keys(first[first.evidence]);
  return {
    ...first,
    name: kind,
    windows: { ...first.windows, observe: [from, from + observed] },
    [first.evidence]: Object.fromEntries(uids.map((uid, rank) => [uid, counts[rank] ?? 0])),
    closes: pooledCloses(same.map((arm) => arm.closes)),
    client: pooledClient(same.map((arm) => arm.client)),
    price: pooledPrice(same),
    change: { ...first.change, client: pooledClient(same.map((arm) => arm.change.client)) },
    verdict: pooledVerdict(record, kind, same, repeats),
  };
}

function pooledVerdict(
  record: RunRecord,
  kind: string,
  arms: readonly ArmRecord[],
  repeats: readonly (readonly number[])[],
): RecordVerdict | null {
  if (record.verdict?.judged_arm === kind) return record.verdict;
  const invalid = arms.find((arm) => arm.verdict?.name === 'INVALID');
  if (invalid !== undefined) return invalid.verdict;
  const { alpha, effect, tolerance, seed } = record.parameters;
  return judgeRepeats({ repeats, alpha, effect, tolerance, seed, gates: [] });
}
