import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { snapshotOf } from '../../../src/adapters/kubernetes/deployment-image.ts';
import type { KubeDeployment } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { createLease } from '../../../src/adapters/kubernetes/lease.ts';
import { replaceDeployment } from '../../../src/adapters/kubernetes/replace-deployment.ts';
import type { Fence } from '../../../src/ports/target.ts';
import { type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

const NAMESPACE = '/apis/apps/v1/namespaces/shop/deployments/envoy';
const FENCE: Fence = { holder: 'r-1', token: 4 };

function deployment(replicas: number, resourceVersion: string): KubeDeployment {
  return {
    metadata: { name: 'envoy', uid: 'u-1', resourceVersion, annotations: { 'deployment.kubernetes.io/revision': '7' } },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'envoy' } },
      template: { spec: { containers: [{ name: 'envoy' }] } },
    },
  };
}

/** What happens to one write of the Deployment instead of being carried out. */
type Mishap = (response: ServerResponse, state: { deployment: KubeDeployment }, sent: KubeDeployment) => void;

const carriedOutBut500: Mishap = (response, state, sent) => {
  state.deployment = { ...sent, metadata: { ...sent.metadata, resourceVersion: '90' } };
  refuse(response, 500, 'InternalError', 'etcdserver: request timed out');
};
const lost500: Mishap = (response) => refuse(response, 500, 'InternalError', 'etcdserver: leader changed');
const brokenOff: Mishap = (response, state, sent) => {
  state.deployment = { ...sent, metadata: { ...sent.metadata, resourceVersion: '91' } };
  response.destroy();
};
const statusMoved: Mishap = (response, state) => {
  state.deployment = deployment(2, '92');
  refuse(response, 409, 'Conflict', 'the object has been modified');
};
const strangerScaled: Mishap = (response, state) => {
  state.deployment = deployment(5, '93');
  refuse(response, 409, 'Conflict', 'the object has been modified');
};
const madeAnew: Mishap = (response, state) => {
  state.deployment = { ...deployment(2, '94'), metadata: { ...deployment(2, '94').metadata, uid: 'u-2' } };
  refuse(response, 409, 'Conflict', 'the UID in the precondition does not match');
};

describe('writing the Deployment', () => {
  let api: FakeApiServer;
  afterEach(() => api.close());

  async function write(mishaps: Mishap[], holder = 'r-1') {
    const state = { deployment: deployment(2, '10') };
    api = await fakeApiServer((call, response) => {
      if (call.path.includes('/leases/')) {
        const renewTime = new Date().toISOString();
        const spec = { holderIdentity: holder, leaseTransitions: 4, leaseDurationSeconds: 10, renewTime };
        return reply(response, { metadata: { name: 'nlb-bot-envoy' }, spec });
      }
      if (call.method === 'GET') return reply(response, state.deployment);
      const sent = JSON.parse(call.body) as KubeDeployment;
      const mishap = mishaps.shift();
      if (mishap !== undefined) return mishap(response, state, sent);
      if (sent.metadata.resourceVersion !== state.deployment.metadata.resourceVersion) {
        return refuse(response, 409, 'Conflict', 'the object has been modified');
      }
      state.deployment = { ...sent, metadata: { ...sent.metadata, resourceVersion: '99' } };
      reply(response, state.deployment);
    });
    const deps = { cluster: api.cluster, lease: createLease(api.cluster), clock: api.clock };
    const before = deployment(2, '10');
    const next = snapshotOf(deployment(3, ''));
    const outcome = await replaceDeployment(deps, FENCE, before, next).then(
      (written) => ({ written, error: null }),
      (error: unknown) => ({ written: null, error }),
    );
    const writes = api.calls.filter((call) => call.method === 'PUT' && call.path === NAMESPACE);
    return { ...outcome, state, writes };
  }

  it('sends the version that it read, and keeps what only the Deployment controller writes', async () => {
    const { written, writes } = await write([]);
    expect(written?.spec.replicas).toBe(3);
    expect(writes).toHaveLength(1);
    expect(writes[0]?.query.get('fieldManager')).toBe('nlb-bot');
    expect(JSON.parse(writes[0]?.body ?? '{}').metadata).toMatchObject({
      resourceVersion: '10',
      annotations: { 'deployment.kubernetes.io/revision': '7' },
    });
  });

  it.each([
    ['answered with 500', carriedOutBut500],
    ['broken off', brokenOff],
  ])('reads back and does not write twice when a write was carried out but %s', async (_, mishap) => {
    const { written, writes } = await write([mishap]);
    expect(written?.spec.replicas).toBe(3);
    expect(writes).toHaveLength(1);
  });

  it('writes again, with the new version, when only the status has moved or the write was lost', async () => {
    const { written, writes } = await write([statusMoved, lost500]);
    expect(written?.spec.replicas).toBe(3);
    expect(writes.map((call) => JSON.parse(call.body).metadata.resourceVersion)).toEqual(['10', '92', '92']);
  });

  it.each([
    ['scaled it', strangerScaled, 'spec.replicas: 2, now 5'],
    ['made it anew', madeAnew, 'it was made anew'],
  ])('stops when a stranger %s in the meantime, and leaves it so', async (_, mishap, what) => {
    const { error, state, writes } = await write([mishap]);
    expect(error).toMatchObject({ code: 'foreign_change', message: expect.stringContaining(what) });
    expect(writes).toHaveLength(1);
    expect(state.deployment.spec.replicas).not.toBe(3);
  });

  it('writes nothing once another holds the target', async () => {
    const { error, writes } = await write([], 'r-2');
    expect(error).toMatchObject({ code: 'fenced', message: expect.stringContaining('r-2 does') });
    expect(writes).toEqual([]);
  });
});
