import { createEksAuth } from '../adapters/eks/create-eks-auth.ts';
import { createEnvoyConfig } from '../adapters/envoy/envoy-config.ts';
import { countersOf, createPodStats } from '../adapters/envoy/pod-stats.ts';
import { createStatisticReader } from '../adapters/envoy/statistic.ts';
import {
  createKubernetesTarget,
  type KubernetesTarget,
  type KubernetesTargetConfig,
} from '../adapters/kubernetes/create-kubernetes-target.ts';
import { createReloadedCredentials } from '../adapters/kubernetes/kube-credentials.ts';
import { loadKubeConfig } from '../adapters/kubernetes/load-kube-config.ts';
import { createLabTarget } from '../adapters/lab/create-lab-target.ts';
import { labSocket } from '../adapters/lab/start-lab.ts';
import type { Query } from '../adapters/prometheus/ask.ts';
import { createPrometheusStats } from '../adapters/prometheus/create-prometheus-stats.ts';
import { createHttpQuery } from '../adapters/prometheus/http-query.ts';
import { createPrometheusQuery } from '../adapters/prometheus/prometheus-query.ts';
import type { TargetAccess } from '../domain/target-report.ts';
import type { Clock } from '../ports/clock.ts';
import type { EnvoyConfig } from '../ports/envoy-config.ts';
import type { Log } from '../ports/log.ts';
import type { PodStats } from '../ports/pod-stats.ts';
import type { ProbeSource } from '../ports/probe-source.ts';
import type { Target } from '../ports/target.ts';
import type { TargetGuard } from '../ports/target-guard.ts';
import type { TargetProfile } from './config.ts';
import { noPrometheus } from './no-prometheus.ts';
import { readStatsUrl } from './stats-url.ts';

/** A target with everything that a run needs of it. */
export interface OpenTarget {
  target: Target;
  guard: TargetGuard;
  stats: PodStats;
  config: EnvoyConfig;
  probes: ProbeSource;
  /** What this process's account may do there; null where no permissions are needed. */
  access: () => Promise<TargetAccess | null>;
  /** kube-proxy's mode; null where it may not be read, undefined where there is none. Never rejects. */
  proxyMode: () => Promise<string | null | undefined>;
}

export interface OpenDeps {
  /** Where the lab keeps its socket. */
  stateDir: string;
  /** Judges configurations before they go anywhere; null where no Envoy is at hand. */
  envoyBinary: string | null;
  /** Where STS answers instead of its regional endpoint. */
  stsEndpoint: string | null;
  clock: Clock;
  log: Log;
}

/** Opens a target from its profile. A cluster is connected at its first use, so that one that is away stops no other. */
export function openTarget(profile: TargetProfile, deps: OpenDeps): OpenTarget {
  const config = createEnvoyConfig({ binary: deps.envoyBinary, statPrefix: profile.stat_prefix });
  if (profile.kind === 'lab') {
    const lab = createLabTarget({ socket: labSocket(deps.stateDir), pid: process.pid });
    return {
      ...lab,
      stats: createPodStats({ statPrefix: profile.stat_prefix }),
      config,
      probes: { asksPrometheus: false, statistic: createStatisticReader(), query: noPrometheus },
      access: async () => null,
      proxyMode: async () => undefined,
    };
  }
  const asksPrometheus = profile.stats.from === 'prometheus';
  return { ...atFirstUse(() => connect(profile, deps), asksPrometheus), config };
}

async function connect(profile: TargetProfile, deps: OpenDeps): Promise<KubernetesTarget> {
  const { clock, log } = deps;
  const access = await clusterAccess(profile, deps);
  const statsFrom = prometheusOf(profile, clock, log);
  const asksFrom = queriesOf(profile);
  return createKubernetesTarget({
    ...access,
    namespace: profile.namespace,
    deployment: profile.deployment,
    service: profile.service,
    port: profile.port,
    statPrefix: profile.stat_prefix,
    configMap: profile.config === undefined ? null : { name: profile.config.configmap, key: profile.config.key },
    statsPort: profile.stats.port,
    fleetNamespace: ownFleetNamespace(profile),
    parseCounters: (body, pod) => countersOf(body, profile.stat_prefix, pod),
    ...(statsFrom === undefined ? {} : { statsFrom }),
    ...(asksFrom === undefined ? {} : { asksFrom }),
    clock,
    log,
  });
}

