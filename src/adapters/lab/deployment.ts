import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { Shutdown } from '../../domain/shutdown.ts';
import type { Pod, TargetEvent } from '../../domain/topology.ts';
import type { Log } from '../../ports/log.ts';
import type { PodStats } from '../../ports/pod-stats.ts';
import type { DrainPod } from './end-pod.ts';
import type { Endpoints } from './endpoints.ts';
import type { EnvoyStarter } from './envoy-process.ts';
import { bringUp, type LabPod, podAddress, podEndpoint, podView } from './lab-pod.ts';
import type { PodAddress } from './pod-addresses.ts';
import { createPodEnds } from './pod-ends.ts';
import { defaultStrategy, type PodView, rollingUpdate } from './rolling-update.ts';

/** What the Deployment should look like. */
export interface Template {
  document: string;
  replicas: number;
  /** How the Pods end that are made from it. */
  shutdown: Shutdown;
  /** Changes with every restart, so that the same document gives new Pods. */
  restartedAt: string;
}

export interface Deployment {
  pods(): Pod[];
  /** Whether every Pod is Ready and of the current template, and no other is left. */
  isRolledOut(): boolean;
  /** The current template's hash. */
  revision(): string;
  /** Starts towards the template and resolves when it is reached. @throws AppError `rollout_failed` */
  rollTo(template: Template, paceMs: number): Promise<void>;
  /** Ends a Pod's Envoy by SIGKILL and resolves when the Pod is gone. @throws AppError `target_unfit` where none is Ready by that uid */
  kill(uid: string): Promise<void>;
  /** Ends every Pod without ceremony. */
  stop(): Promise<void>;
}

export interface DeploymentDeps {
  name: string;
  nodes: readonly string[];
  servers: readonly string[];
  /** Gives the next Pod its address. */
  nextAddress: () => PodAddress;
  starter: EnvoyStarter;
  endpoints: Endpoints;
  stats: PodStats;
  /** Asks the clients of a Pod's Envoy to leave and resolves when they have, or when nobody waits for them any longer. */
  drain: DrainPod;
  emit: (event: TargetEvent) => void;
  log: Log;
}

/** A template whose Pods fail this often in a row is given up, as progressDeadlineSeconds would. */
const MAX_FAILURES = 3;

