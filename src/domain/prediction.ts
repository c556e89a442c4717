import { type Cycle, meanLifeMs, reconnectPeriodMs, turnMs } from './connection-cycle.ts';

/** A change of the set of Pods that take new connections: into it, out of it, or the Pod's end with its connections. */
export interface EndpointEvent {
  readonly at_ms: number;
  readonly kind: 'added' | 'removed' | 'gone';
  readonly uid: string;
}

/**
 * One of the `of` connections on a Pod leaves it: closed before, its client picks again after `since_ms` and is seen to
 * have picked at `at_ms`.
 */
export interface Departure {
  readonly at_ms: number;
  readonly since_ms: number;
  readonly uid: string;
  readonly of: number;
}

/** The ready endpoints from one event's time until the next one's, in ms; the last epoch has no end. */
interface Epoch {
  readonly from: number;
  readonly to: number;
  readonly ready: readonly string[];
}

/**
 * The expected share of all connections on each Pod after a restart, by uid; the shares sum to 1.
 *
 * `initial` has the share of each Pod before it (0 for a ready Pod without connections); its Pods are taken as ready.
 * A Pod that drains loses its connections one by one: at each of the `departures` 1/`of` of its share picks again,
 * uniformly over the endpoints ready then (the product-limit estimate of Kaplan and Meier, 1958, of who is
 * still there). When a Pod is gone all that is then left of its share picks again, uniformly over the endpoints ready at their
 * client's next request, which falls anywhere in the interval after the loss; moments without an endpoint are passed
 * over, up to the next endpoint if need be. Expectations follow the recursion v_i += v_t/|R| over the ready set R, averaged over that
 * interval, so a restart slower than the interval favours the Pods that are ready first.
 * The keys are the Pods that are ready at the end or still hold connections; the result is empty when connections
 * were dropped and no endpoint came back.
 */
export function restartShares(
  events: readonly EndpointEvent[],
  {
    intervalMs,
    initial,
    departures = [],
  }: { intervalMs: number; initial: Readonly<Record<string, number>>; departures?: readonly Departure[] },
): Record<string, number> {
  const inOrder = [...events].sort((a, b) => a.at_ms - b.at_ms);
  const epochs = readyEpochs(inOrder, Object.keys(initial));
  const shares = new Map(Object.entries(initial));
  const losses = lossesOf(inOrder, departures, intervalMs);
  for (const { uid: left, of, from, to } of losses) {
    const there = shares.get(left) ?? 0;
    const dropped = there / of;
    if (of > 1) shares.set(left, there - dropped);
    else shares.delete(left);
    if (dropped === 0) continue;
    const landings = nextRequest(epochs, from, to);
    if (landings.length === 0) return {};
    for (const { ready, weight } of landings) {
      for (const uid of ready) shares.set(uid, (shares.get(uid) ?? 0) + (dropped * weight) / ready.length);
    }
  }
  const readyAtEnd = epochs.at(-1)?.ready ?? [];
  const current = new Set([...readyAtEnd, ...[...shares].filter(([, share]) => share > 0).map(([uid]) => uid)]);
  return Object.fromEntries([...current].map((uid) => [uid, shares.get(uid) ?? 0]));
}

/** The departures and the Pods' ends in order: `of` connections on the Pod, one of which picks between two times. */
interface Loss {
  at_ms: number;
  uid: string;
  of: number;
  from: number;
  to: number;
}

/** An end takes what is left once the last known departure has been: who is cut off is seen again only after it. */
function lossesOf(inOrder: readonly EndpointEvent[], departures: readonly Departure[], intervalMs: number): Loss[] {
  const lastOf = new Map<string, number>();
  for (const { uid, at_ms } of departures) lastOf.set(uid, Math.max(at_ms, lastOf.get(uid) ?? at_ms));
  const ends = inOrder
    .filter(({ kind }) => kind === 'gone')
    .map(({ at_ms: gone, uid }) => {
      const at_ms = Math.max(gone, lastOf.get(uid) ?? gone);
      return { at_ms, uid, of: 1, from: at_ms, to: at_ms + intervalMs };
    });
  const left = departures.map(({ at_ms, since_ms, uid, of }) => ({ at_ms, uid, of, from: since_ms, to: at_ms }));
  return [...left, ...ends].sort((a, b) => a.at_ms - b.at_ms);
}

