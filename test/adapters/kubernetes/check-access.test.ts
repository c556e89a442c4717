import { afterEach, expect, it } from 'vitest';
import { checkAccess } from '../../../src/adapters/kubernetes/check-access.ts';
import { type FakeApiServer, fakeApiServer, reply } from './fake-api-server.ts';

let api: FakeApiServer;
afterEach(() => api.close());

it('asks for the rights of clients in a Job only where there are such clients', async () => {
  api = await fakeApiServer((call, response) => {
    if (call.path.endsWith('/selfsubjectreviews'))
      return reply(response, { status: { userInfo: { username: 'kato' } } });
    const { resourceAttributes } = (JSON.parse(call.body) as { spec: { resourceAttributes: { namespace?: string } } })
      .spec;
    reply(response, { status: { allowed: resourceAttributes.namespace !== 'clients' } });
  });
  const target = { namespace: 'shop', deployment: 'envoy', service: 'envoy', statsService: null };
  expect(await checkAccess(api.client, target)).toMatchObject({ missing: [] });
  const { missing } = await checkAccess(api.client, { ...target, fleet: 'clients' });
  expect(missing).toEqual([
    '{apiGroups: ["batch"], resources: ["jobs"], verbs: ["create"]} in clients',
    '{apiGroups: ["batch"], resources: ["jobs"], verbs: ["delete"]} in clients',
    '{apiGroups: [""], resources: ["pods"], verbs: ["list"]} in clients',
    '{apiGroups: [""], resources: ["pods"], verbs: ["watch"]} in clients',
    '{apiGroups: [""], resources: ["pods/portforward"], verbs: ["get"]} in clients',
    '{apiGroups: [""], resources: ["pods/portforward"], verbs: ["create"]} in clients',
    '{apiGroups: [""], resources: ["events"], verbs: ["list"]} in clients',
  ]);
});
