import { KubeConfig } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createKubernetesTarget,
  type KubernetesTarget,
} from '../../../src/adapters/kubernetes/create-kubernetes-target.ts';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';
import { createPrometheusStats } from '../../../src/adapters/prometheus/create-prometheus-stats.ts';
import { HAS_CLUSTER } from '../kubernetes/envoy-on-cluster.ts';
import { type Both, clock, envoyAndPrometheus, INTERVAL_MS, log, openTo } from './envoy-and-prometheus.ts';
import { HAS_PROMETHEUS } from './real-prometheus.ts';
import { ownAddress, prometheusService } from './service-objects.ts';

const MINUTE = 60_000;
const USER = 'reader';

describe.skipIf(!HAS_CLUSTER || !HAS_PROMETHEUS)('a Prometheus behind a Service', { timeout: 2 * MINUTE }, () => {
  let both: Both;
  let reader: KubernetesTarget;
  const grant = (rules: object[]): Promise<void> =>
    both.on.apply([{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: USER }, rules }]);

  beforeAll(async () => {
    both = await envoyAndPrometheus(ownAddress());
    const { on, prometheus } = both;
    await on.apply(prometheusService(ownAddress(), prometheus.port));
    await on.kubectl(['create', 'serviceaccount', USER]);
    await grant([]);
    await on.kubectl(['create', 'rolebinding', USER, `--role=${USER}`, `--serviceaccount=${on.namespace}:${USER}`]);
    const token = (await on.kubectl(['create', 'token', USER])).trim();
    const cluster = loadKubeConfig().getCurrentCluster();
    if (cluster === null) throw new Error('no cluster');
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(cluster, { name: USER, token });
    const { namespace } = on;
    reader = createKubernetesTarget({
      kubeConfig,
      namespace,
      deployment: 'envoy',
      service: 'edge',
      port: 8080,
      statsPort: 9901,
      parseCounters: () => expect.unreachable(),
      statsFrom: {
        service: { namespace, name: 'prometheus', port: '9090' },
        open: (query) =>
          createPrometheusStats({ query, name: 'in test', namespace, statPrefix: 'ingress_http', clock, log }),
      },
      clock,
      log,
    });
  }, 2 * MINUTE);
  afterAll(() => both.close());

  it('is refused without services/proxy on that Service, with the rule to add', async () => {
    await expect(reader.stats.prepare(both.pods)).rejects.toMatchObject({
      code: 'target_forbidden',
      message: expect.stringContaining('{apiGroups: [""], resources: ["services/proxy"], verbs: ["get"]}'),
    });
    expect((await reader.checkAccess()).missing).toContain(
      `{apiGroups: [""], resources: ["services/proxy"], resourceNames: ["prometheus:9090"], verbs: ["get"]} in ${both.on.namespace}`,
    );
  });

  it('needs no other rule to be read', async () => {
    await grant([
      { apiGroups: [''], resources: ['services/proxy'], resourceNames: ['prometheus:9090'], verbs: ['get'] },
    ]);
    await expect
      .poll(() => reader.stats.prepare(both.pods).catch(String), { timeout: 20_000 })
      .toEqual({ from: 'prometheus', interval_ms: INTERVAL_MS });
    const [pod] = both.pods;
    const connections = await openTo(pod, 2);
    const fresh = { since: clock.monotonicMs(), signal: AbortSignal.timeout(MINUTE) };
    expect((await reader.stats.read(pod, fresh)).counters).toMatchObject({ http2_active: 2, http2_total: 2 });
    await connections.close();
  });
});
