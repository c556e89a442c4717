import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '../../../src/adapters/system/clock.ts';
import { restoreTarget } from '../../../src/app/restore-target.ts';
import type { Undo } from '../../../src/domain/undo.ts';
import type { Fence } from '../../../src/ports/target.ts';
import { type EnvoyOnCluster, envoyDocument, envoyOnCluster, HAS_CLUSTER, ownersObjects } from './envoy-on-cluster.ts';

const MINUTE = 60_000;
const OWNERS = 'envoy-config-9m5kc2h7td';
const deps = { clock: createClock(), log: { info: () => undefined, warn: () => undefined }, need: 'none' as const };

interface Deployment {
  spec: { replicas: number; template: { spec: { volumes: { configMap: { name: string } }[] } } };
}

/** A target of its own for the tests of one suite, with a run's treatment on it before each. */
function useTarget(replicas: number) {
  let on: EnvoyOnCluster;
  let fence: Fence;
  let undo: Undo;
  let runs = 0;
  beforeAll(async () => {
    on = await envoyOnCluster(replicas);
    fence = await on.guard.hold('r-1', 60 * MINUTE);
  }, 2 * MINUTE);
  afterAll(() => on.close());
  beforeEach(async () => {
    runs += 1;
    undo = await on.undo(`r-${runs}`);
    await on.guard.writeUndo(fence, undo);
    const document = envoyDocument(`{ idle_timeout: ${runs}s }`);
    await on.target.rollout(fence, { document, restart: true, pace_ms: 0 }, AbortSignal.timeout(MINUTE));
    expect((await on.target.standing()).foreign).toEqual([]);
  }, 2 * MINUTE);
  const deployment = () => on.json<Deployment>('deployment', 'envoy');
  return {
    on: () => on,
    fence: () => fence,
    undo: () => undo,
    deployment,
    restore: async (overwrites = false) => {
      const overwrite = overwrites ? (await on.target.standing()).foreign : [];
      return restoreTarget({ target: on.target, ...deps }, fence, undo, { overwrite });
    },
    mounted: async () => (await deployment()).spec.template.spec.volumes[0]?.configMap.name,
    names: async (kind: string): Promise<string[]> =>
      (await on.json<{ items: { metadata: { name: string } }[] }>(kind)).items
        .map(({ metadata }) => metadata.name)
        .sort(),
  };
}

describe.skipIf(!HAS_CLUSTER)('a restore on a cluster that somebody else changed', { timeout: 3 * MINUTE }, () => {
  const target = useTarget(2);
  const { restore, deployment, mounted, names } = target;

  it('stops at a scaling, names field, numbers and writer, and goes on once that is taken back', async () => {
    const on = target.on();
    await on.kubectl(['scale', 'deployment', 'envoy', '--replicas=3']);
    const stopped = await restore();
    expect(stopped).toMatchObject({ state: 'FAILED', problem: { code: 'foreign_change' } });
    expect(stopped.problem?.differs).toEqual(['Deployment envoy: spec.replicas: 2, now 3 (by kubectl scale)']);
    expect((await deployment()).spec.replicas).toBe(3);
    expect(await mounted()).not.toBe(OWNERS);
    await on.kubectl(['scale', 'deployment', 'envoy', '--replicas=2']);
    expect(await restore()).toMatchObject({ state: 'RESTORED', post_image: target.undo().image });
    await on.guard.clearUndo(target.fence());
    expect(await names('configmap')).toEqual([OWNERS, 'kube-root-ca.crt']);
  });

  it('writes what was there over a change where that is asked for, and says what is lost', async () => {
    const on = target.on();
    const image = {
      spec: { template: { spec: { containers: [{ name: 'envoy', image: 'envoyproxy/envoy:v1.40.0' }] } } },
    };
    await on.kubectl(['patch', 'deployment', 'envoy', '-p', JSON.stringify(image)]);
    const before = await on.target.standing();
    expect(before.foreign).toEqual([
      expect.stringMatching(
        /^Deployment envoy: spec\.template\.spec\.containers\[envoy\]\.image: envoyproxy\/envoy:distroless-v1\.40\.0, now envoyproxy\/envoy:v1\.40\.0 \(by kubectl-patch at \d\d:\d\d:\d\d UTC\)$/,
      ),
    ]);
    expect(await restore(true)).toMatchObject({ state: 'RESTORED', post_image: target.undo().image });
    await on.guard.clearUndo(target.fence());
    expect(await on.guard.readUndo()).toBeNull();
  });

  it('leaves all as it is where that is asked for, and takes away only what is in no use', async () => {
    const on = target.on();
    await on.kubectl(['scale', 'deployment', 'envoy', '--replicas=3']);
    await on.kubectl(['rollout', 'status', 'deployment/envoy', '--timeout=60s']);
    const { left } = await on.target.standing();
    expect(left).toEqual(
      expect.arrayContaining([
        'Deployment envoy: spec.replicas: 2, now 3',
        expect.stringMatching(
          new RegExp(
            `^Deployment envoy: spec.template.spec.volumes\\[config\\].configMap.name: ${OWNERS}, now envoy-config-`,
          ),
        ),
      ]),
    );
    const kept = await mounted();
    const before = await deployment();
    await on.guard.clearUndo(target.fence());
    expect((await deployment()).spec).toEqual(before.spec);
    expect(await names('configmap')).toEqual([kept, OWNERS, 'kube-root-ca.crt'].sort());
    await on.kubectl(['delete', 'configmap', kept ?? '', '--wait=false']);
    await on.apply([...ownersObjects(20_000, { version: '2', replicas: 2 }).slice(0, 2)]);
    const back = { spec: { template: { metadata: { annotations: null } } } };
    await on.kubectl(['patch', 'deployment', 'envoy', '--type=merge', '-p', JSON.stringify(back)]);
    await on.kubectl(['rollout', 'status', 'deployment/envoy', '--timeout=60s']);
    await expect.poll(async () => (await on.target.describe()).deployment.rolled_out, { timeout: MINUTE }).toBe(true);
    expect(await mounted()).toBe(OWNERS);
  });

  it('does not need the Service, and brings the Deployment back without', async () => {
    const on = target.on();
    const { spec } = await on.json<{ spec: { ports: { port: number }[] } }>('service', 'edge');
    await on.kubectl(['delete', 'service', 'edge']);
    expect(await restore()).toMatchObject({ state: 'RESTORED', post_image: target.undo().image });
    await on.guard.clearUndo(target.fence());
    await on.apply(ownersObjects(spec.ports[0]?.port ?? 0, { version: '2' }).slice(2));
    await vi.waitFor(() => on.target.describe(), { timeout: MINUTE, interval: 200 });
  });
});

