import type { RunRecord, SweepSetting } from '../record.ts';
import { SETTING_FIELDS } from '../setting.ts';
import { altText, footer, subtitle } from './chart-caption.ts';
import { chartFinding } from './chart-finding.ts';
import type { TradeoffChart, TradeoffPoint } from './chart-spec.ts';

/**
 * What each setting of a sweep costs against how soon connections are even again, so that it can be seen which settings
 * are never the best choice. Null for a run that is no sweep, or where no setting has both numbers.
 */
export function tradeoffChart(record: RunRecord): TradeoffChart | null {
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
    title: chartFinding(record),
    subtitle: `${subtitle(record)} · ${SETTING_FIELDS[kind]}`,
    footer: footer(record),
    alt: altText([
      `${chartFinding(record)}.`,
      'Time to balance against reconnects per second.',
      ...points.map(pointAlt),
      ...(goal_s === null ? [] : [`Asked for: even within ${seconds(goal_s)}.`]),
      ...left.map(({ name, unfit }) => `Not drawn: ${name}, ${unfit ?? 'no number'}.`),
    ]),
    x_title: 'price: reconnects per second',
    y_title: 'even again within, seconds',
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

const ROLE_WORDS: Record<TradeoffPoint['role'], string> = {
  recommended: 'recommended',
  efficient: 'efficient',
  beaten: 'another is cheaper and sooner',
  unfit: 'not to be recommended',
};

function pointAlt({ label, price_per_s, within_s, role }: TradeoffPoint): string {
  return `${label}: ${price_per_s.toFixed(1)} reconnects per second, even within ${seconds(within_s)}, ${ROLE_WORDS[role]}.`;
}

function seconds(s: number): string {
  return `${Number(s.toFixed(1))} s`;
}
