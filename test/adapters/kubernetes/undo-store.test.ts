import { afterEach, expect, it } from 'vitest';
import { snapshotOf } from '../../../src/adapters/kubernetes/deployment-image.ts';
import type { KubeConfigMap } from '../../../src/adapters/kubernetes/kube-objects.ts';
import type { UndoRecord } from '../../../src/adapters/kubernetes/undo-record.ts';
import { createUndoStore } from '../../../src/adapters/kubernetes/undo-store.ts';
import { type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

const PATH = '/api/v1/namespaces/shop/configmaps/nlb-undo-envoy';
let api: FakeApiServer;
afterEach(() => api.close());

const recordOf = (run: string): Record<string, string> => ({
  'undo.json': JSON.stringify({ request: { id: run } }),
  'pre-image.json': JSON.stringify(snapshotOf({ metadata: {}, spec: {} } as never)),
  'written.json': '{}',
});
const configMap = (uid: string, run: string): KubeConfigMap => ({
  metadata: { name: 'nlb-undo-envoy', uid, resourceVersion: '1' },
  data: recordOf(run),
});

/** Clears the record of run r-1; `meanwhile` comes after it was read. Gives what is there afterwards. */
async function clear(meanwhile: (state: { there: KubeConfigMap | null }) => void) {
  const state = { there: configMap('u-1', 'r-1') as KubeConfigMap | null };
  api = await fakeApiServer(({ method, path, body }, response) => {
    if (path !== PATH || state.there === null) return refuse(response, 404, 'NotFound', 'not found');
    if (method === 'GET') return reply(response, state.there);
    const { preconditions } = JSON.parse(body || '{}') as { preconditions?: { uid: string } };
    if (preconditions !== undefined && preconditions.uid !== state.there.metadata.uid) {
      return refuse(response, 409, 'Conflict', 'the UID in the precondition does not match');
    }
    state.there = null;
    reply(response, {});
  });
  const tidied: UndoRecord[] = [];
  await createUndoStore(api.cluster).clear(async (record) => {
    tidied.push(record);
    meanwhile(state);
  });
  return { there: state.there, tidied: tidied.map(({ undo }) => undo.request.id) };
}

it('deletes the undo record once it is tidied up after', async () => {
  expect(await clear(() => undefined)).toEqual({ there: null, tidied: ['r-1'] });
});

it('leaves the record of another run that took the place of the one it read', async () => {
  const { there } = await clear((state) => {
    state.there = configMap('u-2', 'r-2');
  });
  expect(there?.data).toEqual(recordOf('r-2'));
});

it('is content where somebody else has deleted it', async () => {
  const { there } = await clear((state) => {
    state.there = null;
  });
  expect(there).toBeNull();
});

it.each(['note', 'noteService'] as const)(
  'takes no %s of a worker whose target another run has by now',
  async (what) => {
    const there = configMap('u-2', 'r-2');
    api = await fakeApiServer((_, response) => reply(response, there));
    const store = createUndoStore(api.cluster);
    const snapshot = snapshotOf({ metadata: {}, spec: {} } as never);
    const noted =
      what === 'note'
        ? store.note('r-1', { snapshot, configMap: null })
        : store.noteService('r-1', { traffic_policy: 'Local', health_check_port: null, target_type: null });
    await expect(noted).rejects.toMatchObject({ code: 'fenced', message: expect.stringContaining('run r-2 does') });
    expect(api.calls.map(({ method }) => method)).toEqual(['GET']);
  },
);
