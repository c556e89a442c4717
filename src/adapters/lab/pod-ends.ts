import type { TargetEvent } from '../../domain/topology.ts';
import type { Log } from '../../ports/log.ts';
import type { PodStats } from '../../ports/pod-stats.ts';
import { type DrainPod, endPod } from './end-pod.ts';
import type { Endpoints } from './endpoints.ts';
import type { EnvoyStarter } from './envoy-process.ts';
import { type LabPod, podAddress, podView } from './lab-pod.ts';

/** Until the nodes hear that a Pod ends: kube-proxy programs its rules once a second (iptables mode, minSyncPeriod). */
const ENDPOINT_LAG_MS = 1000;

/** How the Pods of a Deployment leave it. */
export interface PodEnds {
  /** Begins to end a Pod as the template says that it was made from. */
  end(pod: LabPod): void;
  /** The Envoy of a Pod has ended by itself; one crash, whoever hears of it. Resolves when the Pod is gone. */
  crash(pod: LabPod): Promise<void>;
  /** Resolves when nothing of an end goes on any more. */
  settled(): Promise<void>;
}

export interface PodEndsDeps {
  starter: EnvoyStarter;
  endpoints: Endpoints;
  stats: PodStats;
  drain: DrainPod;
  log: Log;
  event: (kind: TargetEvent['kind'], pod: LabPod) => void;
  /** Gives up what brings a Pod up and resolves when that has ended. */
  abandon: (pod: LabPod) => Promise<void>;
  /** Nothing of a Pod is left. */
  gone: (pod: LabPod) => void;
  isStopped: () => boolean;
}

export function createPodEnds(deps: PodEndsDeps): PodEnds {
  const { starter, endpoints, log, event, gone } = deps;
  const going = new Set<Promise<void>>();
  const crashes = new Map<string, Promise<void>>();

  /** Keeps hold of a Pod's end, so that nothing of it is still going on when the Deployment is stopped. */
  function follow(ending: Promise<void>): void {
    going.add(ending);
    void ending.finally(() => going.delete(ending));
  }

  async function crashed(pod: LabPod): Promise<void> {
    if (pod.state !== 'ready' || deps.isStopped()) return;
    pod.state = 'terminating';
    log.warn('lab_pod_crashed', { pod: pod.spec.name });
    // Until then the nodes go on sending new connections to it, which are refused.
    await starter.clock.sleep(ENDPOINT_LAG_MS);
    await endpoints.remove(podAddress(pod) ?? '').catch(() => undefined);
    event('endpoint_removed', pod);
    await pod.envoy?.stop();
    gone(pod);
  }

  async function ended(pod: LabPod): Promise<void> {
    const wasReady = pod.state === 'ready';
    pod.state = 'terminating';
    const abandoned = deps.abandon(pod);
    event('pod_terminating', pod);
    // Without the pause a Pod that never was an endpoint would hold up those that follow it.
    const lagMs = wasReady ? ENDPOINT_LAG_MS : 0;
    await endPod(wasReady ? pod.spec.shutdown : 'sleep', {
      async leaveEndpoints({ atOnce }) {
        if (!atOnce) await starter.clock.sleep(lagMs);
        await endpoints.remove(podAddress(pod) ?? '');
        if (wasReady) event('endpoint_removed', pod);
      },
      async readLast() {
        // A Pod on its way into the endpoints may have been given connections already.
        if (pod.readyAt === null) return;
        const { counters } = await deps.stats.read(podView(pod));
        pod.lastCounters = { counters, at: starter.clock.monotonicMs() };
      },
      drain: (how) => deps.drain(pod.envoy?.admin ?? '', how),
      async signal() {
        await abandoned;
        await pod.envoy?.stop();
      },
      failed: (cause) => log.warn('lab_pod_unobserved', { pod: pod.spec.name, reason: String(cause) }),
    });
    gone(pod);
  }

  return {
    end: (pod) => follow(ended(pod)),
    crash(pod) {
      const known = crashes.get(pod.spec.uid);
      if (known !== undefined) return known;
      const crashing = crashed(pod).finally(() => crashes.delete(pod.spec.uid));
      crashes.set(pod.spec.uid, crashing);
      follow(crashing);
      return crashing;
    },
    async settled() {
      await Promise.all(going);
    },
  };
}
