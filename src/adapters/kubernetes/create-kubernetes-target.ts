import { AppError } from '../../domain/errors.ts';
import type { TargetAccess } from '../../domain/target-report.ts';
import type { PodCounters } from '../../domain/topology.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { PodStats } from '../../ports/pod-stats.ts';
import type { ProbeSource } from '../../ports/probe-source.ts';
import type { Target } from '../../ports/target.ts';
import type { TargetGuard } from '../../ports/target-guard.ts';
import { changeService, rehearseService } from './change-service.ts';
import { checkAccess } from './check-access.ts';
import { describeTarget } from './describe-target.ts';
import { endPod, rehearseEnd } from './end-pod.ts';
import { createKubeClient } from './kube-client.ts';
import type { KubeAccess, KubeCredentials } from './kube-credentials.ts';
import { kubePaths, type ServicePort } from './kube-paths.ts';
import { createLease } from './lease.ts';
import { createProxyStatistic, createProxyStats } from './pod-stats.ts';
import { readProxyMode } from './proxy-mode.ts';
import { createReadyTimes } from './ready-times.ts';
import { rollOut } from './roll-out.ts';
import { createServiceGet, type ServiceGet } from './service-get.ts';
import { readStanding } from './standing.ts';
import { sweep } from './sweep.ts';
import { createUndoStore } from './undo-store.ts';
import { createVersionReader } from './version-reader.ts';
import { watchTarget } from './watch-target.ts';

export interface KubernetesTargetConfig {
  /** Loaded, with its context chosen; see {@link import('./load-kube-config.ts').loadKubeConfig}. */
  kubeConfig: KubeAccess;
  /** What finds new credentials after a 401; without it a 401 is final. */
  credentials?: KubeCredentials | undefined;
  namespace: string;
  deployment: string;
  service: string;
  /** The Service's port that clients use. */
  port: number;
  /** The `stat_prefix` of the HTTP connection manager that clients reach; `ingress_http` by default. */
  statPrefix?: string;
  /** Where Envoy's configuration is; looked for when left out. */
  configMap?: { name: string; key: string } | null;
  /** The Pods' port that serves Envoy's statistics. */
  statsPort: number;
  /** The namespace of a Job of clients in the same cluster, for {@link KubernetesTarget.checkAccess}; null without one. */
  fleetNamespace?: string | null;
  /** Makes counters of Envoy's JSON statistics. @throws AppError `stats_unreadable` */
  parseCounters: (body: unknown, podName: string) => PodCounters;
  /** Reads statistics elsewhere than at the Pods, by itself or from behind a Service; the Pods when left out. */
  statsFrom?: PodStats | { service: ServicePort; open: (get: ServiceGet) => PodStats };
  /** Asks a Prometheus, by itself or from behind a Service; left out where there is none. */
  asksFrom?: ProbeSource['query'] | { service: ServicePort; open: (get: ServiceGet) => ProbeSource['query'] };
  clock: Clock;
  log: Log;
}

/** An Envoy Deployment of a Kubernetes cluster as a target. */
export interface KubernetesTarget {
  target: Target;
  guard: TargetGuard;
  stats: PodStats;
  probes: ProbeSource;
  /** What the credentials may do. @throws AppError `target_unreachable`, `target_forbidden` */
  checkAccess(): Promise<TargetAccess>;
  /** kube-proxy's mode; null where it may not be read. Never rejects. */
  proxyMode(): Promise<string | null>;
}

/** Connects nothing yet: the first call does. */
export function createKubernetesTarget(config: KubernetesTargetConfig): KubernetesTarget {
  const { kubeConfig, credentials, namespace, deployment, service, port, statsPort, clock, log } = config;
  const client = createKubeClient({ kubeConfig, credentials, clock, log });
  const paths = kubePaths(namespace);
  const cluster = { client, paths, namespace, deployment, service };
  const lease = createLease(cluster);
  const undo = createUndoStore(cluster);
  const versions = createVersionReader({ client, paths, statsPort });
  const readyTimes = createReadyTimes({ client, clock });
  const configMap = config.configMap ?? null;
  const statPrefix = config.statPrefix ?? 'ingress_http';
  const {
    statsFrom = createProxyStats({ client, paths, statPrefix, statsPort, parseCounters: config.parseCounters }),
  } = config;
  const stats = 'open' in statsFrom ? statsFrom.open(createServiceGet(client, statsFrom.service)) : statsFrom;
  const { asksFrom = noPrometheus } = config;
  const asks = 'open' in asksFrom ? asksFrom.open(createServiceGet(client, asksFrom.service)) : asksFrom;
  const statsService = 'open' in statsFrom ? statsFrom.service : null;
  return {
    target: {
      describe: () => describeTarget({ cluster, port, statsPort, configMap, versions, readyTimes }),
      standing: () => readStanding(cluster, undo),
      rollout: (fence, rollout, signal) =>
        rollOut({ cluster, lease, undo, clock, configMap, port }, fence, rollout, signal),
      intervene: (fence, intervention, signal) =>
        intervention.kind === 'service'
          ? changeService({ cluster, lease, undo, clock }, fence, intervention.settings, signal)
          : endPod({ cluster, lease, clock }, fence, intervention.uid, signal),
      rehearse: (intervention) =>
        intervention.kind === 'service'
          ? rehearseService(cluster, intervention.settings)
          : rehearseEnd(cluster, intervention.uid),
      watch: (watcher, signal) => watchTarget({ cluster, service, stats, clock }, watcher, signal),
    },
    guard: {
      hold: lease.hold,
      holding: lease.holding,
      release: lease.release,
      async writeUndo(fence, record) {
        await lease.check(fence);
        await undo.begin(record);
      },
      readUndo: async () => (await undo.read())?.undo ?? null,
      async clearUndo(fence) {
        await lease.check(fence);
        // A worker that died right after its restore had no time to tidy up.
        await undo.clear((record) => sweep(cluster, record));
      },
    },
    stats,
    probes: {
      asksPrometheus: config.asksFrom !== undefined,
      statistic: createProxyStatistic({ client, paths, statsPort }),
      query: asks,
    },
    checkAccess: () =>
      checkAccess(client, { namespace, deployment, service, statsService, fleet: config.fleetNamespace ?? null }),
    proxyMode: () => readProxyMode(client),
  };
}

async function noPrometheus(): Promise<never> {
  throw new AppError('target_unfit', 'There is no Prometheus to be asked.');
}
