import { AppError } from '../../domain/errors.ts';
import type { Pod, TargetEvent } from '../../domain/topology.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PodStats } from '../../ports/pod-stats.ts';
import type { TargetWatcher } from '../../ports/target.ts';
import { slicesOf } from './describe-target.ts';
import { followList } from './follow-list.ts';
import type { KubeEndpointSlice, KubePod } from './kube-objects.ts';
import { hasEnded, isOwnPod, isReady, isTerminating, selectorText } from './own-pods.ts';
import { type Cluster, readDeployment } from './read-cluster.ts';

export interface WatchDeps {
  cluster: Cluster;
  service: string;
  stats: PodStats;
  clock: Clock;
}

/** Pause between two readings of a Pod that ends, in milliseconds. */
const LAST_READING_MS = 300;

type Tell = (event: TargetEvent | Promise<TargetEvent>) => void;
type Reading = Pick<TargetEvent, 'last_counters' | 'last_counters_at'>;

interface Known {
  name: string;
  node: string;
  ready: boolean;
  terminating: boolean;
  /** The readings made since the Pod was told to end. */
  last: Promise<Reading> | null;
}

/** Tells of the Deployment's Pods and of the Service's endpoints from now on. Resolves once nothing is missed. */
export async function watchTarget(deps: WatchDeps, watcher: TargetWatcher, signal: AbortSignal): Promise<void> {
  const { cluster, clock, service } = deps;
  signal.throwIfAborted();
  const { spec } = await readDeployment(cluster);
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const onLost = (cause: Error): void => {
    if (ended.aborted) return;
    over.abort(cause);
    const error = cause instanceof AppError ? cause : new AppError('target_unreachable', cause.message, { cause });
    watcher.onLost(error);
  };
  let told: Promise<unknown> = Promise.resolve();
  // One after the other: a Pod's end waits for its last reading, and what happened after it waits as well.
  const tell: Tell = (event) => {
    told = Promise.all([event, told]).then(([happened]) => {
      if (!ended.aborted) watcher.onEvent(happened);
    });
  };
  const follow = { client: cluster.client, clock };
  const pods = { path: cluster.paths.pods, query: { labelSelector: selectorText(spec.selector) } };
  const slices = { path: cluster.paths.endpointSlices, query: slicesOf(service) };
  try {
    await Promise.all([
      followList<KubePod>(follow, pods, { onChange: podChanges(deps, tell, ended), onLost }, ended),
      followList<KubeEndpointSlice>(follow, slices, { onChange: endpointChanges(clock, tell), onLost }, ended),
    ]);
  } catch (cause) {
    over.abort(cause);
    throw cause;
  }
}

function podChanges({ cluster, stats, clock }: WatchDeps, tell: Tell, ended: AbortSignal) {
  const known = new Map<string, Known>();
  let first = true;

  const event = (kind: TargetEvent['kind'], uid: string, pod: Known): TargetEvent => {
    return { at: clock.monotonicMs(), kind, uid, name: pod.name, node: pod.node };
  };

  /** Reads again and again until the Pod answers no more or is gone: a Pod that drains goes on counting. */
  async function readUntilGone(uid: string, pod: Known): Promise<Reading> {
    const asked: Pod = {
      uid,
      name: pod.name,
      node: pod.node,
      address: '',
      ready: false,
      ready_at: null,
      stats_url: '',
    };
    let reading: Reading = { last_counters: null };
    do {
      const read = await stats.read(asked).catch(() => null);
      if (read === null) break;
      reading = { last_counters: read.counters, last_counters_at: read.counted_at ?? clock.monotonicMs() };
      await clock.sleep(LAST_READING_MS, ended).catch(() => undefined);
    } while (known.has(uid) && !ended.aborted);
    return reading;
  }

  function meet(uid: string, object: KubePod): void {
    const pod = known.get(uid) ?? {
      name: object.metadata.name,
      node: '',
      ready: false,
      terminating: false,
      last: null,
    };
    known.set(uid, pod);
    pod.node = object.spec.nodeName ?? pod.node;
    const wasReady = pod.ready;
    pod.ready = isReady(object);
    const startsToEnd = isTerminating(object) && !pod.terminating;
    pod.terminating ||= isTerminating(object);
    if (first) return;
    if (pod.ready && !wasReady) tell(event('pod_ready', uid, pod));
    if (!startsToEnd) return;
    if (wasReady) pod.last = readUntilGone(uid, pod);
    tell(event('pod_terminating', uid, pod));
  }

  function leave(uid: string, pod: Known): void {
    known.delete(uid);
    if (!pod.terminating) tell(event('pod_terminating', uid, pod));
    const gone = event('pod_gone', uid, pod);
    tell((pod.last ?? Promise.resolve({ last_counters: null })).then((reading) => ({ ...gone, ...reading })));
  }

  return (objects: ReadonlyMap<string, KubePod>): void => {
    const here = [...objects].filter(([, pod]) => isOwnPod(pod, cluster.deployment) && !hasEnded(pod));
    for (const [uid, object] of here) meet(uid, object);
    const uids = new Set(here.map(([uid]) => uid));
    for (const [uid, pod] of [...known]) if (!uids.has(uid)) leave(uid, pod);
    first = false;
  };
}

type Endpoints = Map<string, { name: string; node: string }>;

function endpointChanges(clock: Clock, tell: Tell) {
  let known: Endpoints | null = null;
  const changes = (kind: TargetEvent['kind'], of: Endpoints, than: Endpoints): void => {
    for (const [uid, pod] of of) if (!than.has(uid)) tell({ at: clock.monotonicMs(), kind, uid, ...pod });
  };
  return (slices: ReadonlyMap<string, KubeEndpointSlice>): void => {
    const now = readyEndpoints(slices.values());
    changes('endpoint_added', now, known ?? now);
    changes('endpoint_removed', known ?? now, now);
    known = now;
  };
}

function readyEndpoints(slices: Iterable<KubeEndpointSlice>): Endpoints {
  const found: Endpoints = new Map();
  for (const { conditions, targetRef, nodeName } of [...slices].flatMap((slice) => slice.endpoints ?? [])) {
    if (conditions?.ready === false || targetRef?.uid === undefined) continue;
    found.set(targetRef.uid, { name: targetRef.name ?? '', node: nodeName ?? '' });
  }
  return found;
}
