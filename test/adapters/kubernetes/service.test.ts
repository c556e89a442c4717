import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fence, Intervention } from '../../../src/ports/target.ts';
import { interventionsContract } from '../../contract/interventions.contract.ts';
import { type EnvoyOnCluster, envoyOnCluster, HAS_CLUSTER } from './envoy-on-cluster.ts';

const MINUTE = 60_000;
const TARGET_TYPE = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

interface Found {
  metadata: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields: { manager: string; subresource?: string }[];
  };
  spec: Record<string, unknown>;
}

/** All of the Service that is its owner's. */
async function ownersService(on: EnvoyOnCluster) {
  const { metadata, spec } = await on.json<Found>('service', 'edge', '--show-managed-fields');
  const owners = metadata.managedFields.filter(({ subresource }) => subresource === undefined);
  return { labels: metadata.labels, annotations: metadata.annotations, spec, owners };
}

const BOTH: Intervention = { kind: 'service', settings: { traffic_policy: 'Local', target_type: 'ip' } };

if (HAS_CLUSTER) interventionsContract('a cluster', () => envoyOnCluster());

describe.skipIf(!HAS_CLUSTER)('the Service of a cluster', { timeout: 2 * MINUTE }, () => {
  let on: EnvoyOnCluster;
  let fence: Fence;
  const change = (intervention: Intervention): Promise<void> =>
    on.target.intervene(fence, intervention, AbortSignal.timeout(MINUTE));
  const restore = (overwrite?: string[]): Promise<void> => {
    const rollout = { restart: false, pace_ms: 0, restore: true, ...(overwrite ? { overwrite } : {}) } as const;
    return on.target.rollout(fence, rollout, AbortSignal.timeout(MINUTE));
  };
  beforeAll(async () => {
    on = await envoyOnCluster();
    fence = await on.guard.hold('r-1', 30 * MINUTE);
  }, 2 * MINUTE);
  afterAll(() => on.close());

  it('comes back whole: policy, its health check port, annotations and the owners of its fields', async () => {
    const before = await ownersService(on);
    await on.guard.writeUndo(fence, await on.undo('r-1'));
    await change(BOTH);
    const changed = await ownersService(on);
    expect(changed.spec).toMatchObject({ externalTrafficPolicy: 'Local', healthCheckNodePort: expect.any(Number) });
    expect(changed.annotations).toMatchObject({ [TARGET_TYPE]: 'ip' });
    expect(changed.owners).not.toEqual(before.owners);
    await restore();
    expect(await ownersService(on)).toEqual(before);
    await on.guard.clearUndo(fence);
  });

  it('has its health check port of before where it was Local', async () => {
    await on.kubectl(['patch', 'service', 'edge', '-p', '{"spec":{"externalTrafficPolicy":"Local"}}']);
    const before = await ownersService(on);
    await on.guard.writeUndo(fence, await on.undo('r-2'));
    await change({ kind: 'service', settings: { traffic_policy: 'Cluster' } });
    expect((await ownersService(on)).spec).not.toHaveProperty('healthCheckNodePort');
    await restore();
    expect(await ownersService(on)).toEqual(before);
    await on.guard.clearUndo(fence);
    await on.kubectl(['patch', 'service', 'edge', '-p', '{"spec":{"externalTrafficPolicy":"Cluster"}}']);
  });

  it("is not written over somebody else's policy, until that is asked for by its line", async () => {
    await on.guard.writeUndo(fence, await on.undo('r-3'));
    await change({ kind: 'service', settings: { target_type: 'ip' } });
    await on.kubectl(['annotate', 'service', 'edge', 'example.com/team=edge']);
    expect((await on.target.standing()).foreign).toEqual([]);
    await on.kubectl(['patch', 'service', 'edge', '-p', '{"spec":{"externalTrafficPolicy":"Local"}}']);
    const { foreign } = await on.target.standing();
    expect(foreign).toEqual([
      expect.stringMatching(/^Service edge: spec\.externalTrafficPolicy: Cluster, now Local \(by kubectl-/),
    ]);
    await expect(restore()).rejects.toMatchObject({ code: 'foreign_change' });
    await expect(change(BOTH)).rejects.toMatchObject({ code: 'foreign_change' });
    await restore(foreign);
    const after = await ownersService(on);
    expect(after.spec).toMatchObject({ externalTrafficPolicy: 'Cluster' });
    expect(after.annotations).toMatchObject({ 'example.com/team': 'edge' });
    expect(after.annotations).not.toHaveProperty(TARGET_TYPE);
    await on.guard.clearUndo(fence);
  });

  it('is left to whoever deletes it, and a run that did not change it does not ask for it', async () => {
    await on.guard.writeUndo(fence, await on.undo('r-4'));
    await change({ kind: 'service', settings: { traffic_policy: 'Local' } });
    await on.kubectl(['delete', 'service', 'edge']);
    const standing = await on.target.standing();
    expect(standing).toMatchObject({ foreign: ['Service edge was deleted'], left: ['Service edge was deleted'] });
    await expect(restore()).rejects.toMatchObject({ code: 'foreign_change' });
    await restore(['Service edge was deleted']);
    await on.guard.clearUndo(fence);
  });

  it('is not changed without an undo record, nor where it has no such setting', async () => {
    await expect(on.target.rehearse(BOTH)).rejects.toMatchObject({ code: 'target_unfit' });
    const ports = [{ port: 8080, targetPort: 'grpc' }];
    await on.apply([
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'edge' }, spec: { selector: { app: 'envoy' }, ports } },
    ]);
    await expect(on.target.rehearse(BOTH)).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringContaining('of type ClusterIP'),
    });
    const idle = { kind: 'service', settings: { idle_timeout_ms: 2000 } } as const;
    const message = expect.stringContaining('Run this on the lab');
    await expect(on.target.rehearse(idle)).rejects.toMatchObject({ code: 'target_unfit', message });
    await expect(change(BOTH)).rejects.toMatchObject({ code: 'internal' });
  });
});
