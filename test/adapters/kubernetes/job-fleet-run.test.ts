import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEnvoyConfig } from '../../../src/adapters/envoy/envoy-config.ts';
import { countersOf } from '../../../src/adapters/envoy/pod-stats.ts';
import { createAgentFleet } from '../../../src/adapters/grpc/agent-fleet.ts';
import { createJobPool } from '../../../src/adapters/kubernetes/agent-pool.ts';
import { createKubernetesTarget } from '../../../src/adapters/kubernetes/create-kubernetes-target.ts';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import { executeRun } from '../../../src/app/execute-run.ts';
import { EVERYBODY } from '../../../src/domain/allow-list.ts';
import type { RunProgress } from '../../../src/domain/progress.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { aRequest } from '../../app/a-request.ts';
import { createFakeAuditLog } from '../../fakes/fake-audit-log.ts';
import { createFakeRunStore } from '../../fakes/fake-run-store.ts';
import { asList, forTest, kubectl, render } from '../../manifests/kubectl.ts';
import { HAS_CLUSTER } from './envoy-on-cluster.ts';

const IMAGE = process.env.NLB_TEST_IMAGE ?? 'nlb-bot:dev';
const MINUTE = 60_000;
const namespace = `k-${randomBytes(4).toString('hex')}`;
const clock = createClock();
const log = { info: () => undefined, warn: () => undefined };
const inNamespace = (...args: string[]): Promise<string> => kubectl(['-n', namespace, ...args]);

/** The Deployment without what the API server counts, and the names of everything that a run could leave. */
async function image(): Promise<unknown> {
  const { metadata, spec } = JSON.parse(await inNamespace('get', 'deployment', 'envoy', '-o', 'json')) as {
    metadata: { labels: object; annotations: Record<string, string> };
    spec: object;
  };
  const { 'deployment.kubernetes.io/revision': _revision, ...annotations } = metadata.annotations;
  const names = await inNamespace('get', 'configmaps,jobs,replicasets', '-o', 'name');
  return { labels: metadata.labels, annotations, spec, names };
}

describe.skipIf(!HAS_CLUSTER)('a run with its clients in a Job', { timeout: 3 * MINUTE }, () => {
  let before: unknown;

  beforeAll(async () => {
    await kubectl(['create', 'namespace', namespace]);
    await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
    await kubectl(['-n', namespace, 'apply', '-f', '-'], asList(forTest(await render('base'))));
    await inNamespace('rollout', 'status', 'deployment/server', '--timeout=90s');
    await inNamespace('rollout', 'status', 'deployment/envoy', '--timeout=90s');
    before = await image();
  }, 3 * MINUTE);
  afterAll(async () => {
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  async function run(
    id: string,
    { agents, clients, interval_ms }: { agents: number; clients: number; interval_ms: number },
    onProgress: (progress: RunProgress) => void = () => undefined,
  ): Promise<RunRecord> {
    const kubeConfig = loadKubeConfig();
    const parameters = { clients, interval_ms, warmup_ms: 2 * interval_ms, observe_ms: 9000 };
    const request = aRequest({ id, target: 'edge', parameters });
    const store = createFakeRunStore({ clock });
    await store.create(request, id);
    const on = createKubernetesTarget({
      ...{ kubeConfig, namespace, deployment: 'envoy', service: 'envoy', port: 8080, statsPort: 9901, clock, log },
      parseCounters: (body, pod) => countersOf(body, 'ingress_http', pod),
    });
    const pool = createJobPool({ kubeConfig, namespace, image: IMAGE, clock, log });
    const deps = {
      ...on,
      fleet: createAgentFleet({ pool, agents, address: null, clock, log }),
      config: createEnvoyConfig({ binary: 'envoy', statPrefix: 'ingress_http' }),
      ...{
        store,
        audit: createFakeAuditLog(),
        clock,
        log,
        random: Math.random,
        botVersion: '0.0.0',
        need: 'none' as const,
        allow: EVERYBODY,
        onProgress,
      },
      profile: { name: 'edge', kind: 'kubernetes' as const, class: 'lab' as const },
      keep: store.saveOutcome,
    };
    return executeRun(deps, request, new AbortController().signal);
  }

  it('counts 500 clients of four agents, and leaves the cluster as it was', async () => {
    const record = await run('r-job1', { agents: 4, clients: 500, interval_ms: 3000 });
    expect(record.failure).toBeNull();
    expect(record.gates.filter(({ name }) => name.startsWith('run '))).toMatchObject([
      { name: 'run open connections', value: 500 },
      { name: 'run client sockets', value: 500 },
      { name: 'run agents reporting', ok: true, value: 4, limit: 4 },
      { name: 'run agent clock error ms', ok: true },
    ]);
    const [control] = record.arms;
    expect(Object.values(control?.held ?? {}).reduce((sum, held) => sum + held, 0)).toBe(500);
    expect(control?.change.client.reconnects).toBeGreaterThanOrEqual(500);
    await expect.poll(image, { timeout: 20_000, interval: 500 }).toEqual(before);
  });

  it('that loses an agent is INVALID, names its Pod, and leaves the cluster as it was', async () => {
    let pod = '';
    const record = await run('r-job2', { agents: 3, clients: 30, interval_ms: 1000 }, ({ phase }) => {
      if (phase !== 'observe' || pod !== '') return;
      pod = 'asked for';
      void inNamespace('get', 'pods', '-l', 'nlb-bot/run=r-job2', '-o', 'jsonpath={.items[1].metadata.name}').then(
        (name) => {
          pod = name;
          return inNamespace('delete', 'pod', name, '--wait=false');
        },
      );
    });
    expect(record).toMatchObject({ state: 'done', failure: null });
    expect(record.verdict?.name).toBe('INVALID');
    expect(record.verdict?.reason).toMatch(
      new RegExp(
        `gate run agents reporting failed: 2 of 3 \\(not Pod ${pod} on node-\\d: its Pod was deleted\\), limit 3`,
      ),
    );
    await expect.poll(image, { timeout: 20_000, interval: 500 }).toEqual(before);
  });
});
