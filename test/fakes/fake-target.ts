import { createHash } from 'node:crypto';
import { AppError } from '../../src/domain/errors.ts';
import type { HealthCheckPort } from '../../src/domain/health-checks.ts';
import type { ServiceSettings } from '../../src/domain/service-settings.ts';
import type { FoundShutdown } from '../../src/domain/shutdown.ts';
import type { Pod, TargetEvent, Topology } from '../../src/domain/topology.ts';
import { leftToUndo, type Undo } from '../../src/domain/undo.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { PodStats } from '../../src/ports/pod-stats.ts';
import type { Fence, Intervention, Rollout, Target, TargetWatcher } from '../../src/ports/target.ts';
import type { TargetGuard } from '../../src/ports/target-guard.ts';

/** A document that the fakes take for Envoy's: it has the line that {@link createFakeEnvoyConfig} looks for. */
export const FAKE_DOCUMENT = '# fake Envoy\nstat_prefix: ingress_http\n';

/** A Pod made from a document with this word never gets Ready. */
export const FAKE_BAD_FIELD = 'no_such_field';

export interface FakeTargetOptions {
  clock: Clock;
  replicas?: number;
  document?: string;
  envoyVersion?: string;
  /** As its owner made the Service; Cluster and instance by default. */
  service?: Partial<ServiceSettings>;
  /** Interventions are refused, as where the rights for them are missing. */
  isClosed?: boolean;
  /** How its Pods end as found; by default `sleep`. */
  shutdown?: FoundShutdown;
  /** Gives a Pod's last counters at its end; without it they are null. */
  stats?: PodStats;
}

export interface FakeTarget {
  target: Target;
  /** The guard as a living process sees it. */
  guard: TargetGuard;
  /** The guard as another process sees it; its leases are free once `alive` is false. */
  guardOf(process: { alive: boolean }): TargetGuard;
  /** Pods there now, oldest first; all of them are Ready. */
  pods(): readonly Pod[];
  /** Ends a Pod as kill -9 does: nobody reads its counters, and a new Pod takes its place at once. */
  crash(uid: string): void;
  /** Somebody else edits the configuration where it is kept; no Pod has it before its next start. */
  edit(change: (document: string) => string): void;
  /** Somebody else changes the target: these lines are in the way of a restore until they are taken back with `[]`. */
  meddle(lines: readonly string[]): void;
  /** Tells every watcher that the target can no longer be followed. */
  loseWatchers(reason: string): void;
}

type Made = Pod & { revision: number };

interface Wanted {
  document: string;
  replicas: number;
  shutdown: FoundShutdown;
  health_checks: HealthCheckPort;
}

