import { bandAround } from '../statistics/share-band.ts';
import type { ShareBar } from './chart-spec.ts';

/** Shares nearer than this are one share: sums of parts end a rounding beside each other. */
const ROUNDING = 1e-9;

/**
 * The predicted shares of the Pods of one group with their bands, for so many connections; all null where not every Pod
 * has one, or where they are the even share, which is drawn anyway.
 */
export function predictedBars(shares: readonly (number | undefined)[], connections: number): ShareBar['predicted'][] {
  const known = shares.filter((share) => share !== undefined);
  const isEven = known.every((share) => Math.abs(share - 1 / shares.length) < ROUNDING);
  if (known.length < shares.length || isEven) return shares.map(() => null);
  return known.map((share) => ({ share, ...bandAround(connections, Math.min(1, Math.max(0, share))) }));
}

/** Whether a share lies in the band around its prediction; true where there is none. */
export function isInside({ share, predicted }: ShareBar): boolean {
  return predicted === null || (share >= predicted.low - ROUNDING && share <= predicted.high + ROUNDING);
}
