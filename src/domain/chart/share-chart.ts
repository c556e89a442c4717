import { armKind } from '../arm-name.ts';
import type { ArmRecord, RunRecord } from '../record.ts';
import { longestLifeMs } from '../setting.ts';
import { sum } from '../statistics/evenness.ts';
import { shareBand } from '../statistics/share-band.ts';
import { sayNumber } from '../text/say-number.ts';
import { altText, footer, sentenceCase, settingName, subtitle } from './chart-caption.ts';
import { armCounts, chartFinding } from './chart-finding.ts';
import { type ChartPod, chartPods } from './chart-pods.ts';
import type { ShareBar, ShareChart, ShareGroup } from './chart-spec.ts';
import { pooledGroup } from './pooled-group.ts';
import { isInside, predictedBars } from './predicted-bar.ts';

/** Up to this many Pods a title has room for every share. */
const TITLE_PODS = 5;
/** Up to this many arms stand beside each other. */
const MAX_ARMS = 4;

/**
 * Each Pod's share of the connections that an arm is judged by, arm beside arm, against the even share.
 * Null when no arm has come to a count.
 */
export function shareChart(record: RunRecord): ShareChart | null {
  const groups = groupsOf(record).filter((group) => group !== null);
  if (groups.length === 0) return null;
  const title = shareTitle(record, groups);
  return {
    kind: 'share',
    title,
    subtitle: subtitle(record),
    footer: footer(record),
    alt: altText([`${title}.`, 'Share of connections by Envoy Pod.', ...groups.map(groupAlt)]),
    y_title: 'share of connections',
    groups,
  };
}

/** Arm beside arm; of many repeats all together, since bars of so many arms can not be read. */
function groupsOf(record: RunRecord): (ShareGroup | null)[] {
  if (record.arms.length > MAX_ARMS || record.sweep !== undefined) {
    const kinds = [...new Set(record.arms.map(({ name }) => armKind(name)))].sort(byLife(record));
    return kinds.map((kind) => pooledGroup(record.arms.filter(({ name }) => armKind(name) === kind)));
  }
  const pods = chartPods(record);
  return record.arms.map((arm) => shareGroup(arm, pods));
}

/** The control first, then by how long a connection lives. */
function byLife({ arms }: RunRecord): (a: string, b: string) => number {
  const life = (kind: string): number => {
    const setting = arms.find(({ name }) => name === kind)?.setting ?? null;
    return setting === null ? 0 : longestLifeMs(setting);
  };
  return (a, b) => life(a) - life(b);
}

function shareGroup(arm: ArmRecord, pods: ReadonlyMap<string, ChartPod>): ShareGroup | null {
  const counts = armCounts(arm);
  const total = sum(Object.values(counts));
  const ids = [...pods.values()].filter(({ uid }) => uid in counts);
  if (total === 0 || ids.length === 0) return null;
  const predicted = predictedBars(
    ids.map(({ uid }) => arm.predicted[uid]),
    total,
  );
  return {
    label: arm.setting === null ? arm.name : `${arm.name}: ${settingName(arm.setting)}`,
    evidence: arm.evidence === 'held' ? `${total} connections held` : `${total} new connections`,
    bars: ids.map(({ uid, slot, label }, index) => {
      const count = counts[uid] ?? 0;
      return { id: uid, slot, label, count, share: count / total, predicted: predicted[index] ?? null };
    }),
    even: { share: 1 / ids.length, ...shareBand(total, ids.length) },
  };
}

/** The repair as shares, where there was one, else what the run found; with what the timeline predicts for the fullest Pod. */
function shareTitle(record: RunRecord, groups: readonly ShareGroup[]): string {
  const [control, treatment] = groups;
  if (record.verdict?.effect !== 'REPAIRED' || control === undefined || treatment === undefined) {
    const only = record.verdict?.name === 'IMBALANCED' && groups.length === 1 ? fullestOf(control) : undefined;
    const predicted = only?.predicted
      ? `, ${sayNumber((only.predicted.share * only.count) / only.share)} predicted`
      : '';
    return `${chartFinding(record)}${predicted}`;
  }
  const before = fullestOf(control);
  const predicted = before?.predicted ? ` (${percent(before.predicted.share)} predicted)` : '';
  const after = treatment.bars.map(({ share }) => share).sort((a, b) => b - a);
  const spread =
    after.length <= TITLE_PODS
      ? `${after.map((share) => Math.round(100 * share)).join(' / ')} %`
      : `at most ${percent(after[0] ?? 0)} on each of ${after.length}`;
  return `From ${percent(before?.share ?? 0)} on one Pod${predicted} to ${spread}`;
}

function fullestOf(group: ShareGroup | undefined): ShareBar | undefined {
  return group?.bars.toSorted((a, b) => b.share - a.share)[0];
}

function groupAlt({ label, evidence, bars, even }: ShareGroup): string {
  const each = bars.map((bar) => `${bar.label} ${percent(bar.share)} (${bar.count})`).join(', ');
  const band = `Even share ${percent(even.share)}, 95 % band ${percent(even.low)} to ${percent(even.high)}.`;
  return [`${sentenceCase(label)}, ${evidence}: ${each}. ${band}`, ...predictedAlt(bars)].join(' ');
}

/** What was predicted, where it is not the even share, and which Pods are outside of their bands. */
function predictedAlt(bars: readonly ShareBar[]): string[] {
  const known = bars.flatMap(({ predicted }) => (predicted === null ? [] : [predicted]));
  if (known.length === 0) return [];
  const each = known
    .map(({ share, low, high }) => `${percent(share)} (${percent(low)} to ${percent(high)})`)
    .join(', ');
  const outside = bars.filter((bar) => !isInside(bar)).map(({ label }) => label);
  const where = outside.length === 0 ? 'All are in them' : `Outside: ${outside.join(', ')}`;
  return [`Predicted by the restart's timeline, with 95 % bands: ${each}. ${where}.`];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
