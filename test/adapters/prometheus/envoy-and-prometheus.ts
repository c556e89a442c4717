import { connect } from 'node:http2';
import { vi } from 'vitest';
import { createPrometheusStats } from '../../../src/adapters/prometheus/create-prometheus-stats.ts';
import { createHttpQuery } from '../../../src/adapters/prometheus/http-query.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import type { Pod } from '../../../src/domain/topology.ts';
import type { PodStats } from '../../../src/ports/pod-stats.ts';
import { type EnvoyOnCluster, envoyOnCluster } from '../kubernetes/envoy-on-cluster.ts';
import { servePodTargets } from './pod-targets.ts';
import { envoyJob, type RealPrometheus, startPrometheus } from './real-prometheus.ts';

export const INTERVAL_MS = 1000;
export const clock = createClock();
export const log = { info: () => undefined, warn: () => undefined };

export interface Both {
  on: EnvoyOnCluster;
  prometheus: RealPrometheus;
  /** Reads the Pods by Prometheus; `on.stats` reads them through the API server. */
  stats: PodStats;
  pods: [Pod, Pod];
  close(): Promise<void>;
}

/** An Envoy Deployment on the cluster, scraped by two jobs of a real Prometheus at this address once a second. */
export async function envoyAndPrometheus(host = '127.0.0.1'): Promise<Both> {
  const on = await envoyOnCluster();
  const targets = await servePodTargets(on.namespace, 'app=envoy');
  const closeTargets = async (): Promise<void> => {
    targets.close();
    await on.close();
  };
  const asked = { targets: targets.url, intervalMs: INTERVAL_MS };
  const jobs = ['envoy', 'twice'].map((job) => envoyJob(job, asked));
  const prometheus = await startPrometheus(jobs, host).catch(async (cause: unknown) => {
    await closeTargets();
    throw cause;
  });
  const { url } = prometheus;
  const close = async (): Promise<void> => {
    await prometheus.stop();
    await closeTargets();
  };
  const config = { query: createHttpQuery(url), name: url, statPrefix: 'ingress_http', clock, log };
  const stats = createPrometheusStats({ ...config, namespace: on.namespace });
  const { pods } = await on.target.describe();
  const [first, second] = pods;
  if (first === undefined || second === undefined) throw new Error('the Deployment has no two Pods');
  try {
    await vi.waitFor(() => stats.prepare([first, second]), { timeout: 30_000, interval: 500 });
  } catch (cause) {
    await close();
    throw cause;
  }
  return { on, prometheus, stats, pods: [first, second], close };
}

/** Opens HTTP/2 connections straight to a Pod; each has carried a request. */
export async function openTo(pod: Pod, connections: number): Promise<{ close(): Promise<void> }> {
  const sessions = Array.from({ length: connections }, () => connect(`http://${pod.address}`));
  for (const session of sessions) {
    const { promise, resolve } = Promise.withResolvers<void>();
    session.request({ ':path': '/' }).on('end', resolve).resume().end();
    await promise;
  }
  return {
    async close() {
      for (const session of sessions) session.close();
    },
  };
}
