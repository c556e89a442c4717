import type { Chart, ChartConfiguration } from 'chart.js';
import { drawPoint } from 'chart.js/helpers';
import type { TradeoffChart, TradeoffPoint } from '../../domain/chart/chart-spec.ts';
import { wordsIn } from '../../domain/text/words.ts';
import { axisStyle } from './axis.ts';
import { frame } from './frame.ts';
import { COLOUR, DENSITY, MARGIN, SIZE } from './layout.ts';
import type { Pen } from './pen.ts';

type Role = TradeoffPoint['role'];

/** Okabe and Ito's palette; a role is told by its shape and its words as well as by its colour. */
const ROLES: Record<Role, { colour: string; shape: 'circle' | 'triangle' | 'crossRot'; radius: number }> = {
  recommended: { colour: '#009E73', shape: 'circle', radius: 9 },
  efficient: { colour: '#0072B2', shape: 'circle', radius: 6 },
  beaten: { colour: '#6b7280', shape: 'triangle', radius: 6 },
  unfit: { colour: '#D55E00', shape: 'crossRot', radius: 7 },
};

const KEY: readonly Role[] = ['recommended', 'efficient', 'beaten', 'unfit'];

/** Height of the key above the plot, and of the line for what is not drawn. */
const KEY_HEIGHT = 26;
const NOTE_HEIGHT = 22;
/** From this ratio of the dearest to the cheapest price on, equal steps on the axis are equal factors. */
const LOG_FROM = 6;

/** Each setting at its price and its time to balance, as Chart.js draws it; the efficient ones are joined. */
export function tradeoffConfig(
  spec: TradeoffChart,
  pen: Pen,
): ChartConfiguration<'scatter', { x: number; y: number }[]> {
  const around = frame(spec, pen);
  const prices = spec.points.map(({ price_per_s }) => price_per_s);
  const isLog = Math.max(...prices) / Math.min(...prices) >= LOG_FROM;
  const highest = Math.max(
    spec.goal_s ?? 0,
    ...spec.points.flatMap(({ within_s, measured_s }) => [within_s, ...measured_s]),
  );
  return {
    type: 'scatter',
    data: { datasets: [] },
    options: {
      devicePixelRatio: DENSITY,
      layout: {
        padding: {
          top: around.top + KEY_HEIGHT + (spec.not_drawn.length > 0 ? NOTE_HEIGHT : 0),
          bottom: around.bottom,
          left: MARGIN,
          right: MARGIN,
        },
      },
      scales: {
        x: {
          ...axisStyle(spec.x_title, pen),
          type: isLog ? 'logarithmic' : 'linear',
          min: isLog ? Math.min(...prices) / 1.6 : 0,
          max: Math.max(...prices) * (isLog ? 2 : 1.2),
          grid: { color: COLOUR.grid },
          ...(isLog ? { afterBuildTicks: roundTicks } : {}),
        },
        y: {
          ...axisStyle(spec.y_title, pen),
          type: 'linear',
          min: 0,
          max: 1.18 * highest,
          grid: { color: COLOUR.grid },
        },
      },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
    },
    plugins: [
      around.plugin,
      {
        id: 'tradeoff',
        afterDatasetsDraw(chart) {
          chart.ctx.save();
          drawKey(chart, spec, pen);
          if (spec.goal_s !== null) {
            const words = wordsIn(spec.language ?? 'en').charts.key.goal;
            drawGoal(chart, { goal: spec.goal_s, words }, pen);
          }
          joinEfficient(chart, spec.points);
          for (const point of spec.points) drawSetting(chart, point);
          for (const point of spec.points) drawLabel(chart, point, pen);
          chart.ctx.restore();
        },
      },
    ],
  };
}

/** 1, 2 and 5 times a power of ten, which people read off without a thought. */
function roundTicks(axis: { min: number; max: number; ticks: { value: number }[] }): void {
  const ticks: { value: number }[] = [];
  for (let power = 10 ** Math.floor(Math.log10(axis.min)); power <= axis.max; power *= 10) {
    for (const value of [power, 2 * power, 5 * power])
      if (value >= axis.min && value <= axis.max) ticks.push({ value });
  }
  axis.ticks = ticks;
}

function at({ scales }: Chart, price: number, seconds: number): { x: number; y: number } {
  return { x: scales.x?.getPixelForValue(price) ?? 0, y: scales.y?.getPixelForValue(seconds) ?? 0 };
}