/** The ready sets over time; a set holds after its events, so a Pod gone at a moment takes none of that moment's picks. */
function readyEpochs(inOrder: readonly EndpointEvent[], initial: readonly string[]): Epoch[] {
  const ready = new Set(initial);
  const epochs: Epoch[] = [];
  let from = Number.NEGATIVE_INFINITY;
  for (const event of inOrder) {
    if (event.at_ms > from) epochs.push({ from, to: event.at_ms, ready: [...ready] });
    from = event.at_ms;
    if (event.kind === 'added') ready.add(event.uid);
    else ready.delete(event.uid);
  }
  epochs.push({ from, to: Number.POSITIVE_INFINITY, ready: [...ready] });
  return epochs;
}

/** The ready sets that requests between two times meet, with weights that sum to 1; none if no endpoint ever comes. */
function nextRequest(
  epochs: readonly Epoch[],
  from: number,
  to: number,
): { ready: readonly string[]; weight: number }[] {
  const usable = epochs.filter((epoch) => epoch.ready.length > 0 && epoch.to > from);
  const met = usable
    .map(({ ready, ...epoch }) => ({ ready, weight: Math.min(epoch.to, to) - Math.max(epoch.from, from) }))
    .filter(({ weight }) => weight > 0);
  const total = met.reduce((acc, { weight }) => acc + weight, 0);
  if (total > 0) return met.map(({ ready, weight }) => ({ ready, weight: weight / total }));
  return usable.slice(0, 1).map(({ ready }) => ({ ready, weight: 1 }));
}

/** How far a Deployment may go above and below its replicas during a rollout, in Pods. */
export interface DeploymentPlan {
  readonly surge: number;
  readonly unavailable: number;
}

/** A Deployment's own notation: a number of Pods, or a percentage of its replicas such as `25%`. */
export type PodAmount = number | `${number}%`;

/**
 * Resolves a Deployment's strategy to Pods: percentages of surge round up, of unavailability down, and when both come
 * to 0 one Pod may be unavailable, since nothing could move otherwise. Both default to 25 %.
 * Source: Kubernetes documentation, Deployments, "Rolling Update Deployment"; ResolveFenceposts in its controller.
 */
export function deploymentPlan({
  replicas,
  maxSurge = '25%',
  maxUnavailable = '25%',
}: {
  replicas: number;
  maxSurge?: PodAmount;
  maxUnavailable?: PodAmount;
}): DeploymentPlan {
  const surge = Math.ceil(podsOf(maxSurge, replicas));
  const unavailable = Math.floor(podsOf(maxUnavailable, replicas));
  return { surge, unavailable: surge + unavailable === 0 ? 1 : unavailable };
}

function podsOf(amount: PodAmount, replicas: number): number {
  return typeof amount === 'number' ? amount : (Number.parseFloat(amount) * replicas) / 100;
}

/** A restart to be predicted: the uids of the Pods there now, and `paceMs`, the time a new Pod takes to get Ready. */
export interface PlannedRestart {
  readonly oldPods: readonly string[];
  readonly replicas: number;
  readonly mode: 'rolling' | 'burst';
  readonly paceMs: number;
  /** The clients' request interval: the burst waits this long for every client to be on the one Pod. */
  readonly intervalMs: number;
  readonly maxSurge?: PodAmount;
  readonly maxUnavailable?: PodAmount;
}

