import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEnvoyConfig } from '../../src/adapters/envoy/envoy-config.ts';
import { createKubernetesTarget } from '../../src/adapters/kubernetes/create-kubernetes-target.ts';
import { loadKubeConfig } from '../../src/adapters/kubernetes/load-kube-config.ts';
import { createClock } from '../../src/adapters/system/clock.ts';
import { planRun } from '../../src/app/plan-run.ts';
import { ownersObjects } from '../adapters/kubernetes/envoy-on-cluster.ts';
import { aRequest } from '../app/a-request.ts';
import { hasCluster, kubectl } from '../manifests/kubectl.ts';

const namespace = `c-old-${process.pid}`;
const PORT = 18_092;

/** Gives the owner's Deployment an image; it need not be in the cluster, since its tag tells the version. */
async function withImage(tag: string): Promise<void> {
  const items = ownersObjects(PORT, { version: '1', image: `envoyproxy/envoy:${tag}` });
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await kubectl(['-n', namespace, 'apply', '-f', '-'], list);
}

async function dryRun(jitter_percent: number | null): Promise<string> {
  const { target, guard } = createKubernetesTarget({
    kubeConfig: loadKubeConfig(),
    namespace,
    deployment: 'envoy',
    service: 'edge',
    port: PORT,
    statsPort: 9901,
    parseCounters: () => {
      throw new Error('a plan reads no counters');
    },
    clock: createClock(),
    log: { info: () => undefined, warn: () => undefined },
  });
  const config = createEnvoyConfig({ binary: 'no Envoy is asked for a plan', statPrefix: 'ingress_http' });
  const parameters = { jitter_percent };
  const { part } = await planRun(
    { target, guard, config, place: null, need: 'none' },
    aRequest({ scenario: 'max-connection-duration', target: 'edge', parameters }),
  );
  return part.kind === 'text' ? part.text : part.kind;
}

describe.skipIf(!hasCluster)('a jitter asked of a cluster', () => {
  beforeAll(async () => {
    await kubectl(['create', 'namespace', namespace]);
    await withImage('v1.38.0');
    await kubectl(['-n', namespace, 'wait', 'service/edge', '--for=jsonpath={.status.loadBalancer.ingress}']);
  }, 90_000);

  afterAll(async () => {
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  it.each([
    ['v1.38.0', 'Envoy 1.38.0 on `edge` does not know max_connection_duration_jitter (since 1.39.0)'],
    ['v1.38-latest', 'Envoy 1.38 on `edge` does not know max_connection_duration_jitter (since 1.39.0)'],
    ['latest', 'The version of Envoy on `edge` is not known'],
  ])('is refused for the image tag %s, and a run without it is planned', async (tag, message) => {
    await withImage(tag);
    await expect(dryRun(50)).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringContaining(message),
    });
    await expect(dryRun(null)).resolves.toContain('max_connection_duration: 1s');
  });

  it('is planned for the image tag v1.39.0', async () => {
    await withImage('v1.39.0');
    await expect(dryRun(50)).resolves.toContain('max_connection_duration_jitter: { value: 50 }');
  });
});
