import type { ChartSpec } from '../domain/chart/chart-spec.ts';
import type { Language } from '../domain/language.ts';

/** Draws a chart. Not in here: what is on it. */
export interface ChartRenderer {
  /** A PNG of 1600 x 900 pixels (800 x 450 at double density); a path with many Pods is higher. @throws AppError `chart_failed` */
  render(spec: ChartSpec): Promise<Buffer>;
  /** Whether its font has what a language is written in; English always. */
  canWrite(language: Language): boolean;
  close(): Promise<void>;
}
