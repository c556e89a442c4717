import type { DoorAt, PathCheck } from '../domain/path/path-check.ts';
import type { PathSight } from '../domain/path/path-sight.ts';
import type { Pod } from '../domain/topology.ts';
import type { PodStats } from '../ports/pod-stats.ts';
import type { Target } from '../ports/target.ts';
import type { CheckDeps, MakeCheck } from './check-path.ts';
import { within } from './within.ts';

/** How long the Pods have to say their counts, in milliseconds. */
const COUNT_MS = 1500;

/** What it takes to look at a target's path, and to check it. */
export interface PathDeps extends CheckDeps {
  target: Pick<Target, 'describe'>;
  stats: PodStats;
  /** kube-proxy's mode as a target's Service has it; undefined where there is no kube-proxy. Never rejects. */
  proxyMode: () => Promise<string | null | undefined>;
}

/**
 * Looks at a target's path: its addresses, how many connections each Pod has now, and where new ones end, by `check`, null
 * where none is wanted. Changes nothing.
 * @throws AppError as `describe` of a target, and what making a check throws
 */
export async function lookAtPath(
  deps: Omit<PathDeps, 'probe' | 'guard'>,
  check: { make: MakeCheck; at: DoorAt } | null,
): Promise<PathSight> {
  const [{ pods, service, kubernetes_version, envoy_version }, mode] = await Promise.all([
    deps.target.describe(),
    deps.proxyMode(),
  ]);
  const source = {
    pods,
    service: mode === undefined ? service : { ...service, proxy_mode: mode },
    kubernetes_version,
  };
  // Read before, so that the check's own connections are not among them.
  const held = await countHeld(deps, pods);
  const none: PathCheck = { kind: 'not_made', why: 'not_wanted' };
  return { source, envoy_version, held, check: check === null ? none : await check.make(source, check.at) };
}

async function countHeld(
  deps: Pick<PathDeps, 'clock' | 'stats'>,
  pods: readonly Pod[],
): Promise<Record<string, number | null>> {
  const ready = pods.filter((pod) => pod.ready);
  const isPrepared = await within(
    deps.clock,
    COUNT_MS,
    deps.stats.prepare(ready).then(
      () => true,
      () => false,
    ),
  );
  const read = async (pod: Pod): Promise<number | null> => {
    if (isPrepared !== true) return null;
    const reading = deps.stats.read(pod).then(
      ({ counters }) => counters.http2_active,
      () => null,
    );
    return within(deps.clock, COUNT_MS, reading);
  };
  return Object.fromEntries(await Promise.all(ready.map(async (pod) => [pod.uid, await read(pod)] as const)));
}