/** A Deployment of Pods in memory, rolled with surge 1 and unavailable 0. Names are `envoy-N`, counting up. */
export function createFakeTarget(options: FakeTargetOptions): FakeTarget {
  const { clock, stats } = options;
  const lease = createFakeLease(clock);
  const watchers = new Set<TargetWatcher>();
  let wanted: Wanted = {
    document: options.document ?? FAKE_DOCUMENT,
    replicas: options.replicas ?? 3,
    shutdown: options.shutdown ?? 'sleep',
    health_checks: 'own-listener',
  };
  let service: ServiceSettings = {
    traffic_policy: 'Cluster',
    target_type: 'instance',
    idle_timeout_ms: 350_000,
    ...options.service,
  };
  let revision = 1;
  let rollouts = 0;
  let made = 0;
  let pods: Made[] = [];
  let meddled: readonly string[] = [];

  const emit = (kind: TargetEvent['kind'], { uid, name, node }: Made, more: Partial<TargetEvent> = {}): void => {
    const event = { at: clock.monotonicMs(), kind, uid, name, node, ...more };
    for (const watcher of watchers) watcher.onEvent(event);
  };

  function create(): void {
    made += 1;
    const port = 20_000 + made;
    const pod: Made = {
      uid: `uid-${made}`,
      name: `envoy-${made}`,
      node: `node-${1 + (made % 2)}`,
      address: `127.0.0.1:${port}`,
      ready: true,
      ready_at: clock.monotonicMs(),
      stats_url: `fake://${port}`,
      revision,
    };
    pods.push(pod);
    emit('pod_ready', pod);
    emit('endpoint_added', pod);
  }

  async function end(pod: Made): Promise<void> {
    pods = pods.filter((other) => other !== pod);
    emit('pod_terminating', pod);
    emit('endpoint_removed', pod);
    const read = (await stats?.read(pod).catch(() => null)) ?? null;
    emit('pod_gone', pod, {
      last_counters: read?.counters ?? null,
      ...(read === null ? {} : { last_counters_at: read.counted_at ?? clock.monotonicMs() }),
    });
  }

  /** Makes one Pod, ends one, and so on, until all are as wanted or another rollout came. */
  async function roll(own: number, paceMs: number): Promise<void> {
    for (;;) {
      if (own !== rollouts) throw new AppError('rollout_failed', 'Another rollout took its place.');
      const old = pods.filter((pod) => pod.revision !== revision);
      if (pods.length > wanted.replicas) {
        const [first] = old.length > 0 ? old : pods.slice(-1);
        if (first !== undefined) await end(first);
        continue;
      }
      const missing = wanted.replicas - (pods.length - old.length);
      if (missing === 0) return;
      await clock.sleep(paceMs);
      if (own !== rollouts) continue;
      if (wanted.document.includes(FAKE_BAD_FIELD)) {
        throw new AppError('rollout_failed', `No new Pod gets Ready: no such field: '${FAKE_BAD_FIELD}'`);
      }
      for (let i = 0; i < (old.length > 0 ? 1 : missing); i++) create();
    }
  }

  async function rollout(fence: Fence, asked: Rollout, signal: AbortSignal) {
    const { document, replicas, shutdown, restart, pace_ms } = asked;
    signal.throwIfAborted();
    lease.check(fence);
    // Nobody writes the owner's ConfigMap, whatever is asked for.
    const others = meddled.filter((line) => !(asked.overwrite ?? []).includes(line));
    if (others.length > 0) throw new AppError('foreign_change', `Somebody else changed it (${others.join('; ')}).`);
    meddled = meddled.filter((line) => line.startsWith('ConfigMap '));
    const next = {
      document: document ?? wanted.document,
      replicas: replicas ?? wanted.replicas,
      shutdown: shutdown ?? wanted.shutdown,
      health_checks: asked.health_checks ?? wanted.health_checks,
    };
    if (restart || next.document !== wanted.document || next.shutdown !== wanted.shutdown) revision += 1;
    wanted = next;
    if (asked.restore === true) service = { ...service, ...(await undoNow())?.service };
    rollouts += 1;
    const rolled = roll(rollouts, pace_ms);
    // Whoever leaves does not stop it, as with a cluster.
    rolled.catch(() => undefined);
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    await Promise.race([rolled, left.promise]).finally(() => signal.removeEventListener('abort', leave));
  }

  const undoNow = (): Promise<Undo | null> => lease.guardOf({ alive: true }).readUndo();

  /** A Pod ends without a word, and another takes its place. */
  function crash(uid: string): void {
    const pod = pods.find((other) => other.uid === uid);
    if (pod === undefined) throw new AppError('target_unfit', `There is no Pod ${uid}.`);
    pods = pods.filter((other) => other !== pod);
    emit('endpoint_removed', pod);
    emit('pod_gone', pod, { last_counters: null });
    create();
  }

  async function rehearse(_intervention: Intervention): Promise<void> {
    if (options.isClosed) throw new AppError('target_forbidden', 'You may not change Service envoy.');
  }

  const target: Target = {
    describe: async () => ({
      ...topologyOf(
        pods,
        { ...wanted, service },
        pods.length === wanted.replicas && pods.every(isCurrent),
        `template-${revision}`,
      ),
      envoy_version: options.envoyVersion ?? '1.40.0',
    }),
    async standing() {
      const undo = await undoNow();
      if (undo === null) throw new AppError('target_unfit', 'There is no undo record: nothing is left to put back.');
      const topology = await target.describe();
      return {
        image: topology.config.image,
        rolled_out: topology.deployment.rolled_out,
        foreign: [...meddled],
        left: [...leftToUndo(undo, topology), ...meddled],
      };
    },
    rollout,
    async intervene(fence, intervention, signal) {
      signal.throwIfAborted();
      lease.check(fence);
      if (meddled.length > 0) throw new AppError('foreign_change', `Somebody else changed it (${meddled.join('; ')}).`);
      await rehearse(intervention);
      if (intervention.kind === 'end-pod') return crash(intervention.uid);
      service = { ...service, ...intervention.settings };
    },
    rehearse,
    async watch(watcher, signal) {
      signal.throwIfAborted();
      watchers.add(watcher);
      signal.addEventListener('abort', () => watchers.delete(watcher), { once: true });
    },
  };
  const isCurrent = (pod: Made): boolean => pod.revision === revision;
  for (let i = 0; i < wanted.replicas; i++) create();
  return {
    target,
    guard: lease.guardOf({ alive: true }),
    guardOf: lease.guardOf,
    pods: () => pods,
    crash,
    edit(change) {
      wanted = { ...wanted, document: change(wanted.document) };
    },
    meddle(lines) {
      meddled = lines;
    },
    loseWatchers(reason) {
      const lost = [...watchers];
      watchers.clear();
      for (const watcher of lost) watcher.onLost(new AppError('target_unreachable', reason));
    },
  };
}