/**
 * The endpoint events that a restart should bring, from its start at 0 ms; new Pods are `new-1`, `new-2` and so on in
 * the order they get Ready. `rolling` follows the Deployment's strategy. `burst` scales down to one new Pod at 0 ms,
 * ends the last old Pod when the new one is Ready, and scales back up once every client is on it.
 * A Pod is taken to leave the endpoints and end at the same moment. Throws RangeError when replicas is below 1.
 */
export function plannedTimeline(restart: PlannedRestart): EndpointEvent[] {
  if (!(restart.replicas >= 1)) {
    throw new RangeError(`The Deployment has ${restart.replicas} replicas: a restart needs at least one.`);
  }
  return restart.mode === 'burst' ? burstTimeline(restart) : rollingTimeline(restart);
}

function burstTimeline({ oldPods, replicas, paceMs, intervalMs }: PlannedRestart): EndpointEvent[] {
  const scaledUp = Array.from({ length: replicas - 1 }, (_, i) => added(2 * paceMs + intervalMs, i + 2));
  return [
    ...oldPods.slice(0, -1).flatMap((uid) => ended(0, uid)),
    added(paceMs, 1),
    ...oldPods.slice(-1).flatMap((uid) => ended(paceMs, uid)),
    ...scaledUp,
  ];
}

/** In rounds of one pace each: new Pods get Ready, old ones end as far as availability allows, new ones take their place. */
function rollingTimeline({ oldPods, replicas, paceMs, ...strategy }: PlannedRestart): EndpointEvent[] {
  const { surge, unavailable } = deploymentPlan({ replicas, ...strategy });
  const events: EndpointEvent[] = [];
  let old = [...oldPods];
  let created = 0;
  let ready = 0;
  for (let at = 0; ready < replicas || old.length > 0; at += paceMs) {
    for (; ready < created; ready += 1) events.push(added(at, ready + 1));
    const spare = Math.max(0, old.length + ready - (replicas - unavailable));
    events.push(...old.slice(0, spare).flatMap((uid) => ended(at, uid)));
    old = old.slice(spare);
    created = Math.min(replicas, Math.max(created, replicas + surge - old.length));
  }
  return events;
}

function added(at: number, number: number): EndpointEvent {
  return { at_ms: at, kind: 'added', uid: `new-${number}` };
}

function ended(at: number, uid: string): EndpointEvent[] {
  return [
    { at_ms: at, kind: 'removed', uid },
    { at_ms: at, kind: 'gone', uid },
  ];
}

/**
 * How many of the clients' connections are open at a random moment under `max_connection_duration` (ms): a connection
 * lives for the duration, and with jitter for a random part of up to so many percent of it longer, and its client opens
 * the next one with the first call after it. A call at the very moment of the close still counts to the old connection,
 * and a stream keeps its connection until it ends.
 */
export function expectedActive({ clients, ...cycle }: Cycle & { clients: number }): number {
  const life = meanLifeMs(cycle);
  return life === Number.POSITIVE_INFINITY ? clients : clients * Math.min(1, life / reconnectPeriodMs(cycle));
}

/**
 * How many connections per second the clients open in the steady state. Under `idle-timeout` each call opens one when the
 * timeout is shorter than the time between two calls; else none, also when both are equal: that tie is a race between the
 * timer and the call, and a prediction promises no picks from it.
 */
export function expectedPicksPerSecond({
  clients,
  settingKind,
  valueMs,
  intervalMs,
  jitterPercent = 0,
  callMs = 0,
}: {
  clients: number;
  settingKind: 'max-connection-duration' | 'idle-timeout';
  valueMs: number;
} & Omit<Cycle, 'durationMs'>): number {
  if (callMs === null) return 0;
  if (settingKind === 'idle-timeout') {
    const turn = turnMs(callMs, intervalMs);
    return valueMs < turn - callMs ? (1000 * clients) / turn : 0;
  }
  return (1000 * clients) / reconnectPeriodMs({ durationMs: valueMs, intervalMs, jitterPercent, callMs });
}
