import { afterEach, expect, it } from 'vitest';
import { snapshotOf, templateHash } from '../../../src/adapters/kubernetes/deployment-image.ts';
import { type KubeDeployment, MANAGED_BY, type PodTemplate } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { sweep } from '../../../src/adapters/kubernetes/sweep.ts';
import type { UndoRecord } from '../../../src/adapters/kubernetes/undo-record.ts';
import { aRequest } from '../../app/a-request.ts';
import { type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

let api: FakeApiServer;
afterEach(() => api.close());

const template = (configMap: string): PodTemplate => ({
  spec: { containers: [{ name: 'envoy' }], volumes: [{ name: 'config', configMap: { name: configMap } }] },
});
const meta = (name: string, more: object = {}) => ({ name, uid: `uid-${name}`, resourceVersion: '1', ...more });
const deployment = (configMap: string): KubeDeployment => ({
  metadata: meta('envoy'),
  spec: { replicas: 2, selector: { matchLabels: { app: 'envoy' } }, template: template(configMap) },
});

/** What a run has left whose second treatment is in use by `pods` Pods of an older ReplicaSet. */
async function swept(pods: { replicas: number; status: number }): Promise<string[]> {
  const owned = { ownerReferences: [{ kind: 'Deployment', name: 'envoy', uid: 'uid-envoy' }] };
  const set = (name: string, configMap: string, replicas: number, status: number) => ({
    metadata: meta(name, owned),
    spec: { replicas, template: template(configMap) },
    status: { replicas: status },
  });
  const sets = [
    set('envoy-new', 'stranger', 2, 2),
    set('envoy-run', 'run-2', pods.replicas, pods.status),
    set('envoy-old', 'run-1', 0, 0),
  ];
  api = await fakeApiServer((call, response) => {
    if (call.method === 'DELETE') return reply(response, {});
    if (call.path.endsWith('/replicasets')) return reply(response, { metadata: { resourceVersion: '1' }, items: sets });
    if (call.path.endsWith('/deployments/envoy')) return reply(response, deployment('stranger'));
    const name = call.path.split('/').at(-1) ?? '';
    if (name.startsWith('run-')) return reply(response, { metadata: meta(name, { labels: MANAGED_BY }) });
    refuse(response, 404, 'NotFound', `${name} not found`);
  });
  const pre = deployment('owners');
  const record: UndoRecord = {
    undo: {
      request: aRequest(),
      started_at: '2026-11-23T14:00:00.000Z',
      document: '',
      replicas: 2,
      image: '',
      versions: { bot: '0.1.0', envoy: '1.40.0', grpc_js: '1.14.7' },
    },
    pre: { ...snapshotOf(pre), uid: pre.metadata.uid, managed_fields: [], config_maps: {} },
    written: {
      snapshots: [],
      templates: [templateHash(template('run-1')), templateHash(template('run-2'))],
      config_maps: ['run-1', 'run-2'],
      last: snapshotOf(pre),
    },
  };
  await sweep(api.cluster, record);
  return api.calls.flatMap(({ method, path }) => (method === 'DELETE' ? [path.split('/').at(-1) ?? ''] : []));
}

it('deletes the ReplicaSets and ConfigMaps of a run that are in no use', async () => {
  expect(await swept({ replicas: 0, status: 0 })).toEqual(['envoy-run', 'envoy-old', 'run-1', 'run-2']);
});

it.each([
  ['is to have Pods', { replicas: 1, status: 0 }],
  ['still has Pods', { replicas: 0, status: 1 }],
])('leaves a ConfigMap that an older ReplicaSet mounts which %s', async (_, pods) => {
  expect(await swept(pods)).toEqual(['envoy-old', 'run-1']);
});
