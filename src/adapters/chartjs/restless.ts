import type { LineSeries } from '../../domain/chart/chart-spec.ts';

/** Whether a line changes with most of its samples, so that no single value of it says where it is. */
export function isRestless({ points }: LineSeries): boolean {
  const changes = points.filter(([, y], index) => index > 0 && y !== points[index - 1]?.[1]);
  return changes.length > points.length / 2;
}
