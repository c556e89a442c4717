import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followList } from '../../../src/adapters/kubernetes/follow-list.ts';
import { createKubeClient, type KubeClient } from '../../../src/adapters/kubernetes/kube-client.ts';
import { createReloadedCredentials } from '../../../src/adapters/kubernetes/kube-credentials.ts';
import type { KubePod } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { createLease } from '../../../src/adapters/kubernetes/lease.ts';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';
import { configFor, type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

const PODS = { path: '/api/v1/namespaces/shop/pods' };
const log = { info: () => undefined, warn: () => undefined };

describe('credentials that a kubeconfig names', () => {
  let folder: string;
  let api: FakeApiServer;
  /** The only token that the API server takes, and those that it was given. */
  let good = 'one';
  let given: (string | undefined)[] = [];
  /** Watches that are open, to be ended by the test. */
  let watches: { end(): void }[] = [];
  let lease: object | null = null;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kube-credentials-'));
    [good, given, watches, lease] = ['one', [], [], null];
    api = await fakeApiServer((call, response) => {
      const token = response.req.headers.authorization?.replace('Bearer ', '');
      given.push(token);
      if (token !== good) return refuse(response, 401, 'Unauthorized', 'Unauthorized');
      if (call.path.includes('/leases')) {
        if (call.method === 'GET' && lease === null) return refuse(response, 404, 'NotFound', 'no lease');
        if (call.method !== 'GET') lease = JSON.parse(call.body);
        return reply(response, lease ?? {});
      }
      if (!call.query.has('watch')) return reply(response, { metadata: { resourceVersion: '5' }, items: [] });
      response.writeHead(200).flushHeaders();
      watches.push(response);
    });
  });
  afterEach(async () => {
    await api.close();
    await rm(folder, { recursive: true });
  });

  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  /** Writes the kubeconfig with this user and gives a client that follows it. */
  async function clientFor(user: object): Promise<KubeClient> {
    const server = api.kubeConfig.getCurrentCluster()?.server;
    const clusters = [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }];
    const contexts = [{ name: 'x', context: { cluster: 'c', user: 'u' } }];
    const config = { clusters, contexts, users: [{ name: 'u', user }], 'current-context': 'x' };
    const kubeconfig = await file('config', JSON.stringify(config));
    const credentials = createReloadedCredentials(() => loadKubeConfig({ kubeconfig }), log);
    return createKubeClient({ kubeConfig: credentials, credentials, clock: api.clock, log });
  }

  /** A credential plugin that prints the token in a file, and notes each of its runs. */
  async function plugin(): Promise<object> {
    await file('token', 'one');
    const script = `#!/bin/sh
echo >>${folder}/runs
printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$(cat ${folder}/token)"
`;
    await chmod(await file('plugin', script), 0o755);
    return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: join(folder, 'plugin'), args: [] } };
  }

  it('are read for each request from `tokenFile`, so that a rotated token is never refused', async () => {
    await file('token', 'one\n');
    const client = await clientFor({ tokenFile: 'token', token: 'older' });
    await client.json(PODS);
    good = 'two';
    await file('token', 'two\n');
    await client.json(PODS);
    expect(given).toEqual(['one', 'two']);
  });

  it("are read again after a 401 from the token file of a Pod's service account, which the library keeps", async () => {
    const tokenFile = await file('token', 'one');
    const client = await clientFor({ 'auth-provider': { name: 'tokenFile', config: { tokenFile } } });
    await client.json(PODS);
    good = 'two';
    await file('token', 'two');
    await client.json(PODS);
    await client.json(PODS);
    expect(given).toEqual(['one', 'one', 'two', 'two']);
  });

  it('come from another run of a credential plugin after a 401, which a write is repeated after as well', async () => {
    const client = await clientFor(await plugin());
    await client.json(PODS);
    good = 'two';
    await file('token', 'two');
    await client.json({ ...PODS, method: 'PUT', body: {} });
    expect(given).toEqual(['one', 'one', 'two']);
    expect(api.calls.map((call) => call.method)).toEqual(['GET', 'PUT', 'PUT']);
    expect(await readFile(join(folder, 'runs'), 'utf8')).toBe('\n\n');
  });

  it('are loaded once for all requests that were refused at the same time', async () => {
    const load = vi.fn(() => configFor(api.client.server));
    const credentials = createReloadedCredentials(load, log);
    const refused = await api.client.json(PODS).catch((cause: unknown) => cause);
    const calls = vi.fn(async () => {
      const isFirst = calls.mock.calls.length <= 3;
      await new Promise(setImmediate);
      if (isFirst) throw refused;
    });
    await Promise.all([1, 2, 3].map(() => credentials.withFreshToken(calls)));
    expect(calls).toHaveBeenCalledTimes(6);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('that are refused once more are an error that says what to do, after one repetition', async () => {
    const client = await clientFor({ token: 'stale' });
    await expect(client.json(PODS)).rejects.toMatchObject({
      code: 'target_forbidden',
      message: expect.stringMatching(/credentials \(401\): sign in again/),
    });
    await expect(client.stream({ ...PODS, signal: AbortSignal.timeout(5000) })).rejects.toMatchObject({ status: 401 });
    expect(given).toHaveLength(4);
  });

  it('that can not be read are told as that, with what the plugin said', async () => {
    const command = await file('broken', '#!/bin/sh\necho "token has expired: run sso login" >&2; exit 3\n');
    await chmod(command, 0o755);
    const client = await clientFor({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args: [] } });
    await expect(client.json(PODS)).rejects.toMatchObject({
      code: 'target_forbidden',
      message: expect.stringMatching(
        /^The credentials for .* can not be read: token has expired: run sso login\. Check/,
      ),
    });
    expect(given).toEqual([]);
  });

  it('rotate under a lease without anybody noticing', async () => {
    const client = await clientFor(await plugin());
    const { hold } = createLease({ ...api.cluster, client });
    const fence = await hold('run-1', 10_000);
    for (const token of ['two', 'three']) {
      good = token;
      await file('token', token);
      expect(await hold('run-1', 10_000)).toEqual(fence);
    }
    // Before a Lease is made the Deployment is looked for; then each renewal meets a token that is not good any more.
    expect(given).toEqual(['one', 'one', 'one', 'one', 'two', 'two', 'two', 'three', 'three']);
  });

  it('rotate under an open watch, which goes on, and the next watch takes new ones', async () => {
    const client = await clientFor(await plugin());
    const over = new AbortController();
    const lost: Error[] = [];
    const seen: number[] = [];
    const listener = {
      onChange: (objects: ReadonlyMap<string, KubePod>) => seen.push(objects.size),
      onLost: (error: Error) => lost.push(error),
    };
    await followList<KubePod>({ client, clock: api.clock }, { ...PODS, query: {} }, listener, over.signal);
    await vi.waitFor(() => expect(watches).toHaveLength(1));
    good = 'two';
    await file('token', 'two');
    watches[0]?.end();
    await vi.waitFor(() => expect(watches).toHaveLength(2));
    expect(given).toEqual(['one', 'one', 'one', 'two']);
    expect(lost).toEqual([]);

    good = 'nobody has this one';
    watches[1]?.end();
    await vi.waitFor(() => expect(lost).toHaveLength(1));
    expect(lost[0]).toMatchObject({ status: 401 });
    expect(given.slice(4)).toEqual(['two', 'two']);
    over.abort(new Error('the test is over'));
  });
});
