import { sum } from '../statistics/evenness.ts';
import { fitTest } from '../statistics/fit-test.ts';
import { multinomialTest } from '../statistics/multinomial-test.ts';
import type { Pod } from '../topology.ts';
import { pathShares } from './path-shares.ts';
import type { PathSource } from './path-view.ts';

/** Where a check's connections are opened, and where each is expected to end. */
export interface Door {
  /** Name of the node whose NodePort it is; null for the Service's own address. */
  node: string | null;
  /** HOST:PORT. */
  address: string;
  /** Expected share of each Ready Pod, by uid; only Pods that it leads to. */
  expected: Record<string, number>;
}

/** Which of them a check is asked for. */
export type DoorAt = 'node' | 'service';

/** Why no connections were opened. */
export type Unchecked =
  /** Somebody holds the target: a check would be counted with their run. */
  | { why: 'held'; holder: string }
  /** Nothing leads to a Pod. */
  | { why: 'no_way' }
  /** The clients of this target run in a Job, which is not made for a check. */
  | { why: 'job' }
  /** The target is of class production, and nobody asked for it. */
  | { why: 'production' }
  /** Whoever asks may not run there. */
  | { why: 'not_allowed'; message: string }
  /** Whoever asks does not want it. */
  | { why: 'not_wanted' }
  /** No worker of the target answered. */
  | { why: 'nobody' }
  /** The worker could not look. */
  | { why: 'failed'; message: string };

/** What came of a check. */
export type PathCheck =
  | ({ kind: 'not_made' } & Unchecked)
  | {
      kind: 'made';
      door: Door;
      /** Connections that were asked for. */
      asked: number;
      /** Connections that a Pod answered on, by its uid; a Pod that is expected and got none is a 0. */
      landed: Record<string, number>;
      /** Answers that named no Pod of the target. */
      unnamed: number;
      /** Connections without an answer, by gRPC status name. */
      failed: Record<string, number>;
    };

/**
 * Where a check goes in: at the Service's own address, or at the NodePort of one node where a node is in the way and `at` is
 * `node`, the one that leads to most Pods. An address of one zone leads to that zone alone while cross-zone is off, so that
 * a node is taken then. Null where nothing leads to a Pod.
 */
export function doorOf({ service, pods }: PathSource, at: DoorAt = 'node'): Door | null {
  const shares = pathShares(service, pods);
  if (shares.legs.length === 0) return null;
  const isWhole = service.nlb?.cross_zone !== false;
  if (shares.nodes.length === 0 || (at === 'service' && isWhole))
    return { node: null, address: service.address, expected: byUid(pods, shares.pods) };
  const behind = service.nodes.map((_, index) => shares.legs.filter(({ node }) => node === index));
  const index = behind.findIndex(({ length }) => length === Math.max(...behind.map((legs) => legs.length)));
  const [node, own = []] = [service.nodes[index], behind[index]];
  if (node === undefined) return null;
  const each = pods.map((_, pod) => (own.some((leg) => leg.pod === pod) ? 1 / own.length : 0));
  return { node: node.name, address: node.address, expected: byUid(pods, each) };
}

function byUid(pods: readonly Pod[], shares: readonly number[]): Record<string, number> {
  return Object.fromEntries(
    pods.flatMap(({ uid }, index) => ((shares[index] ?? 0) > 0 ? [[uid, shares[index] ?? 0]] : [])),
  );
}

/** Shares that differ by less are the same. */
const SAME = 1e-9;

/**
 * How often connections that end as the shares say would come out at least so far from them: the test of evenness where all
 * shares are the same, as a verdict has it, else that of a fit. A connection on a Pod with no share has probability 0. Null for
 * no connections.
 */
export function landingP(
  landed: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
): number | null {
  const uids = Object.keys(expected);
  const counts = uids.map((uid) => landed[uid] ?? 0);
  const total = sum(Object.values(landed));
  if (total === 0) return null;
  if (sum(counts) < total) return 0;
  const shares = Object.values(expected);
  if (Math.max(...shares) - Math.min(...shares) < SAME) return multinomialTest(counts, { seed: 1 }).p;
  return fitTest(counts, shares);
}
