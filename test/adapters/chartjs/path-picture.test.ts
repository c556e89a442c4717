import { createCanvas, loadImage } from 'canvas';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDrawChart, type DrawChart } from '../../../src/adapters/chartjs/draw-chart.ts';
import { fontStatus, loadFonts, loadMonoFonts } from '../../../src/adapters/chartjs/fonts.ts';
import { layOut, type PathLayout } from '../../../src/adapters/chartjs/path-layout.ts';
import { createPen } from '../../../src/adapters/chartjs/pen.ts';
import { pathChart } from '../../../src/domain/chart/path-chart.ts';
import type { PathChart } from '../../../src/domain/chart/path-spec.ts';
import type { Language } from '../../../src/domain/language.ts';
import { pathView } from '../../../src/domain/path/path-view.ts';
import { aNode, aPath, podsOn } from '../../domain/path/a-path.ts';

const ABOUT = { target: 'lab', at: '2026-11-26T09:15:00.000Z', versions: [] };
const fonts = loadFonts();
const pen = createPen(fonts, loadMonoFonts(fonts));

/** Long names and addresses, on this many Pods. */
function aLongPath(pods: number, language: Language): PathChart {
  const nodes = Array.from({ length: 7 }, (_, index) => ({
    ...aNode(`node-${index + 1}`, 'ap-northeast-1a'),
    name: `ip-192-168-112-1${index}.ap-northeast-1.compute.internal`,
    address: `192.168.112.10${index}:31401`,
  }));
  const on = podsOn(Array.from({ length: pods }, (_, index) => `node-${(index % 7) + 1}`)).map((pod, index) => ({
    ...pod,
    node: nodes[index % 7]?.name ?? '',
    address: `192.168.112.${100 + index}:10080`,
  }));
  const address = 'k8s-production-envoygateway-0123456789abcdef.elb.ap-northeast-1.amazonaws.com:8080';
  const nlb = { zones: [{ name: 'ap-northeast-1a', address: '192.168.112.117' }], cross_zone: true };
  const source = aPath({
    service: { nodes: nodes.slice(0, Math.min(7, pods)), address, nlb, proxy_mode: null },
    pods: on,
  });
  const held = Object.fromEntries(on.map(({ uid }, index) => [uid, 1000 * index]));
  return pathChart(pathView(source, held), ABOUT, language);
}

function placed(chart: PathChart): PathLayout {
  return layOut(chart, pen, { top: 76, bottom: 27 });
}

describe.each(['en', 'ja'] as const)('the picture of a path with long names, in %s', (language) => {
  test.each([1, 3, 8, 30])('with %i Pods has each text within its card, and no card on another', (pods) => {
    const { columns, height } = placed(aLongPath(pods, language));
    for (const { cards, x, width } of columns) {
      expect(x + width).toBeLessThanOrEqual(800 - 14 + 0.01);
      for (const [index, { y, height: tall, lines, card }] of cards.entries()) {
        const next = cards[index + 1];
        if (next !== undefined) expect(next.y).toBeGreaterThanOrEqual(y + tall + 7.9);
        expect(y + tall).toBeLessThanOrEqual(height - 27);
        const value = card.value === null ? 0 : pen.width(card.value, { size: 15, bold: true });
        for (const { text, style, kind } of lines) {
          expect(pen.width(text, style) + (kind === 'title' ? value : 0)).toBeLessThanOrEqual(width - 18);
          expect(style.size).toBeGreaterThanOrEqual(12);
        }
      }
    }
  });

  test('loses no part of an address', () => {
    const { columns } = placed(aLongPath(3, language));
    const written = columns.map(({ cards }) => cards.map(({ lines }) => lines.map(({ text }) => text).join('')).join());
    expect(written[1]).toContain('k8s-production-envoygateway-0123456789abcdef.elb.ap-northeast-1.amazonaws.com:8080');
    expect(written.join()).not.toContain('…');
  });

  test('leaves room between the columns for arrows and their percentages', () => {
    const { columns } = placed(aLongPath(3, language));
    for (const [index, { x, width }] of columns.slice(0, -1).entries())
      expect((columns[index + 1]?.x ?? 0) - x - width).toBeGreaterThanOrEqual(60);
  });
});

describe('the drawn path', () => {
  let draw: DrawChart;
  beforeAll(() => {
    draw = createDrawChart();
  });

  test('is as wide as a chart, and higher only for Pods that need it', async () => {
    const sizes = await Promise.all(
      [3, 8].map(async (pods) => {
        const { width, height } = await loadImage(draw(aLongPath(pods, 'en')));
        return [width, height];
      }),
    );
    expect(sizes.map(([width]) => width)).toEqual([1600, 1600]);
    expect(sizes[0]?.[1]).toBeLessThan(1000);
    expect(sizes[1]?.[1]).toBeGreaterThan(1200);
  });

  test('has arrows in the colour of each Pod, thicker for more traffic', async () => {
    const { service, pods } = aPath({ service: { traffic_policy: 'Local' } });
    const chart = pathChart(pathView({ service, pods, kubernetes_version: 'v1.34.4' }, {}), ABOUT);
    const drawn = draw(chart);
    // Only the arrows: a Pod's card has its colour too.
    const [quarter, , half] = await Promise.all([0, 1, 2].map((slot) => coloured(drawn, COLOURS[slot] ?? 0)));
    expect(quarter).toBeGreaterThan(1000);
    expect(half).toBeGreaterThan(1.3 * (quarter ?? 0));
  });
});

describe('the font of addresses', () => {
  test('has characters of equal width, unlike that of other texts', () => {
    const widths = (mono: boolean) => ['111.', 'WWW.'].map((text) => pen.width(text, { size: 14, mono }));
    const [narrow, wide] = widths(true);
    expect(narrow).toBeCloseTo(wide ?? 0, 5);
    expect(widths(false)[0]).not.toBeCloseTo(widths(false)[1] ?? 0, 1);
    expect(fontStatus().japanese).toBe(true);
  });
});

/** Okabe and Ito's blue, vermillion and green, with full opacity as the canvas keeps them: red first. */
const COLOURS = [0xffb27200, 0xff005ed5, 0xff739e00];

/** How many pixels left of the Pods' cards have exactly this colour. */
async function coloured(png: Buffer, colour: number): Promise<number> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, 1200, image.height);
  return new Uint32Array(data.buffer).filter((pixel) => pixel === colour).length;
}
