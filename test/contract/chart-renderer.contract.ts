import { describe, expect, it } from 'vitest';
import { pathChart } from '../../src/domain/chart/path-chart.ts';
import { shareChart } from '../../src/domain/chart/share-chart.ts';
import { timeChart } from '../../src/domain/chart/time-chart.ts';
import { tradeoffChart } from '../../src/domain/chart/tradeoff-chart.ts';
import { pathView } from '../../src/domain/path/path-view.ts';
import type { ChartRenderer } from '../../src/ports/chart-renderer.ts';
import { aRecord } from '../builders/a-record.ts';
import { aSweepRecord, THREE_EVEN } from '../builders/a-sweep-record.ts';
import { aPath } from '../domain/path/a-path.ts';

const PNG_SIGNATURE = '89504e470d0a1a0a';

/** What every {@link ChartRenderer} does; the last test closes it. */
export function chartRendererContract(name: string, renderer: () => ChartRenderer): void {
  describe(`${name} as a chart renderer`, () => {
    const about = { target: 'lab', at: '2026-11-26T09:15:00.000Z', versions: [] };
    const path = pathChart(pathView(aPath({ service: { address: '127.0.0.1:31401' } }), {}), about);
    const specs = [timeChart(aRecord()), shareChart(aRecord()), tradeoffChart(aSweepRecord(THREE_EVEN)), path].filter(
      (spec) => spec !== null,
    );

    it('draws each of a run’s charts as a PNG of 1600 x 900 pixels, two at once too', async () => {
      expect(specs).toHaveLength(4);
      for (const png of await Promise.all(specs.map((spec) => renderer().render(spec)))) {
        expect(png.subarray(0, 8).toString('hex')).toBe(PNG_SIGNATURE);
        expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1600, 900]);
      }
    });

    it('writes both languages with the font that is shipped', () => {
      expect((['en', 'ja'] as const).map((language) => renderer().canWrite(language))).toEqual([true, true]);
    });

    it('fails with chart_failed after it was closed, and closes once', async () => {
      await renderer().close();
      await renderer().close();
      const [spec] = specs;
      if (spec === undefined) throw new Error('there is no chart to draw');
      await expect(renderer().render(spec)).rejects.toMatchObject({ code: 'chart_failed' });
    });
  });
}
