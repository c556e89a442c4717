import { movementOf } from '../arm-movement.ts';
import { armKind } from '../arm-name.ts';
import { areBalancing } from '../condition.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import { balancingMark } from '../text/client-ways.ts';
import { armConditionText } from '../text/condition-text.ts';
import { wordsIn } from '../text/words.ts';
import { altText, footer, sentenceCase, settingName, subtitle } from './chart-caption.ts';
import { armCounts, chartFinding } from './chart-finding.ts';
import { type ChartPod, chartPods } from './chart-pods.ts';
import type { Band, LineSeries, TimeChart } from './chart-spec.ts';
import { expectedText, expectedTotal } from './expected-total.ts';
import { restoredAtMs, runMarks } from './run-marks.ts';

/** Above this many arms names of Pods and marks of restarts would cover each other. */
const MAX_ARMS = 4;
/** Up to this many Pods in a whole run every line has its label; above, only those that an arm was observed on. */
const LABEL_ALL = 5;

/**
 * Connections per Pod over the whole run, the arms' samples joined, with what was expected to be open in each observe
 * window. Null when the run ended before its first sample.
 */
export function timeChart(record: RunRecord, language: Language = 'en'): TimeChart | null {
  const { charts } = wordsIn(language);
  const isLong = record.arms.length > MAX_ARMS;
  const pods = isLong ? placeSeries(record, language) : podSeries(record);
  if (pods.length === 0) return null;
  const ends = record.arms.flatMap((arm) => [...arm.samples.at_ms, arm.windows.observe[1]]);
  return {
    kind: 'time',
    title: chartFinding(record, language),
    subtitle: isLong ? `${subtitle(record, language)} · ${charts.eachArmIsABand()}` : subtitle(record, language),
    footer: footer(record, language),
    alt: timeAlt(record, Math.max(...ends), language),
    ...(language === 'en' ? {} : { language }),
    x_title: charts.seconds(),
    y_title: isLong ? charts.openMean() : charts.open(),
    series: [...pods, ...expectedSeries(record, language)],
    bands: record.arms.map((arm) => armBand(record, arm, language)).filter(({ from_s, to_s }) => to_s > from_s),
    marks: isLong ? [] : runMarks(record, language),
    to_s: Math.max(...ends, restoredAtMs(record) ?? 0) / 1000,
  };
}

function podSeries(record: RunRecord): LineSeries[] {
  const observed = new Set(record.arms.flatMap((arm) => Object.keys(arm.held)));
  const all = [...chartPods(record).values()]
    .sort(byShare(record))
    .map((pod) => ({ ...pod, points: podPoints(record, pod.uid) }))
    .filter(({ points }) => points.length > 0);
  return all.map(({ uid, slot, label, points }) => {
    const labelled = all.length <= LABEL_ALL || observed.size === 0 || observed.has(uid);
    return { id: uid, slot, label, labelled, points, role: 'pod' };
  });
}

/**
 * Of many arms each place in the order of readiness is one line: the mean of the Pod that had it, while it was observed.
 * So many Pods can not be named, and their samples are in the record.
 */
function placeSeries(record: RunRecord, language: Language): LineSeries[] {
  const { units } = wordsIn(language);
  const places = Math.max(0, ...record.arms.map((arm) => Object.keys(arm.held).length));
  return Array.from({ length: places }, (_, place): LineSeries => {
    const points = record.arms.flatMap((arm) => levelOf(arm, Object.keys(arm.held)[place]));
    return {
      ...{ id: `place-${place + 1}`, slot: place, label: units.nthReady(place + 1), labelled: true },
      ...{ points, role: 'pod' },
    };
  }).filter(({ points }) => points.some(([, connections]) => connections !== null));
}

/** A Pod's mean at every sample of an arm's observation, and the gap after it. */
function levelOf({ mean_active, samples, windows }: ArmRecord, uid = ''): LineSeries['points'] {
  const [from, to] = windows.observe;
  const mean = mean_active[uid] ?? null;
  const times = [from, ...samples.at_ms.filter((at) => at > from && at < to), to];
  return [...times.map((at): [number, number | null] => [at / 1000, mean]), [to / 1000, null]];
}

/** Generation by generation, in each the fullest Pod first. */
function byShare(record: RunRecord): (a: ChartPod, b: ChartPod) => number {
  const armOf = ({ uid }: ChartPod) => record.arms.findIndex((arm) => uid in arm.held);
  const countOf = (pod: ChartPod) => {
    const arm = record.arms[armOf(pod)];
    return arm === undefined ? 0 : (armCounts(arm)[pod.uid] ?? 0);
  };
  return (a, b) => armOf(a) - armOf(b) || countOf(b) - countOf(a) || a.slot - b.slot;
}

/** A Pod's connections in every arm's samples, from its first reading to its last, null where it was not read. */
function podPoints(record: RunRecord, uid: string): LineSeries['points'] {
  const points = record.arms.flatMap(({ samples }) => {
    const column = samples.pods.indexOf(uid);
    return samples.at_ms.map((at, row): [number, number | null] => [at / 1000, samples.active[row]?.[column] ?? null]);
  });
  const first = points.findIndex(([, connections]) => connections !== null);
  const last = points.findLastIndex(([, connections]) => connections !== null);
  return first === -1 ? [] : points.slice(first, last + 1);
}

