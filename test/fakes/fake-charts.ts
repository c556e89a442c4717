import type { ChartSpec } from '../../src/domain/chart/chart-spec.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { ChartRenderer } from '../../src/ports/chart-renderer.ts';

export interface FakeCharts extends ChartRenderer {
  readonly drawn: ChartSpec[];
  /** Every chart fails with this reason from now on; null lets them succeed again. */
  fail(reason: string | null): void;
  /** From now on there is no font for Japanese. */
  loseJapanese(): void;
}

/** The start of every PNG file, and its header with 1600 x 900 pixels (PNG specification, 5.2 and 11.2.2). */
const PNG_START = Buffer.from('89504e470d0a1a0a0000000d4948445200000640000003840806000000', 'hex');

/** Draws nothing: gives the beginning of a PNG of the right size. */
export function createFakeCharts(): FakeCharts {
  const drawn: ChartSpec[] = [];
  let failure: string | null = null;
  let isClosed = false;
  let hasJapanese = true;
  return {
    drawn,
    fail(reason) {
      failure = reason;
    },
    async render(spec) {
      if (isClosed) throw new AppError('chart_failed', 'The chart renderer is closed.');
      if (failure !== null) throw new AppError('chart_failed', `The chart could not be drawn: ${failure}.`);
      drawn.push(spec);
      return Buffer.from(PNG_START);
    },
    loseJapanese() {
      hasJapanese = false;
    },
    canWrite: (language) => language === 'en' || hasJapanese,
    async close() {
      isClosed = true;
    },
  };
}
