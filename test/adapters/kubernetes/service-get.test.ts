import { afterEach, describe, expect, it } from 'vitest';
import { neededRules } from '../../../src/adapters/kubernetes/access-rule.ts';
import { createServiceGet } from '../../../src/adapters/kubernetes/service-get.ts';
import { type Answer, type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

const SERVICE = { namespace: 'monitoring', name: 'prometheus-k8s', port: '9090' };
const PATH = '/api/v1/query';

describe('what is got from behind a Service', () => {
  let api: FakeApiServer;
  const serve = async (answer: Answer) => {
    api = await fakeApiServer(answer);
    return createServiceGet(api.client, SERVICE);
  };
  afterEach(() => api.close());

  it('comes through the API server, by GET', async () => {
    const get = await serve((_, response) => reply(response, { status: 'success' }));
    expect(await get(PATH, { query: 'time()' }, 1000)).toEqual({ status: 'success' });
    const [call] = api.calls;
    expect(call?.method).toBe('GET');
    expect(call?.path).toBe('/api/v1/namespaces/monitoring/services/prometheus-k8s:9090/proxy/api/v1/query');
    expect(call?.query.get('query')).toBe('time()');
  });

  it('is refused with the rule that is missing, in the namespace of the Service', async () => {
    const denied = 'User "bot" cannot get resource "services/proxy" in API group "" in the namespace "monitoring"';
    const get = await serve((_, response) => refuse(response, 403, 'Forbidden', denied));
    await expect(get(PATH, {}, 1000)).rejects.toMatchObject({
      code: 'target_forbidden',
      message: expect.stringMatching(
        /bot may not get services\/proxy.*a Role in namespace monitoring.*resources: \["services\/proxy"\], verbs: \["get"\]/,
      ),
    });
    const rules = neededRules({ namespace: 'shop', deployment: 'envoy', service: 'edge', statsService: SERVICE });
    expect(rules.at(-1)).toEqual({
      verb: 'get',
      group: '',
      resource: 'services/proxy',
      namespace: 'monitoring',
      name: 'prometheus-k8s:9090',
    });
  });

  it.each([
    [404, 'NotFound', 'services "prometheus-k8s" not found', 'There is no Service prometheus-k8s with port 9090'],
    [503, 'ServiceUnavailable', 'no endpoints available for service', 'no endpoints available for service'],
  ])('fails with %i with what is wrong, after one try', async (status, reason, message, told) => {
    const get = await serve((_, response) => refuse(response, status, reason, message));
    await expect(get(PATH, {}, 1000)).rejects.toThrow(told);
    expect(api.calls).toHaveLength(1);
  });

  it('fails with what a Prometheus says of a bad query', async () => {
    const get = await serve((_, response) => {
      const body = { status: 'error', errorType: 'bad_data', error: 'parse error: unexpected end' };
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await expect(get(PATH, {}, 1000)).rejects.toThrow('parse error: unexpected end');
  });
});