/** The Prometheus that the profile names; undefined where the Pods are read. */
function prometheusOf(profile: TargetProfile, clock: Clock, log: Log): KubernetesTargetConfig['statsFrom'] {
  const { url = '' } = profile.stats;
  const at = profile.stats.from === 'prometheus' ? readStatsUrl(url) : null;
  if (at === null) return undefined;
  const open = (query: Query): PodStats =>
    createPrometheusStats({
      query,
      name: url,
      namespace: profile.namespace,
      statPrefix: profile.stat_prefix,
      clock,
      log,
    });
  if (at.kind === 'http') return open(createHttpQuery(at.url));
  const { service, path: prefix } = at;
  return { service, open: (get) => open((path, parameters, timeoutMs) => get(prefix + path, parameters, timeoutMs)) };
}

/** How the Prometheus that the profile names is asked; undefined where it names none. */
function queriesOf(profile: TargetProfile): KubernetesTargetConfig['asksFrom'] {
  const { url = '' } = profile.stats;
  const at = profile.stats.from === 'prometheus' ? readStatsUrl(url) : null;
  if (at === null) return undefined;
  if (at.kind === 'http') return createPrometheusQuery(createHttpQuery(at.url), url);
  const { service, path: prefix } = at;
  return {
    service,
    open: (get) =>
      createPrometheusQuery((path, parameters, timeoutMs) => get(prefix + path, parameters, timeoutMs), url),
  };
}

/** The namespace of a Job of clients beside the target; null when they run elsewhere. */
function ownFleetNamespace({ fleet, namespace }: TargetProfile): string | null {
  const beside = fleet.mode === 'job' && fleet.kubeconfig === undefined && fleet.context === undefined;
  return beside ? (fleet.namespace ?? namespace) : null;
}

type Access = Pick<KubernetesTargetConfig, 'kubeConfig' | 'credentials'>;

/** What it takes to reach a cluster. */
export type AccessDeps = Pick<OpenDeps, 'stsEndpoint' | 'clock' | 'log'>;

/** How the target's cluster is reached. @throws AppError that says what is wrong with the profile or the credentials */
export async function clusterAccess(profile: TargetProfile, deps: AccessDeps): Promise<Access> {
  return profile.kind === 'eks' ? eksAccess(profile, deps) : kubeconfigAccess(profile, deps.log);
}

/** The context of a kubeconfig that a profile names. */
export function kubeconfigAccess(
  { kubeconfig, context }: Pick<TargetProfile, 'kubeconfig' | 'context'>,
  log: Log,
): Access {
  const where = {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  };
  const credentials = createReloadedCredentials(() => loadKubeConfig(where), log);
  return { kubeConfig: credentials, credentials };
}

async function eksAccess(profile: TargetProfile, { stsEndpoint, clock, log }: AccessDeps): Promise<Access> {
  const { cluster = '', region = '', role_arn, token_ttl, namespace } = profile;
  const auth = await createEksAuth({
    cluster,
    region,
    namespace,
    roleArn: role_arn,
    tokenTtlMs: token_ttl,
    stsEndpoint: stsEndpoint ?? undefined,
    clock,
    log,
  });
  return { kubeConfig: auth.kubeConfig, credentials: auth };
}

/** Opens once; a failure is told to the caller that met it, and the next call tries again. */
function atFirstUse(open: () => Promise<KubernetesTarget>, asksPrometheus: boolean): Omit<OpenTarget, 'config'> {
  let opened: Promise<KubernetesTarget> | null = null;
  const use = async (): Promise<KubernetesTarget> => {
    opened ??= open();
    try {
      return await opened;
    } catch (cause) {
      opened = null;
      throw cause;
    }
  };
  return {
    target: {
      describe: async () => (await use()).target.describe(),
      standing: async () => (await use()).target.standing(),
      rollout: async (...args) => (await use()).target.rollout(...args),
      intervene: async (...args) => (await use()).target.intervene(...args),
      rehearse: async (intervention) => (await use()).target.rehearse(intervention),
      watch: async (...args) => (await use()).target.watch(...args),
    },
    guard: {
      hold: async (...args) => (await use()).guard.hold(...args),
      holding: async () => (await use()).guard.holding(),
      release: async (fence) => (await use()).guard.release(fence),
      writeUndo: async (...args) => (await use()).guard.writeUndo(...args),
      readUndo: async () => (await use()).guard.readUndo(),
      clearUndo: async (fence) => (await use()).guard.clearUndo(fence),
    },
    access: async () => (await use()).checkAccess(),
    proxyMode: async () => {
      const opened = await use().catch(() => null);
      return opened === null ? null : opened.proxyMode();
    },
    probes: {
      asksPrometheus,
      statistic: async (...args) => (await use()).probes.statistic(...args),
      query: async (promql) => (await use()).probes.query(promql),
    },
    stats: {
      prepare: async (pods) => (await use()).stats.prepare(pods),
      read: async (...args) => (await use()).stats.read(...args),
    },
  };
}
