import { afterEach, describe, expect, it } from 'vitest';
import { followRollout } from '../../../src/adapters/kubernetes/follow-rollout.ts';
import type { KubeDeployment, KubePod } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { createUndoStore } from '../../../src/adapters/kubernetes/undo-store.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import { type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

const APP = { app: 'envoy' };
const NOT_FINISHED = { replicas: 2, updatedReplicas: 0, availableReplicas: 1 };
const FINISHED = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };

/** Time enough to judge what was listed. */
const SEEN_MS = 200;

/** The Deployment as its controller has seen it, late since `lateSince`. */
function deployment(counts: object, lateSince: string | null, progressDeadlineSeconds = 600): KubeDeployment {
  const late = {
    type: 'Progressing',
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    lastUpdateTime: lateSince ?? '',
  };
  return {
    metadata: { name: 'envoy', uid: 'u', resourceVersion: '1', generation: 7 },
    spec: {
      replicas: 1,
      progressDeadlineSeconds,
      selector: { matchLabels: APP },
      template: { spec: { containers: [{ name: 'envoy' }] } },
    },
    status: { observedGeneration: 7, ...counts, conditions: lateSince === null ? [] : [late] },
  };
}

const pod: KubePod = {
  metadata: {
    name: 'envoy-6f9c-aaaaa',
    uid: 'p',
    resourceVersion: '1',
    labels: { ...APP, 'pod-template-hash': '6f9c' },
    ownerReferences: [{ kind: 'ReplicaSet', name: 'envoy-6f9c', uid: 'r', controller: true }],
  },
  spec: { containers: [{ name: 'envoy' }] },
};

describe('following a rollout that begins where another was late', () => {
  let api: FakeApiServer;
  const over = new AbortController();
  afterEach(async () => {
    await api.close();
  });

  /** Follows what was just written; the Deployment is first `listed`, then `changed`. */
  async function follow(written: KubeDeployment, listed: KubeDeployment, changed?: KubeDeployment): Promise<void> {
    api = await fakeApiServer(({ path, query }, response) => {
      const isDeployment = path.endsWith('/deployments');
      if (query.has('watch')) {
        response.writeHead(200).flushHeaders();
        const line = `${JSON.stringify({ type: 'MODIFIED', object: changed })}\n`;
        if (isDeployment && changed !== undefined) setTimeout(() => response.write(line), SEEN_MS);
      } else if (isDeployment || path.endsWith('/pods')) {
        reply(response, { metadata: { resourceVersion: '1' }, items: [isDeployment ? listed : pod] });
      } else if (path.endsWith('/replicasets')) reply(response, { metadata: {}, items: [] });
      else refuse(response, 404, 'NotFound', 'not found');
    });
    const deps = { cluster: api.cluster, clock: createClock(), undo: createUndoStore(api.cluster) };
    await followRollout(deps, written, over.signal);
  }

  it('does not take the end of the former one for its own', async () => {
    const stale = deployment(NOT_FINISHED, '2026-01-01T00:00:00Z');
    await expect(follow(stale, stale, deployment(FINISHED, null))).resolves.toBeUndefined();
  });

  it.each([
    ['when the status says so anew', deployment(NOT_FINISHED, '2026-01-01T00:10:00Z')],
    ['when the status says so for as long as the deadline is', deployment(NOT_FINISHED, '2026-01-01T00:00:00Z', 1)],
  ])('is late itself %s', async (_, late) => {
    const written = { ...late, status: deployment(NOT_FINISHED, '2026-01-01T00:00:00Z').status ?? {} };
    await expect(follow(written, late)).rejects.toMatchObject({
      code: 'rollout_failed',
      message: 'Deployment envoy: it made no progress within its deadline.',
    });
  });
});
