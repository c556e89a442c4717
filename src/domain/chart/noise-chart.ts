import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import { noiseIn, noiseTitle } from '../text/noise-answer.ts';
import { wordsIn } from '../text/words.ts';
import { altText, footer, sentenceCase, subtitle } from './chart-caption.ts';
import { type ChartPod, chartPods } from './chart-pods.ts';
import type { LineSeries, TimeChart } from './chart-spec.ts';
import { restoredAtMs, runMarks } from './run-marks.ts';
import { armBand } from './time-chart.ts';

/**
 * What a graph of `downstream_cx_total` has beyond the clients: connections on each Pod that never spoke HTTP/2, counted from
 * the Pod's lowest sample. Null for a run that does not ask, or that ended before its first sample.
 */
export function noiseChart(record: RunRecord, language: Language = 'en'): TimeChart | null {
  const { charts, units } = wordsIn(language);
  const noise = noiseIn(record);
  const series = [...chartPods(record).values()]
    .map((pod) => lineOf(record, pod))
    .filter(({ points }) => points.length > 0);
  if (noise === null || series.length === 0) return null;
  const title = noiseTitle(record, noise, language);
  const end = Math.max(...record.arms.map(({ windows }) => windows.observe[1]), restoredAtMs(record) ?? 0) / 1000;
  const marks = runMarks(record, language);
  const lasts = series.map(({ label, points }) => charts.foreignOn(label, points.at(-1)?.[1] ?? 0));
  return {
    kind: 'time',
    title,
    subtitle: `${subtitle(record, language)} · downstream_cx_total - downstream_cx_http2_total`,
    footer: footer(record, language),
    alt: altText([
      `${title}${units.stop}`,
      charts.foreignAlt(lasts.join(units.comma)),
      ...marks.map(({ label, at_s }) => charts.markAlt(sentenceCase(label), Math.round(at_s))),
    ]),
    ...(language === 'en' ? {} : { language }),
    x_title: charts.seconds(),
    y_title: charts.foreign(),
    series,
    bands: record.arms.map((arm) => armBand(record, arm, language)).filter(({ from_s, to_s }) => to_s > from_s),
    marks,
    to_s: end,
  };
}

function lineOf(record: RunRecord, { uid, slot, label }: ChartPod): LineSeries {
  const points = record.arms.flatMap(({ samples, foreign }) => {
    const column = samples.pods.indexOf(uid);
    return samples.at_ms.map((at, row): [number, number | null] => [at / 1000, foreign?.counts[row]?.[column] ?? null]);
  });
  const first = points.findIndex(([, count]) => count !== null);
  const last = points.findLastIndex(([, count]) => count !== null);
  // A connection that was just opened has not spoken yet, so that a first sample may be one too high.
  const before = Math.min(...points.flatMap(([, count]) => (count === null ? [] : [count])));
  const own = first === -1 ? [] : points.slice(first, last + 1);
  return {
    ...{ id: uid, slot, label, labelled: true, role: 'pod' },
    points: own.map(([at, count]) => [at, count === null ? null : count - before]),
  };
}
