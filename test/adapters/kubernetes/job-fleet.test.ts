import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgentFleet } from '../../../src/adapters/grpc/agent-fleet.ts';
import { neededRules } from '../../../src/adapters/kubernetes/access-rule.ts';
import { createJobPool, type JobPoolConfig } from '../../../src/adapters/kubernetes/agent-pool.ts';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import { kubectl, type Manifest } from '../../manifests/kubectl.ts';
import { createEventLog } from '../grpc/event-log.ts';
import { HAS_CLUSTER } from './envoy-on-cluster.ts';

const IMAGE = process.env.NLB_TEST_IMAGE ?? 'nlb-bot:dev';
const MINUTE = 60_000;
const namespace = `k-${randomBytes(4).toString('hex')}`;
const address = `hello.${namespace}:8888`;
const clock = createClock();
const log = { info: () => undefined, warn: () => undefined };

const inNamespace = (...args: string[]): Promise<string> => kubectl(['-n', namespace, ...args]);
const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const labels = { app: 'hello' };
const hello = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'hello', labels },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [
        { name: 'hello', image: IMAGE, imagePullPolicy: 'IfNotPresent', args: ['server'], securityContext: restricted },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'hello' },
    spec: { selector: labels, ports: [{ port: 8888 }] },
  },
];

/** Jobs and agents that are there, by name. */
const left = async (): Promise<string[]> =>
  (await inNamespace('get', 'jobs,pods', '-l', 'app.kubernetes.io/name=nlb-agent', '-o', 'name'))
    .split('\n')
    .filter((line) => line !== '');

function fleetOf(agents: number, changes: Partial<JobPoolConfig> = {}) {
  const pool = createJobPool({ kubeConfig: loadKubeConfig(), namespace, image: IMAGE, clock, log, ...changes });
  return createAgentFleet({ pool, agents, address: null, clock, log });
}

function runOf(id: string, signal = new AbortController().signal) {
  return { id, longest_ms: 10 * MINUTE, signal };
}

