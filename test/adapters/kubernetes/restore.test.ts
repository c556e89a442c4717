import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fence } from '../../../src/ports/target.ts';
import { follow } from '../../contract/target.contract.ts';
import { type EnvoyOnCluster, envoyDocument, envoyOnCluster, HAS_CLUSTER } from './envoy-on-cluster.ts';

const MINUTE = 60_000;

interface Named {
  metadata: { name: string; annotations?: Record<string, string>; labels?: Record<string, string> };
}
interface Deployment extends Named {
  spec: { template: { spec: { containers: { env: { value: string }[] }[]; volumes: unknown } }; replicas: number };
}

/** What the owner of the target could look at, without what the Deployment controller counts. */
async function everything(on: EnvoyOnCluster) {
  const deployment = await on.json<Deployment & { metadata: { managedFields: { time: string }[] } }>(
    'deployment',
    'envoy',
    '--show-managed-fields',
  );
  const { 'deployment.kubernetes.io/revision': _revision, ...annotations } = deployment.metadata.annotations ?? {};
  const names = async (kind: string): Promise<string[]> =>
    (await on.json<{ items: Named[] }>(kind)).items.map(({ metadata }) => metadata.name);
  return {
    spec: deployment.spec,
    labels: deployment.metadata.labels,
    annotations,
    owners: deployment.metadata.managedFields.filter((entry) => !('subresource' in entry)),
    configMaps: (await on.json<{ items: (Named & { data: unknown })[] }>('configmap')).items.map(
      ({ metadata, data }) => ({
        name: metadata.name,
        data,
      }),
    ),
    replicaSets: await names('replicaset'),
  };
}

describe.skipIf(!HAS_CLUSTER)('a restore on a cluster', { timeout: 2 * MINUTE }, () => {
  let on: EnvoyOnCluster;
  let fence: Fence;
  const signal = () => AbortSignal.timeout(MINUTE);
  beforeAll(async () => {
    on = await envoyOnCluster();
    fence = await on.guard.hold('r-1', 30 * MINUTE);
  }, 2 * MINUTE);
  afterAll(() => on.close());

  it("brings everything back that a run's arms changed, and leaves nothing of them", async () => {
    const before = await everything(on);
    const undo = await on.undo('r-1');
    await on.guard.writeUndo(fence, undo);
    await on.target.rollout(fence, { document: undo.document, restart: true, pace_ms: 0 }, signal());
    const restarted = await on.target.describe();
    expect(restarted.config.document).toBe(undo.document);
    expect(restarted.deployment.rolled_out).toBe(true);
    expect(restarted.config.image).not.toBe(undo.image);

    const document = envoyDocument('{ max_connection_duration: 1s }');
    await on.target.rollout(fence, { document, replicas: 1, restart: true, pace_ms: 0 }, signal());
    const burst = await on.target.describe();
    expect(burst.config.document).toBe(document);
    expect(burst.config.name).toMatch(/^envoy-config-[2456789bcdfghkmt]{10}$/);
    expect(burst.pods).toHaveLength(1);
    await on.target.rollout(fence, { replicas: 2, restart: false, pace_ms: 0 }, signal());
    const changed = await on.target.describe();
    expect(changed.pods.map((pod) => pod.uid)).toContain(burst.pods[0]?.uid);
    expect(changed.deployment).toMatchObject({ replicas: 2, rolled_out: true });

    const rollout = { document: undo.document, replicas: 2, restart: true, pace_ms: 0, restore: true } as const;
    await on.target.rollout(fence, rollout, signal());
    const back = await on.target.describe();
    expect(back.config.image).toBe(undo.image);
    expect(back.deployment.rolled_out).toBe(true);
    await on.guard.clearUndo(fence);
    expect(await everything(on)).toEqual(before);
  });

  it('leaves the owner a `kubectl rollout undo` that goes to their own last template', async () => {
    await on.kubectl(['rollout', 'undo', 'deployment/envoy']);
    await on.kubectl(['rollout', 'status', 'deployment/envoy', '--timeout=60s']);
    const { spec } = await on.json<Deployment>('deployment', 'envoy');
    expect(spec.template.spec.containers[0]?.env[0]?.value).toBe('1');
    await expect.poll(async () => (await on.target.describe()).deployment.rolled_out, { timeout: MINUTE }).toBe(true);
  });

  it("tidies up with the undo record when the worker died right after its restore's last write", async () => {
    const before = await everything(on);
    const undo = await on.undo('r-2');
    await on.guard.writeUndo(fence, undo);
    const document = envoyDocument('{ idle_timeout: 2s }');
    await on.target.rollout(fence, { document, restart: true, pace_ms: 0 }, signal());
    const { spec } = before;
    const patch = JSON.stringify({
      spec: { template: { metadata: { annotations: null }, spec: { volumes: spec.template.spec.volumes } } },
    });
    await on.kubectl(['patch', 'deployment', 'envoy', '--type=merge', '-p', patch]);
    await on.kubectl(['rollout', 'status', 'deployment/envoy', '--timeout=60s']);
    await on.again().guard.clearUndo(fence);
    expect(await on.guard.readUndo()).toBeNull();
    const after = await everything(on);
    expect(after.configMaps).toEqual(before.configMaps);
    expect(after.replicaSets).toEqual(before.replicaSets);
  });

  it('stops when the Deployment is deleted in the middle, and does not make it anew', async () => {
    await on.guard.writeUndo(fence, await on.undo('r-3'));
    const watch = await follow(on.target);
    const stopped = expect(on.target.rollout(fence, { restart: true, pace_ms: 0 }, signal())).rejects.toMatchObject({
      code: 'foreign_change',
      message: expect.stringContaining('it was deleted'),
    });
    await watch.until('pod_ready');
    watch.stop();
    await on.kubectl(['delete', 'deployment', 'envoy']);
    await stopped;
    const restore = { restart: true, pace_ms: 0, restore: true } as const;
    await expect(on.target.rollout(fence, restore, signal())).rejects.toMatchObject({ code: 'target_unfit' });
    expect((await on.json<{ items: Named[] }>('deployment')).items).toEqual([]);
  });
});