/** Runs the Pods of one Deployment: makes and ends them step by step until they are as the template says. */
export function createDeployment(deps: DeploymentDeps): Deployment {
  const { starter, endpoints, emit, log } = deps;
  const pods = new Map<string, LabPod>();
  const ups = new Map<string, { abort: AbortController; settled: Promise<void> }>();
  let template: Template | null = null;
  let revision = '';
  let paceMs = 0;
  let failures = 0;
  let stopped = false;
  let waiting: { resolve: () => void; reject: (error: Error) => void } | null = null;

  const event = (kind: TargetEvent['kind'], pod: LabPod, more: Partial<TargetEvent> = {}): void => {
    const { uid, name, node } = pod.spec;
    emit({ at: starter.clock.monotonicMs(), kind, uid, name, node, ...more });
  };

  const ends = createPodEnds({
    ...deps,
    event,
    gone,
    async abandon({ spec }) {
      const up = ups.get(spec.uid);
      up?.abort.abort(new Error('the Pod is no longer wanted'));
      await up?.settled;
    },
    isStopped: () => stopped,
  });

  function reconcile(): void {
    if (template === null || stopped) return;
    const step = rollingUpdate(
      [...pods.values()].map((pod) => view(pod, revision)),
      defaultStrategy(template.replicas),
    );
    for (const uid of step.end) {
      const pod = pods.get(uid);
      if (pod !== undefined) ends.end(pod);
    }
    for (let i = 0; i < step.create && failures < MAX_FAILURES; i++) create();
    if (reached()) {
      waiting?.resolve();
      waiting = null;
    }
  }

  function reached(): boolean {
    const all = [...pods.values()];
    return (
      template !== null &&
      all.length === template.replicas &&
      all.every((pod) => pod.spec.revision === revision && pod.state === 'ready')
    );
  }

  function create(): void {
    if (template === null) return;
    const pod: LabPod = {
      spec: {
        uid: randomUUID(),
        name: `${deps.name}-${revision}-${randomBytes(4).toString('hex').slice(0, 5)}`,
        node: emptiestNode(deps.nodes, [...pods.values()]),
        revision,
        document: template.document,
        servers: deps.servers,
        ingress: deps.nextAddress(),
        paceMs,
        shutdown: template.shutdown,
      },
      state: 'starting',
      readyAt: null,
      envoy: null,
      lastCounters: null,
    };
    pods.set(pod.spec.uid, pod);
    const abort = new AbortController();
    ups.set(pod.spec.uid, { abort, settled: live(pod, abort.signal) });
  }

  /** A Pod's life up to Ready; afterwards only its process's end brings it back here. */
  async function live(pod: LabPod, signal: AbortSignal): Promise<void> {
    try {
      await bringUp(pod, starter, signal);
      if (pod.state !== 'starting') return;
      pod.readyAt = starter.clock.monotonicMs();
      event('pod_ready', pod);
      await endpoints.add(podEndpoint(pod));
      if (pod.state !== 'starting') return;
      pod.state = 'ready';
      event('endpoint_added', pod);
      failures = 0;
      void pod.envoy?.process.exited.then(() => ends.crash(pod));
    } catch (cause) {
      if (!signal.aborted) await failed(pod, cause);
    } finally {
      ups.delete(pod.spec.uid);
      reconcile();
    }
  }

  async function failed(pod: LabPod, cause: unknown): Promise<void> {
    failures += 1;
    const reason = errorMessage(cause);
    log.warn('lab_pod_failed', { pod: pod.spec.name, reason });
    await endpoints.remove(podAddress(pod) ?? '').catch(() => undefined);
    await pod.envoy?.stop();
    pods.delete(pod.spec.uid);
    // Whoever asked while its Envoy listened has seen it, and must hear of its end.
    if (pod.envoy !== null) event('pod_gone', pod, { last_counters: null });
    if (failures < MAX_FAILURES) return;
    waiting?.reject(new AppError('rollout_failed', `No new Pod gets Ready (${MAX_FAILURES} tries): ${reason}`));
    waiting = null;
  }

  function gone(pod: LabPod): void {
    pods.delete(pod.spec.uid);
    const last = pod.lastCounters;
    event('pod_gone', pod, {
      last_counters: last?.counters ?? null,
      ...(last === null ? {} : { last_counters_at: last.at }),
    });
    reconcile();
  }

  return {
    pods: () => [...pods.values()].filter((pod) => pod.envoy !== null).map(podView),
    isRolledOut: reached,
    revision: () => revision,
    rollTo(wanted, pace) {
      waiting?.reject(new AppError('rollout_failed', 'Another rollout took its place.'));
      template = wanted;
      revision = templateHash(wanted);
      paceMs = pace;
      failures = 0;
      const done = new Promise<void>((resolve, reject) => {
        waiting = { resolve, reject };
      });
      reconcile();
      return done;
    },
    async kill(uid) {
      const pod = pods.get(uid);
      if (pod?.state !== 'ready' || pod.envoy === null)
        throw new AppError('target_unfit', `The lab has no Ready Pod ${uid}.`);
      await pod.envoy.process.stop({ signal: 'SIGKILL', graceMs: 1000 });
      await ends.crash(pod);
    },
    async stop() {
      stopped = true;
      for (const up of ups.values()) up.abort.abort(new Error('the lab ends'));
      await Promise.all([...ups.values()].map((up) => up.settled));
      await Promise.all([...pods.values()].map((pod) => pod.envoy?.stop()));
      await ends.settled();
      waiting?.reject(new AppError('rollout_failed', 'The lab ends.'));
      waiting = null;
    },
  };
}

function view(pod: LabPod, revision: string): PodView {
  return {
    uid: pod.spec.uid,
    node: pod.spec.node,
    current: pod.spec.revision === revision,
    ready: pod.state === 'ready',
    readyAt: pod.readyAt,
    terminating: pod.state === 'terminating',
  };
}

/** As the scheduler spreads the Pods of a ReplicaSet: the node with the fewest of them. */
function emptiestNode(nodes: readonly string[], pods: readonly LabPod[]): string {
  const alive = pods.filter((pod) => pod.state !== 'terminating');
  const load = (node: string): number => alive.filter((pod) => pod.spec.node === node).length;
  return [...nodes].sort((a, b) => load(a) - load(b))[0] ?? 'node-1';
}

/** A Pod template's hash: changes with the document, with how Pods end and with every restart, not with the replicas. */
function templateHash(template: Template): string {
  const { document, restartedAt, shutdown } = template;
  return createHash('sha256').update(`${document}\n${restartedAt}\n${shutdown}`).digest('hex').slice(0, 10);
}