/** From the cheapest to the dearest: what lies above the line is never the best choice. */
function joinEfficient(chart: Chart, points: readonly TradeoffPoint[]): void {
  const { ctx } = chart;
  const efficient = points
    .filter(({ role }) => role === 'recommended' || role === 'efficient')
    .sort((a, b) => a.price_per_s - b.price_per_s);
  ctx.strokeStyle = ROLES.efficient.colour;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([6, 4]);
  ctx.beginPath();
  for (const [index, { price_per_s, within_s }] of efficient.entries()) {
    const { x, y } = at(chart, price_per_s, within_s);
    if (index === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The setting at its bound, and a short bar for each try at what was measured. */
function drawSetting(chart: Chart, { price_per_s, within_s, measured_s, role }: TradeoffPoint): void {
  const { ctx } = chart;
  const { colour, shape, radius } = ROLES[role];
  const point = at(chart, price_per_s, within_s);
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = 2;
  for (const measured of measured_s) {
    const { x, y } = at(chart, price_per_s, measured);
    ctx.beginPath();
    ctx.moveTo(x - 7, y);
    ctx.lineTo(x + 7, y);
    ctx.stroke();
  }
  drawPoint(ctx, { pointStyle: shape, radius, borderWidth: shape === 'crossRot' ? 3 : 2 }, point.x, point.y);
  if (role !== 'recommended') return;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.arc(point.x, point.y, radius + 5, 0, 2 * Math.PI);
  ctx.stroke();
}

function drawLabel(chart: Chart, { label, price_per_s, within_s, role }: TradeoffPoint, pen: Pen): void {
  const { ctx, chartArea } = chart;
  const { x, y } = at(chart, price_per_s, within_s);
  const style = { size: SIZE.label, bold: role === 'recommended' };
  const gap = ROLES[role].radius + 9;
  const isRight = x + gap + pen.width(label, style) < chartArea.right;
  ctx.font = pen.font(style);
  ctx.textAlign = isRight ? 'left' : 'right';
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 3;
  ctx.strokeStyle = 'rgba(255, 255, 255, 0.9)';
  const from = isRight ? x + gap : x - gap;
  ctx.strokeText(label, from, y - 8);
  ctx.fillStyle = COLOUR.ink;
  ctx.fillText(label, from, y - 8);
}

function drawGoal(chart: Chart, { goal, words }: { goal: number; words: string }, pen: Pen): void {
  const { ctx, chartArea } = chart;
  const { y } = at(chart, 1, goal);
  ctx.strokeStyle = COLOUR.ink;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  ctx.moveTo(chartArea.left, y);
  ctx.lineTo(chartArea.right, y);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = pen.font({ size: SIZE.footer });
  ctx.fillStyle = COLOUR.muted;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.fillText(words, chartArea.right - 4, y - 3);
}

function drawKey(chart: Chart, { points, not_drawn, language = 'en' }: TradeoffChart, pen: Pen): void {
  const { key } = wordsIn(language).charts;
  const { ctx, chartArea } = chart;
  const style = { size: SIZE.footer };
  const y = chartArea.top - KEY_HEIGHT / 2 - (not_drawn.length > 0 ? NOTE_HEIGHT : 0);
  let x = chartArea.left;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const write = (text: string, mark: () => void): void => {
    mark();
    ctx.font = pen.font(style);
    ctx.fillStyle = COLOUR.muted;
    ctx.fillText(text, x + 20, y + 1);
    x += 20 + pen.width(text, style) + 18;
  };
  for (const role of KEY.filter((one) => points.some((point) => point.role === one))) {
    write(key[role], () => {
      ctx.strokeStyle = ROLES[role].colour;
      ctx.fillStyle = ROLES[role].colour;
      ctx.lineWidth = 2;
      drawPoint(ctx, { pointStyle: ROLES[role].shape, radius: 5, borderWidth: 2 }, x + 8, y);
    });
  }
  write(key.measured, () => {
    ctx.strokeStyle = COLOUR.muted;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + 14, y);
    ctx.stroke();
  });
  if (not_drawn.length === 0) return;
  const text = key.notDrawn(not_drawn.join(', '));
  ctx.font = pen.font(style);
  ctx.fillStyle = COLOUR.muted;
  ctx.fillText(pen.clip(text, style, chartArea.width), chartArea.left, chartArea.top - NOTE_HEIGHT / 2);
}
