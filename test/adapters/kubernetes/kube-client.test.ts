import { afterEach, describe, expect, it } from 'vitest';
import { createKubeClient } from '../../../src/adapters/kubernetes/kube-client.ts';
import { type Answer, configFor, type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

const POD = '/api/v1/namespaces/shop/pods/envoy-1';

describe('the client of the API server', () => {
  let api: FakeApiServer;
  const serve = async (answer: Answer): Promise<FakeApiServer> => {
    api = await fakeApiServer(answer);
    return api;
  };
  afterEach(() => api.close());

  it('does not wait for credentials longer than for an answer', async () => {
    api = await fakeApiServer((_, response) => reply(response, {}));
    const found = configFor(api.client.server);
    const hung = createKubeClient({
      kubeConfig: {
        getCurrentCluster: () => found.getCurrentCluster(),
        applyToHTTPSOptions: () => new Promise<never>(() => undefined),
      },
      clock: api.clock,
      log: { info: () => undefined, warn: () => undefined },
    });
    await expect(hung.json({ path: POD, timeoutMs: 50, retry: 'never' })).rejects.toMatchObject({ status: 0 });
  });

  it('says that the credentials are not accepted, without a second try', async () => {
    const { client, calls } = await serve((_, response) => refuse(response, 401, 'Unauthorized', 'Unauthorized'));
    await expect(client.json({ path: POD })).rejects.toMatchObject({
      code: 'target_forbidden',
      message: expect.stringMatching(/credentials \(401\): sign in again/),
    });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['GET', '/apis/apps/v1/namespaces/shop/deployments/envoy', 'apps', 'deployments', 'get'],
    ['PUT', '/apis/apps/v1/namespaces/shop/deployments/envoy', 'apps', 'deployments', 'update'],
    ['GET', `${POD}:9901/proxy/stats`, '', 'pods/proxy', 'get'],
    ['GET', '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices', 'discovery.k8s.io', 'endpointslices', 'list'],
    ['POST', '/api/v1/namespaces/shop/configmaps', '', 'configmaps', 'create'],
  ] as const)('names the rule that is missing for %s %s', async (method, path, group, resource, verb) => {
    const { client } = await serve((_, response) =>
      refuse(response, 403, 'Forbidden', `x is forbidden: User "bot@shop" cannot ${verb} resource "${resource}"`),
    );
    const rule = `{apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]}`;
    await expect(client.json({ method, path, ...(method === 'GET' ? {} : { body: {} }) })).rejects.toMatchObject({
      code: 'target_forbidden',
      message: expect.stringMatching(new RegExp(`^bot@shop may not ${verb} .*a Role in namespace shop with the rule `)),
    });
    await expect(client.json({ method, path })).rejects.toThrow(rule);
  });

  it('passes on what a quota or an admission policy says', async () => {
    const { client } = await serve((_, response) => refuse(response, 403, 'Forbidden', 'exceeded quota: pods=3'));
    await expect(client.json({ path: POD })).rejects.toThrow('The API server forbids it (403): exceeded quota: pods=3');
  });

  it.each([
    [422, `ValidatingAdmissionPolicy 'freeze' with binding 'freeze' denied request: until Monday`],
    [400, 'admission webhook "freeze.example" denied the request: until Monday'],
  ])('tells the denial of an admission policy or webhook by %i as forbidden', async (status, message) => {
    const { client } = await serve((_, response) => refuse(response, status, 'Invalid', message));
    await expect(client.json({ method: 'PUT', path: POD, body: {} })).rejects.toMatchObject({
      code: 'target_forbidden',
      message: `The API server forbids it (${status}): ${message}`,
    });
  });

  it('says which object is not there', async () => {
    const { client } = await serve((_, response) => refuse(response, 404, 'NotFound', 'deployments "envoy" not found'));
    await expect(client.json({ path: '/apis/apps/v1/namespaces/shop/deployments/envoy' })).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringContaining('no apps/v1/namespaces/shop/deployments/envoy'),
    });
  });

  it('waits as long as a 429 asks for, for a write as well', async () => {
    let refusals = 2;
    const { client, pauses, calls } = await serve((_, response) => {
      if (refusals-- > 0) refuse(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': '2' });
      else reply(response, { ok: true });
    });
    expect(await client.json({ method: 'PUT', path: POD, body: {} })).toEqual({ ok: true });
    expect(calls).toHaveLength(3);
    for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(2000);
    for (const pause of pauses) expect(pause).toBeLessThanOrEqual(2200);
  });

  it('pauses longer after each 5xx, and gives up within its budget', async () => {
    const { client, pauses } = await serve((_, response) =>
      refuse(response, 503, 'ServiceUnavailable', 'etcd is away'),
    );
    await expect(client.json({ path: POD })).rejects.toMatchObject({
      code: 'target_unreachable',
      message: expect.stringContaining('503'),
    });
    expect(pauses.length).toBeGreaterThan(3);
    expect(pauses[2]).toBeGreaterThan(pauses[0] ?? 0);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(5000);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(15_000);
  });

  it('does not wait an hour because a 429 says so', async () => {
    const { client, pauses } = await serve((_, response) =>
      refuse(response, 429, 'TooManyRequests', 'slow down', { 'retry-after': '3600' }),
    );
    await expect(client.json({ path: POD })).rejects.toMatchObject({
      code: 'target_unreachable',
      retryAfterMs: 3_600_000,
    });
    expect(Math.max(...pauses)).toBeLessThanOrEqual(5500);
  });

  it('never repeats a write whose outcome is unknown', async () => {
    const { client, calls } = await serve((_, response) => refuse(response, 500, 'InternalError', 'etcd timed out'));
    await expect(client.json({ method: 'PUT', path: POD, body: {} })).rejects.toMatchObject({ ambiguous: true });
    expect(calls).toHaveLength(1);
  });

  it('keeps to the deadline of a reading that must not wait', async () => {
    const { client, calls } = await serve(() => undefined);
    const before = performance.now();
    const reading = client.json({ path: POD, retry: 'never', timeoutMs: 100 });
    await expect(reading).rejects.toMatchObject({ code: 'target_unreachable' });
    expect(performance.now() - before).toBeLessThan(1000);
    expect(calls).toHaveLength(1);
  });

  it('says that nobody answers at the address, without the token', async () => {
    const { client } = await serve(() => undefined);
    await api.close();
    const error = await client.json({ path: POD }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: 'target_unreachable',
      message: expect.stringMatching(/127.0.0.1.*ECONNREFUSED/),
    });
    expect(String(error)).not.toContain('secret-token');
  });

  it("follows the API server's clock when this host's is wrong", async () => {
    const { client } = await serve((_, response) => {
      response.setHeader('date', new Date(Date.now() + 600_000).toUTCString());
      reply(response, {});
    });
    expect(Math.abs(client.now() - Date.now())).toBeLessThan(100);
    await client.json({ path: POD });
    expect(Math.abs(client.now() - Date.now() - 600_000)).toBeLessThan(1500);
  });
});
