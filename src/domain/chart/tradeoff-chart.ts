import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { SweepSetting } from '../record-results.ts';
import { SETTING_FIELDS } from '../setting.ts';
import { unfitText } from '../text/sweep-reason.ts';
import { wordsIn } from '../text/words.ts';
import { altText, footer, subtitle } from './chart-caption.ts';
import { chartFinding } from './chart-finding.ts';
import type { TradeoffChart, TradeoffPoint } from './chart-spec.ts';

/**
 * What each setting of a sweep costs against how soon connections are even again, so that it can be seen which settings
 * are never the best choice. Null for a run that is no sweep, or where no setting has both numbers.
 */
export function tradeoffChart(record: RunRecord, language: Language = 'en'): TradeoffChart | null {
  const { charts, units } = wordsIn(language);
  const { sweep, parameters } = record;
  if (sweep === undefined) return null;
  const kind = sweep.settings[0]?.setting.kind ?? 'max-connection-duration';
  const points = sweep.settings.flatMap((one) => pointOf(one, one.name === sweep.recommended));
  if (points.length === 0) return null;
  const shown = new Set(points.map(({ label }) => label));
  const left = sweep.settings.filter(({ name }) => !shown.has(name));
  const goal_s = parameters.sweep?.within_ms == null ? null : parameters.sweep.within_ms / 1000;
  return {
    kind: 'tradeoff',
    title: chartFinding(record, language),
    subtitle: `${subtitle(record, language)} · ${SETTING_FIELDS[kind]}`,
    footer: footer(record, language),
    alt: altText([
      `${chartFinding(record, language)}${units.stop}`,
      charts.tradeoffAlt(),
      ...points.map((point) => pointAlt(point, language)),
      ...(goal_s === null ? [] : [charts.askedFor(seconds(goal_s, language))]),
      ...left.map((one) => charts.notDrawn(one.name, unfitText(record, one, language) ?? charts.noNumber())),
    ]),
    ...(language === 'en' ? {} : { language }),
    x_title: charts.priceAxis(),
    y_title: charts.withinAxis(),
    points,
    goal_s,
    not_drawn: left.map(({ name }) => name),
  };
}

function pointOf(one: SweepSetting, isBest: boolean): TradeoffPoint[] {
  const { within, measured } = one.time_to_balance_ms;
  if (within === null || one.reconnects_per_s.mean === 0) return [];
  return [
    {
      label: one.name,
      price_per_s: one.reconnects_per_s.mean,
      within_s: within / 1000,
      measured_s: measured.filter((ms) => ms !== null).map((ms) => ms / 1000),
      role: isBest ? 'recommended' : one.unfit !== null ? 'unfit' : one.efficient ? 'efficient' : 'beaten',
    },
  ];
}

function pointAlt({ label, price_per_s, within_s, role }: TradeoffPoint, language: Language): string {
  const { charts } = wordsIn(language);
  return charts.pointAlt(label, price_per_s.toFixed(1), seconds(within_s, language), charts.roles[role]);
}

function seconds(s: number, language: Language): string {
  return wordsIn(language).units.seconds(Number(s.toFixed(1)));
}
