import { armKind } from '../arm-name.ts';
import type { ArmRecord, RunRecord } from '../record.ts';
import { longestLifeMs } from '../setting.ts';
import { sum } from '../statistics/evenness.ts';
import { shareBand } from '../statistics/share-band.ts';
import { altText, footer, sentenceCase, settingName, subtitle, triedSetting } from './chart-caption.ts';
import { armCounts, chartFinding } from './chart-finding.ts';
import { type ChartPod, chartPods } from './chart-pods.ts';
import type { ShareChart, ShareGroup } from './chart-spec.ts';
import { pooledGroup } from './pooled-group.ts';

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
  return {
    kind: 'share',
    title: shareTitle(record),
    subtitle: subtitle(record),
    footer: footer(record),
    alt: altText([`${shareTitle(record)}.`, 'Share of connections by Envoy Pod.', ...groups.map(groupAlt)]),
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
  return {
    label: arm.setting === null ? arm.name : `${arm.name}: ${settingName(arm.setting)}`,
    evidence: arm.evidence === 'held' ? `${total} connections held` : `${total} new connections`,
    bars: ids.map(({ uid, slot, label }) => {
      const count = counts[uid] ?? 0;
      return { id: uid, slot, label, count, share: count / total, predicted: arm.predicted[uid] ?? null };
    }),
    even: { share: 1 / ids.length, ...shareBand(total, ids.length) },
  };
}

/** The repair as shares, where there was one; else what the run found. */
function shareTitle(record: RunRecord): string {
  const setting = triedSetting(record);
  const [control, treatment] = record.arms;
  if (record.verdict?.effect !== 'REPAIRED' || setting === null || control === undefined || treatment === undefined) {
    return chartFinding(record);
  }
  const before = percent(Math.max(...shares(control)));
  const after = shares(treatment).sort((a, b) => b - a);
  const spread =
    after.length <= TITLE_PODS
      ? `${after.map((share) => Math.round(100 * share)).join(' / ')} %`
      : `at most ${percent(after[0] ?? 0)} on each of ${after.length}`;
  return `From ${before} on one Pod to ${spread}`;
}

function shares(arm: ArmRecord): number[] {
  const counts = Object.values(armCounts(arm));
  const total = sum(counts);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

function groupAlt({ label, evidence, bars, even }: ShareGroup): string {
  const each = bars.map((bar) => `${bar.label} ${percent(bar.share)} (${bar.count})`).join(', ');
  const band = `Even share ${percent(even.share)}, 95 % band ${percent(even.low)} to ${percent(even.high)}.`;
  return `${sentenceCase(label)}, ${evidence}: ${each}. ${band}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
