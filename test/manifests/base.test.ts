import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClientFleet } from '../../src/adapters/grpc/client-fleet.ts';
import { createClock } from '../../src/adapters/system/clock.ts';
import type { ClientEvent } from '../../src/domain/sample.ts';
import { asList, forTest, hasCluster, kubectl, list, type Manifest, read, render } from './kubectl.ts';

const namespace = `m-test-${process.pid}`;
const PODS_TIMEOUT = '--timeout=90s';

const inNamespace = (...args: string[]): Promise<string> => kubectl(['-n', namespace, ...args]);
const apply = (objects: readonly Manifest[], ...args: string[]): Promise<string> =>
  kubectl(['-n', namespace, 'apply', ...args, '-f', '-'], asList(forTest(objects)));

async function addressOf(portName: string): Promise<string> {
  const service = await read('service', 'envoy', '-n', namespace);
  const [node] = await list('nodes');
  const address = node?.status?.addresses?.find((entry) => entry.type === 'InternalIP')?.address;
  return `${address}:${service.spec.ports?.find((port) => port.name === portName)?.nodePort}`;
}

const isReady = (pod: Manifest): boolean =>
  pod.status?.conditions?.some((entry) => entry.type === 'Ready' && entry.status === 'True') === true;

describe.skipIf(!hasCluster)('the base on a cluster', () => {
  beforeAll(async () => {
    await kubectl(['create', 'namespace', namespace]);
    await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
    await apply(await render('base'));
    await inNamespace('rollout', 'status', 'deployment/server', PODS_TIMEOUT);
    await inNamespace('rollout', 'status', 'deployment/envoy', PODS_TIMEOUT);
  }, 200_000);

  afterAll(async () => {
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  it('is six Ready Pods where Pod security is `restricted`', async () => {
    const pods = await list('pods', '-n', namespace);
    const names = pods.filter(isReady).map((pod) => pod.metadata.labels?.['app.kubernetes.io/name']);
    expect(names.sort()).toEqual([...Array(3).fill('envoy'), ...Array(3).fill('server')]);
  });

  it('has no Ready Envoy that does not know a server yet', async () => {
    const pods = await list('pods', '-n', namespace, '-l', 'app.kubernetes.io/name=envoy');
    const filter = 'stats?filter=^cluster.server.membership_total$';
    const known = pods.map(({ metadata: { name } }) =>
      kubectl(['get', '--raw', `/api/v1/namespaces/${namespace}/pods/${name}:9901/proxy/${filter}`]),
    );
    for (const statistic of await Promise.all(known)) expect(statistic).toMatch(/: [123]\s*$/);
  });

  it.each(['base', 'overlays/nlb', 'overlays/nlb-ip', 'overlays/envoy-idle-timeout', 'overlays/envoy-max-requests'])(
    '%s is taken by the API server without an unknown field',
    async (folder) => {
      await expect(apply(await render(folder), '--dry-run=server', '--validate=strict')).resolves.toContain('envoy');
    },
  );

  it.each(['/stats', '/stats?format=json&filter=downstream_cx_active', '/stats/prometheus', '/server_info', '/ready'])(
    'answers GET %s at the node port',
    async (path) => {
      const response = await fetch(`http://${await addressOf('stats')}${path}`);
      expect(response.status).toBe(200);
      expect((await response.text()).length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['POST', '/quitquitquit'],
    ['GET', '/quitquitquit'],
    ['POST', '/drain_listeners?graceful'],
    ['POST', '/healthcheck/fail'],
    ['POST', '/stats'],
    ['GET', '/config_dump'],
    ['GET', '/stats/recentlookups'],
    ['GET', '/'],
  ])('refuses %s %s at the node port', async (method, path) => {
    const response = await fetch(`http://${await addressOf('stats')}${path}`, { method });
    expect(response.status).toBe(403);
  });

  it('refuses to end at the Service, and shows its statistics there', async () => {
    const proxy = `/api/v1/namespaces/${namespace}/services/envoy:stats/proxy`;
    await expect(kubectl(['create', '--raw', `${proxy}/quitquitquit`, '-f', '-'])).rejects.toThrow(
      /forbidden|Only GET/i,
    );
    expect(await kubectl(['get', '--raw', `${proxy}/stats?filter=server.live`])).toContain('server.live: 1');
  });

  it('lets clients leave an ending Pod by GOAWAY, without an error', async () => {
    const events: ClientEvent[] = [];
    const spec = { address: await addressOf('grpc'), clients: 12, interval_ms: 300, seed: 1 };
    const fleet = await createClientFleet({ clock: createClock() }).start(spec, (event) => events.push(event));
    await expect
      .poll(() => new Set(events.flatMap((event) => (event.kind === 'rpc' ? event.client : []))).size)
      .toBe(12);
    const leaving = events.find((event) => event.kind === 'rpc' && event.pod !== null);
    if (leaving?.kind !== 'rpc' || leaving.pod === null) throw new Error('no Pod has answered');
    await inNamespace('delete', 'pod', leaving.pod);
    await fleet.stop();
    expect(events.filter((event) => event.kind === 'rpc' && event.code !== 'OK')).toEqual([]);
    expect(events.some((event) => event.kind === 'goaway')).toBe(true);
    expect(
      events.filter((event) => event.kind === 'disconnect' && event.by === 'peer' && !leftByGoaway(events, event)),
    ).toEqual([]);
  }, 60_000);

  it('rolls Envoy alone onto a new ConfigMap when a setting is applied', async () => {
    const lines = (await apply(await render('overlays/envoy-max-connection-duration'))).trim().split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^configmap\/envoy-config-[a-z0-9]{10} created$/));
    expect(lines).toEqual(
      expect.arrayContaining([
        'service/envoy unchanged',
        'service/server unchanged',
        'deployment.apps/envoy configured',
        'deployment.apps/server unchanged',
      ]),
    );
  });
});

function leftByGoaway(events: readonly ClientEvent[], gone: { client: number; conn: number }): boolean {
  return events.some((event) => event.kind === 'goaway' && event.client === gone.client && event.conn === gone.conn);
}
