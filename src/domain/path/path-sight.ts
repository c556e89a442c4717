import type { PathCheck } from './path-check.ts';
import type { PathSource } from './path-view.ts';

/** A target's path as its worker sees it now. */
export interface PathSight {
  source: PathSource;
  envoy_version: string;
  /** Connections of each Pod, by uid; null where they could not be read. */
  held: Record<string, number | null>;
  check: PathCheck;
}
