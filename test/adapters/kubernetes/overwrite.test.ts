import { afterEach, expect, it } from 'vitest';
import { configMapHash, hashOf, snapshotOf } from '../../../src/adapters/kubernetes/deployment-image.ts';
import type { KubeDeployment } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { createLease } from '../../../src/adapters/kubernetes/lease.ts';
import { rollOut } from '../../../src/adapters/kubernetes/roll-out.ts';
import { createUndoStore } from '../../../src/adapters/kubernetes/undo-store.ts';
import type { Fence } from '../../../src/ports/target.ts';
import { aRequest } from '../../app/a-request.ts';
import { type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

const FENCE: Fence = { holder: 'r-1', token: 4 };
let api: FakeApiServer;
afterEach(() => api.close());

function deployment(replicas: number): KubeDeployment {
  const volumes = [{ name: 'config', configMap: { name: 'owners' } }];
  return {
    metadata: { name: 'envoy', uid: 'u-1', resourceVersion: '10' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'envoy' } },
      template: { spec: { containers: [{ name: 'envoy' }], volumes } },
    },
  };
}

/** Asks for a restore that may overwrite `overwrite`, of a Deployment that is scaled to 7. Gives what was written of it. */
async function restore(overwrite: readonly string[]): Promise<{ error: unknown; written: string[] }> {
  const owners = { metadata: { name: 'owners', uid: 'u-2', resourceVersion: '1' }, data: { 'envoy.yaml': '{}' } };
  const pre = {
    ...snapshotOf(deployment(3)),
    uid: 'u-1',
    managed_fields: [],
    config_maps: { owners: configMapHash(owners) },
  };
  const last = snapshotOf(deployment(3));
  const data = {
    'undo.json': JSON.stringify({ request: aRequest() }),
    'pre-image.json': JSON.stringify(pre),
    'written.json': JSON.stringify({ snapshots: [hashOf(last)], templates: [], config_maps: [], last }),
  };
  api = await fakeApiServer(({ method, path }, response) => {
    if (path.includes('/leases/')) {
      const renewTime = new Date().toISOString();
      const spec = { holderIdentity: 'r-1', leaseTransitions: 4, leaseDurationSeconds: 10, renewTime };
      return reply(response, { metadata: { name: 'nlb-bot-envoy' }, spec });
    }
    if (method !== 'GET') return refuse(response, 422, 'Invalid', 'enough is seen');
    if (path.endsWith('/deployments/envoy')) return reply(response, deployment(7));
    if (path.endsWith('/configmaps/owners')) return reply(response, owners);
    if (path.endsWith('/configmaps/nlb-undo-envoy')) {
      return reply(response, { metadata: { name: 'nlb-undo-envoy', uid: 'u-3', resourceVersion: '1' }, data });
    }
    refuse(response, 404, 'NotFound', 'not found');
  });
  const { cluster, clock } = api;
  const deps = {
    cluster,
    clock,
    lease: createLease(cluster),
    undo: createUndoStore(cluster),
    configMap: null,
    port: 8080,
  };
  const asked = { restart: false, pace_ms: 0, restore: true, overwrite } as const;
  const error = await rollOut(deps, FENCE, asked, AbortSignal.timeout(10_000)).catch((cause: unknown) => cause);
  const written = api.calls.filter(({ method }) => method === 'PUT' || method === 'POST').map(({ path }) => path);
  return { error, written };
}

it('goes on to write over what it was told of', async () => {
  const { written } = await restore(['Deployment envoy: spec.replicas: 3, now 7']);
  expect(written).not.toEqual([]);
});

it('writes nothing, not even the undo record, where somebody else has changed something else by then', async () => {
  const { error, written } = await restore(['Deployment envoy: spec.replicas: 3, now 5']);
  expect(error).toMatchObject({ code: 'foreign_change', message: expect.stringContaining('spec.replicas: 3, now 7') });
  expect(written).toEqual([]);
});