/** A level in each observe window, nothing between them: a change has no steady expectation. */
function expectedSeries(record: RunRecord, language: Language): LineSeries[] {
  const { charts } = wordsIn(language);
  const { clients } = record.parameters;
  const arms = record.arms.filter(({ windows }) => windows.observe[1] > windows.observe[0]);
  const last = arms.at(-1);
  if (last === undefined) return [];
  const points = arms.flatMap((arm): LineSeries['points'] => {
    const total = expectedOfEach(record, arm) ?? expectedTotal(arm.setting, record.parameters).total;
    const [from, to] = arm.windows.observe;
    return [
      [from / 1000, total],
      [to / 1000, total],
      [to / 1000, null],
    ];
  });
  const expected = expectedTotal(last.setting, record.parameters, language);
  const because = expected.because ?? charts.oneForEach();
  // Of many arms the last one's level is one among many.
  const isLong = record.arms.length > MAX_ARMS && new Set(points.map(([, y]) => y).filter((y) => y !== null)).size > 1;
  const each = expectedOfEach(record, last);
  if (each !== null) {
    const all = charts.expectedAs(String(each), charts.oneForEachPod());
    return [{ id: 'expected', slot: -1, label: all, labelled: true, points: points.slice(0, -1), role: 'expected' }];
  }
  const label = isLong ? charts.expected() : charts.expectedAs(expectedText(expected, clients, language), because);
  return [{ id: 'expected', slot: -1, label, labelled: true, points: points.slice(0, -1), role: 'expected' }];
}

/** All connections of clients that hold one to each Pod that was there when they came; null of any other clients. */
function expectedOfEach({ parameters }: RunRecord, { conditions = [], held, moved_by }: ArmRecord): number | null {
  if (!areBalancing(conditions)) return null;
  const later = moved_by === 'scale-out' ? (parameters.add_pods ?? 0) : 0;
  return parameters.clients * (Object.keys(held).length - later);
}

/** An arm behind the lines, with what it has otherwise. */
export function armBand(record: RunRecord, arm: ArmRecord, language: Language): Band {
  const what = armWhat(record, arm, language);
  const lastSample = arm.samples.at_ms.at(-1) ?? 0;
  const { prepare, change } = arm.windows;
  // What brings the clients onto the first Pods, or the setting, is a part of what such a run shows.
  const [from] = record.parameters.setting === undefined ? change : (prepare ?? change);
  return {
    label: `${arm.name}: ${what}`,
    from_s: from / 1000,
    // A cut-off arm has no end of its own: its samples say how far it came.
    to_s: Math.max(arm.windows.observe[1], lastSample) / 1000,
  };
}

function armWhat(record: RunRecord, arm: ArmRecord, language: Language): string {
  const { name, setting, conditions = [] } = arm;
  const mark = balancingMark(record, arm, language);
  if (mark !== null) return mark;
  const { charts } = wordsIn(language);
  const { scale } = record.parameters;
  if (record.way !== undefined) {
    // The word that was asked for: a band has little room.
    const { option } = record.parameters;
    if (conditions.length > 0 && option !== undefined) return option;
    return armConditionText(record, conditions.length > 0 ? 'treatment' : 'control', language);
  }
  if (conditions.length > 0) return armConditionText(record, armKind(name), language);
  if (setting !== null) return settingName(setting);
  if (scale !== undefined) return charts.scaleOnly(scale.from, scale.to);
  if (movementOf(record) === 'pod-kill') return charts.killOnly();
  // The arms of a written plan each have their own way.
  const movement = movementOf(record, arm);
  if (movement === 'reconnect') return charts.reconnectOnly();
  return movement === 'restart' ? charts.restartOnly() : charts.nothingChanged();
}

function timeAlt(record: RunRecord, endMs: number, language: Language): string {
  const { charts, units } = wordsIn(language);
  const isLong = record.arms.length > MAX_ARMS;
  return altText([
    `${chartFinding(record, language)}${units.stop}`,
    charts.timeAlt(Math.round(endMs / 1000)),
    ...(isLong ? [charts.armsAlt(record.arms.length)] : []),
    ...record.arms.map((arm) => armAlt(record, arm, language)),
    ...(isLong ? [] : runMarks(record, language)).map(({ label, at_s }) =>
      charts.markAlt(sentenceCase(label), Math.round(at_s)),
    ),
  ]);
}

function armAlt(record: RunRecord, arm: ArmRecord, language: Language): string {
  const { charts } = wordsIn(language);
  const name = sentenceCase(arm.name);
  const [from, to] = arm.windows.observe;
  if (to <= from) return charts.armNotObserved(name);
  const at = Math.round(from / 1000);
  if (arm.evidence === 'held') {
    const held = Object.values(arm.held).sort((a, b) => b - a);
    return held.length === 0 ? charts.armWithoutPods(name) : charts.armHeld(name, held.join(', '), at);
  }
  const open = arm.samples.active
    .filter((_, row) => (arm.samples.at_ms[row] ?? 0) >= from)
    .flat()
    .filter((connections) => connections !== null);
  const { parameters } = record;
  const expected = expectedText(expectedTotal(arm.setting, parameters, language), parameters.clients, language);
  const range = open.length === 0 ? charts.notRead() : charts.rangeOnEach(Math.min(...open), Math.max(...open));
  return charts.armOpen(name, at, range, expected);
}
