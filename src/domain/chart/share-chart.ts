import { armKind } from '../arm-name.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import { pickedAnewMs } from '../setting-life.ts';
import { sum } from '../statistics/evenness.ts';
import { shareBand } from '../statistics/share-band.ts';
import { balancingMark } from '../text/client-ways.ts';
import { armConditionText } from '../text/condition-text.ts';
import { sayNumber } from '../text/say-number.ts';
import { type Words, wordsIn } from '../text/words.ts';
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
export function shareChart(record: RunRecord, language: Language = 'en'): ShareChart | null {
  const { charts } = wordsIn(language);
  const groups = groupsOf(record, language).filter((group) => group !== null);
  if (groups.length === 0) return null;
  const title = shareTitle(record, groups, language);
  return {
    kind: 'share',
    title,
    subtitle: subtitle(record, language),
    footer: footer(record, language),
    alt: altText([
      `${title}${wordsIn(language).units.stop}`,
      charts.shareAlt(),
      ...groups.map((group) => groupAlt(group, record.way !== undefined, language)),
    ]),
    ...(language === 'en' ? {} : { language }),
    y_title: charts.share(),
    groups,
  };
}

/** Arm beside arm; of many repeats all together, since bars of so many arms can not be read. */
function groupsOf(record: RunRecord, language: Language): (ShareGroup | null)[] {
  if (record.arms.length > MAX_ARMS || record.sweep !== undefined) {
    const kinds = [...new Set(record.arms.map(({ name }) => armKind(name)))].sort(byLife(record));
    return kinds.map((kind) =>
      pooledGroup(
        record.arms.filter(({ name }) => armKind(name) === kind),
        language,
      ),
    );
  }
  const pods = chartPods(record);
  return record.arms.map((arm) => shareGroup(record, arm, pods, language));
}

/** The control first, then by how long a connection lives. */
function byLife({ arms, parameters }: RunRecord): (a: string, b: string) => number {
  const life = (kind: string): number => {
    const setting = arms.find(({ name }) => name === kind)?.setting ?? null;
    return setting === null ? 0 : pickedAnewMs(setting, parameters);
  };
  return (a, b) => life(a) - life(b);
}

function armLabel(record: RunRecord, arm: ArmRecord, language: Language): string {
  const { name, setting, conditions = [] } = arm;
  const mark = balancingMark(record, arm, language);
  if (mark !== null) return `${name}: ${mark}`;
  if (conditions.length > 0) return `${name}: ${armConditionText(record, armKind(name), language)}`;
  return setting === null ? name : `${name}: ${settingName(setting)}`;
}

function shareGroup(
  record: RunRecord,
  arm: ArmRecord,
  pods: ReadonlyMap<string, ChartPod>,
  language: Language,
): ShareGroup | null {
  const counts = armCounts(arm);
  const total = sum(Object.values(counts));
  const ids = [...pods.values()].filter(({ uid }) => uid in counts);
  if (total === 0 || ids.length === 0) return null;
  const predicted = predictedBars(
    ids.map(({ uid }) => arm.predicted[uid]),
    total,
  );
  return {
    label: armLabel(record, arm, language),
    evidence: wordsIn(language).charts.evidence(total, arm.evidence),
    bars: ids.map(({ uid, slot, label }, index) => {
      const count = counts[uid] ?? 0;
      return { id: uid, slot, label, count, share: count / total, predicted: predicted[index] ?? null };
    }),
    even: { share: 1 / ids.length, ...shareBand(total, ids.length) },
  };
}

/** The repair as shares, where there was one, else what the run found; with what the timeline predicts for the fullest Pod. */
function shareTitle(record: RunRecord, groups: readonly ShareGroup[], language: Language): string {
  const { charts } = wordsIn(language);
  const [control, treatment] = groups;
  if (
    record.way !== undefined ||
    record.verdict?.effect !== 'REPAIRED' ||
    control === undefined ||
    treatment === undefined
  ) {
    const only = record.verdict?.name === 'IMBALANCED' && groups.length === 1 ? fullestOf(control) : undefined;
    const predicted = only?.predicted
      ? charts.predictedCount(sayNumber((only.predicted.share * only.count) / only.share))
      : '';
    return `${chartFinding(record, language)}${predicted}`;
  }
  const before = fullestOf(control);
  const predicted = before?.predicted ? charts.predictedShare(percent(before.predicted.share)) : '';
  const after = treatment.bars.map(({ share }) => share).sort((a, b) => b - a);
  const spread =
    after.length <= TITLE_PODS
      ? `${after.map((share) => Math.round(100 * share)).join(' / ')} %`
      : charts.atMostEach(percent(after[0] ?? 0), after.length);
  return charts.fromTo(percent(before?.share ?? 0), predicted, spread);
}

function fullestOf(group: ShareGroup | undefined): ShareBar | undefined {
  return group?.bars.toSorted((a, b) => b.share - a.share)[0];
}

function groupAlt({ label, evidence, bars, even }: ShareGroup, isByWay: boolean, language: Language): string {
  const { charts, units } = wordsIn(language);
  const each = bars.map((bar) => `${bar.label} ${percent(bar.share)} (${bar.count})`).join(', ');
  const band = { even: percent(even.share), low: percent(even.low), high: percent(even.high) };
  const said = charts.groupAlt({ label: sentenceCase(label), evidence, each, ...band });
  return [said, ...predictedAlt(bars, charts, isByWay)].join(units.gap);
}

/** What was predicted, where it is not the even share, and which Pods are outside of their bands. */
function predictedAlt(bars: readonly ShareBar[], charts: Words['charts'], isByWay: boolean): string[] {
  const known = bars.flatMap(({ predicted }) => (predicted === null ? [] : [predicted]));
  if (known.length === 0) return [];
  const each = known
    .map(({ share, low, high }) => charts.between(percent(share), percent(low), percent(high)))
    .join(', ');
  const outside = bars.filter((bar) => !isInside(bar)).map(({ label }) => label);
  return [charts.predictedAlt(each, outside.join(', '), isByWay)];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