describe.skipIf(!HAS_CLUSTER)('clients in a Job', { timeout: 2 * MINUTE }, () => {
  const spec = { address, clients: 8, interval_ms: 500, seed: 1 };
  const everyClient = Array.from({ length: spec.clients }, (_, client) => client);

  beforeAll(async () => {
    await kubectl(['create', 'namespace', namespace]);
    await kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted']);
    await kubectl(
      ['-n', namespace, 'apply', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: hello }),
    );
    await inNamespace('wait', '--for=condition=Ready', 'pod/hello', '--timeout=60s');
  }, 2 * MINUTE);
  afterAll(async () => {
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  it('speak from Pods on every node where Pod security is `restricted`, and leave nothing', async () => {
    const events = createEventLog();
    const fleet = await fleetOf(3).start(spec, events.push, runOf('r-1'));
    const pods = JSON.parse(await inNamespace('get', 'pods', '-l', 'nlb-bot/run=r-1', '-o', 'json')) as {
      items: (Manifest & { spec: { nodeName: string } })[];
    };
    expect(pods.items).toHaveLength(3);
    expect(new Set(pods.items.map((pod) => pod.spec.nodeName)).size).toBeGreaterThan(1);
    await events.until(() => everyClient.every((client) => events.rpcs(client).length >= 3));
    expect(fleet.sockets()).toBe(8);
    expect(new Set(events.rpcs().map(({ code }) => code))).toEqual(new Set(['OK']));
    await fleet.stop();
    expect(fleet.gates().filter(({ ok }) => !ok)).toEqual([]);
    expect(new Set(events.of('disconnect').map(({ client }) => client)).size).toBe(8);
    await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual([]);
  });

  it('are started anew for the same run while those before are still ending', async () => {
    for (let time = 0; time < 2; time += 1) {
      const events = createEventLog();
      const fleet = await fleetOf(2).start(spec, events.push, runOf('r-0'));
      await events.until(() => everyClient.every((client) => events.rpcs(client).length >= 1));
      await fleet.stop();
      expect(fleet.gates().filter(({ ok }) => !ok)).toEqual([]);
    }
    await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual([]);
  });

  it('are counted as missing, with the Pod, when their Pod is deleted', async () => {
    const events = createEventLog();
    const fleet = await fleetOf(2).start(spec, events.push, runOf('r-2'));
    await events.until(() => everyClient.every((client) => events.rpcs(client).length >= 1));
    const pod = (
      await inNamespace('get', 'pods', '-l', 'batch.kubernetes.io/job-completion-index=1', '-o', 'name')
    ).trim();
    await inNamespace('delete', pod, '--wait=false');
    await expect.poll(fleet.sockets, { timeout: 20_000 }).toBe(4);
    await fleet.stop();
    expect(fleet.gates()[0]).toMatchObject({ name: 'run agents reporting', ok: false, limit: 2 });
    expect(fleet.gates()[0]?.value).toMatch(
      new RegExp(`^1 of 2 \\(not Pod ${pod.replace('pod/', '')} on node-\\d: its Pod was deleted\\)$`),
    );
    await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual([]);
  });

  it('end by themselves within a minute when their worker is killed', async () => {
    const file = join(import.meta.dirname, 'fleet-process.ts');
    const worker = spawn(process.execPath, [file, namespace, IMAGE, address, 'r-3'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(worker.stdout, 'data');
    expect(await left()).toHaveLength(3);
    worker.kill('SIGKILL');
    await expect.poll(left, { timeout: MINUTE, interval: 500 }).toEqual([]);
  });

  it('of a killed worker are removed by the next one', async () => {
    const pool = createJobPool({ kubeConfig: loadKubeConfig(), namespace, image: IMAGE, clock, log });
    await pool.open({ run: 'r-4', agents: 1, clients_each: 1, longest_ms: MINUTE }, new AbortController().signal);
    await fleetOf(1).discard('r-4');
    await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual([]);
    await pool.close('r-4');
  });

  it('that get no image are reported with the reason, and leave nothing', async () => {
    const start = fleetOf(2, { image: 'localhost/nlb-bot:none' }).start(spec, () => undefined, runOf('r-5'));
    await expect(start).rejects.toMatchObject({
      code: 'clients_not_ready',
      message: expect.stringMatching(
        /^Only 0 of 2 agents of Job nlb-clients-r-5 in namespace \S+ started: Pod \S+ does not get its image \(ErrImagePull\): .*; nothing was changed\.$/,
      ),
    });
    await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual([]);
  });

  it('of an image without the role are reported with its last words', async () => {
    const pool = { image: 'envoyproxy/envoy:distroless-v1.40.0' };
    await expect(fleetOf(1, pool).start(spec, () => undefined, runOf('r-6'))).rejects.toMatchObject({
      code: 'clients_not_ready',
      message: expect.stringMatching(
        /^Only 0 of 1 agents .* started: Pod \S+: its Pod failed \(Error, exit code \d+: .+\); nothing/,
      ),
    });
  });

  it('that find no node are reported as Pending with the reason', async () => {
    await inNamespace('create', 'quota', 'no-room', '--hard=requests.cpu=0');
    const refused = fleetOf(1).start(spec, () => undefined, runOf('r-7'));
    await expect(refused).rejects.toThrow(/agents of Job nlb-clients-r-7 .* started: .*exceeded quota: no-room/);
    await inNamespace('delete', 'quota', 'no-room');
    // More memory than any node has.
    const pool = createJobPool({ kubeConfig: loadKubeConfig(), namespace, image: IMAGE, readyMs: 4000, clock, log });
    const order = { run: 'r-8', agents: 1, clients_each: 10_000_000, longest_ms: MINUTE };
    await expect(pool.open(order, new AbortController().signal)).rejects.toThrow(
      /Pod \S+ is not scheduled \(Unschedulable\): .*Insufficient memory.*\(not within 4 s\); nothing was changed\.$/,
    );
    await pool.close('r-8');
    await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual([]);
  });

  it('are given up with their run', async () => {
    const abort = new AbortController();
    const start = fleetOf(1, { image: 'localhost/nlb-bot:none' }).start(
      spec,
      () => undefined,
      runOf('r-9', abort.signal),
    );
    setTimeout(() => abort.abort(new Error('cancelled')), 100);
    await expect(start).rejects.toThrow('cancelled');
    await expect.poll(left, { timeout: 20_000, interval: 500 }).toEqual([]);
  });

  it('need exactly the rights that are named, and say which is missing', async () => {
    const rules = neededRules({
      namespace,
      deployment: 'envoy',
      service: 'envoy',
      statsService: null,
      fleet: namespace,
    }).slice(-7);
    const grant = (without: string): Promise<string> => {
      const given = rules.filter(({ verb, resource }) => `${verb} ${resource}` !== without);
      const role = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'fleet' },
        rules: given.map(({ verb, group, resource }) => ({ apiGroups: [group], resources: [resource], verbs: [verb] })),
      };
      return kubectl(['-n', namespace, 'apply', '-f', '-'], JSON.stringify(role));
    };
    await grant('get pods/portforward');
    await inNamespace('create', 'serviceaccount', 'fleet');
    await inNamespace('create', 'rolebinding', 'fleet', '--role=fleet', `--serviceaccount=${namespace}:fleet`);
    const token = (await inNamespace('create', 'token', 'fleet')).trim();
    const cluster = loadKubeConfig().getCurrentCluster();
    if (cluster === null) throw new Error('no cluster');
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(cluster, { name: 'fleet', token });
    const start = (run: string) => fleetOf(1, { kubeConfig }).start(spec, () => undefined, runOf(run));
    await expect(start('r-10')).rejects.toMatchObject({
      code: 'clients_not_ready',
      message: expect.stringMatching(
        /:fleet may not get pods\/portforward \(403\): .*resources: \["pods\/portforward"\]/,
      ),
    });
    await grant('create jobs');
    await expect
      .poll(() => start('r-11').catch((cause: Error) => cause.message))
      .toMatch(/may not create jobs of batch/);
    await grant('');
    await expect
      .poll(() => inNamespace('auth', 'can-i', 'create', 'jobs', `--as=system:serviceaccount:${namespace}:fleet`))
      .toContain('yes');
    const fleet = await start('r-12');
    await fleet.stop();
    expect(fleet.gates().filter(({ ok }) => !ok)).toEqual([]);
  });
});
