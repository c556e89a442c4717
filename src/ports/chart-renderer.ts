import type { ChartSpec } from '../domain/chart/chart-spec.ts';

/** Draws a chart. Not in here: what is on it. */
export interface ChartRenderer {
  /** A PNG of 1600 x 900 pixels (800 x 450 at double density). @throws AppError `chart_failed` */
  render(spec: ChartSpec): Promise<Buffer>;
  close(): Promise<void>;
}