function hooksOf(way: FoundShutdown): string {
  return `preStop: ${way}\n`;
}

/** A Deployment without a sidecar that drains. */
const FAKE_CAN = { sigterm: hooksOf('sigterm'), sleep: hooksOf('sleep') };

function topologyOf(
  pods: readonly Made[],
  wanted: Wanted & { service: ServiceSettings },
  done: boolean,
  revision: string,
): Omit<Topology, 'envoy_version'> {
  const { document, replicas, shutdown, service } = wanted;
  return {
    pods: pods.map(({ revision: _revision, ...pod }) => ({ ...pod })),
    service: {
      name: 'envoy',
      type: 'LoadBalancer',
      address: '127.0.0.1:8080',
      node_port: 31_401,
      nodes: [
        { name: 'node-1', zone: 'lab-1a', address: '127.0.0.11:31401' },
        { name: 'node-2', zone: 'lab-1b', address: '127.0.0.12:31401' },
      ],
      ...service,
    },
    deployment: {
      name: 'envoy',
      replicas,
      max_surge: 1,
      max_unavailable: 0,
      rolled_out: done,
      revision,
      shutdown: { found: shutdown, hooks: hooksOf(shutdown), can: FAKE_CAN },
    },
    health_checks: { found: wanted.health_checks, probe: '', can: { 'own-listener': '', 'traffic-port': '' } },
    config: {
      name: 'envoy-config-fake',
      document,
      image: createHash('sha256')
        .update(JSON.stringify([replicas, document, shutdown, service]))
        .digest('hex'),
    },
    kubernetes_version: null,
  };
}

/** The lease and the undo record, on the clock given. */
function createFakeLease(clock: Clock) {
  let lease: (Fence & { expires: number; process: { alive: boolean } }) | null = null;
  let lastToken = 0;
  let undo: Undo | null = null;
  const alive = () => (lease?.process.alive && lease.expires > clock.monotonicMs() ? lease : null);
  const check = (fence: Fence): void => {
    const held = alive();
    if (held?.token === fence.token && held.holder === fence.holder) return;
    throw new AppError('fenced', `${fence.holder} no longer holds the target.`);
  };
  const guardOf = (process: { alive: boolean }): TargetGuard => ({
    async hold(holder, ttlMs) {
      const held = alive();
      if (held !== null && held.holder !== holder) {
        throw new AppError('target_busy', `The target is held by ${held.holder}.`);
      }
      if (held === null) lastToken += 1;
      lease = { holder, token: lastToken, expires: clock.monotonicMs() + ttlMs, process };
      return { holder, token: lastToken };
    },
    async holding() {
      if (lease === null) return null;
      return { holder: lease.holder, expires_in_ms: Math.max(0, (alive()?.expires ?? 0) - clock.monotonicMs()) };
    },
    async release(fence) {
      if (lease?.token === fence.token && lease.holder === fence.holder) lease = null;
    },
    async writeUndo(fence, record) {
      check(fence);
      undo = structuredClone(record);
    },
    readUndo: async () => structuredClone(undo),
    async clearUndo(fence) {
      check(fence);
      undo = null;
    },
  });
  return { check, guardOf };
}