describe.skipIf(!HAS_CLUSTER)('a restore on a cluster where what it needs is gone', { timeout: 2 * MINUTE }, () => {
  const target = useTarget(0);
  const { restore, mounted, names } = target;

  it("never writes the owner's ConfigMap: an edited one stays edited, and a deleted one has to be applied first", async () => {
    const on = target.on();
    await on.kubectl(['patch', 'configmap', OWNERS, '--type=merge', '-p', '{"data":{"notes.txt":"edited"}}']);
    expect((await restore()).problem).toEqual({
      code: 'foreign_change',
      message: expect.any(String),
      differs: [`ConfigMap ${OWNERS} was edited`],
    });
    await on.kubectl(['delete', 'configmap', OWNERS]);
    expect((await restore()).problem?.differs).toEqual([`ConfigMap ${OWNERS} was deleted`]);
    const refused = await restore(true);
    expect(refused).toMatchObject({ state: 'FAILED', problem: { code: 'target_unfit' } });
    expect(refused.problem?.message).toContain(`ConfigMap ${OWNERS} was deleted`);
    const [configMap] = ownersObjects(20_000, { version: '2', document: envoyDocument('{ idle_timeout: 9s }') });
    await on.apply([configMap ?? {}]);
    expect(await restore(true)).toMatchObject({ state: 'RESTORED' });
    expect(await mounted()).toBe(OWNERS);
    expect((await on.target.describe()).config.document).toContain('idle_timeout: 9s');
    await on.guard.clearUndo(target.fence());
  });

  it('says that a Deployment is gone, and releases what is left of the run', async () => {
    const on = target.on();
    await on.kubectl(['delete', 'deployment', 'envoy']);
    expect(await restore()).toMatchObject({
      state: 'FAILED',
      problem: { code: 'foreign_change', differs: ['Deployment envoy was deleted'] },
    });
    await on.guard.clearUndo(target.fence());
    expect(await names('configmap')).toEqual([OWNERS, 'kube-root-ca.crt']);
    await on.apply(ownersObjects(20_000, { version: '2', replicas: 0 }).slice(0, 2));
    await on.kubectl(['rollout', 'status', 'deployment/envoy', '--timeout=60s']);
  });

  it('says that a namespace is gone with all that was in it, and lets the lease go', async () => {
    const on = target.on();
    await on.kubectl(['delete', 'namespace', on.namespace]);
    expect(await restore()).toMatchObject({
      state: 'FAILED',
      problem: {
        code: 'target_unfit',
        message: `Deployment envoy and its undo record are gone from namespace ${on.namespace}: nothing is left to put back.`,
      },
    });
    expect(await on.guard.readUndo()).toBeNull();
    await on.guard.release(target.fence());
    expect(await on.guard.holding()).toBeNull();
    await on.kubectl(['create', 'namespace', on.namespace]);
  });
});
