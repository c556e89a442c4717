import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { agentJob } from '../../src/adapters/kubernetes/agent-job.ts';
import {
  asList,
  forTest,
  hasCluster,
  kubectl,
  type Manifest,
  one,
  type PodSpec,
  podSpecOf,
  read,
  render,
} from './kubectl.ts';

const namespace = `m-access-${process.pid}`;
const ACCESS = [
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

/** The bot's rights, for the test's namespace alone; policies are the whole cluster's and get names of their own. */
async function accessObjects(): Promise<Manifest[]> {
  const groups = (await render('overlays/eks-access')).filter(({ metadata }) => metadata.name.endsWith('-group'));
  const objects = [...(await render('overlays/bot-fleet-job')), ...groups].filter(({ kind }) => ACCESS.includes(kind));
  const text = JSON.stringify(objects)
    .replaceAll('"namespace":"nlb-bot"', `"namespace":"${namespace}"`)
    .replaceAll(/"namespace":"(default|nlb-clients|kube-system)"/g, `"namespace":"${namespace}"`)
    .replaceAll('serviceaccount:nlb-bot:', `serviceaccount:${namespace}:`)
    .replaceAll(/"nlb-worker-(deployments|config-maps|services|jobs)"/g, `"${namespace}-$1"`);
  return JSON.parse(text) as Manifest[];
}

const TARGET_TYPE = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

function annotated(metadata: Manifest['metadata'], name: string): unknown {
  return Object.assign(metadata, { annotations: { ...metadata.annotations, [name]: 'ip' } });
}

const ORDER = { run: 'r-1', agents: 1, clients_each: 1, longest_ms: 60_000 };

interface JobPods {
  containers: object[];
}

const as = (account: string): string[] => ['-n', namespace, `--as=system:serviceaccount:${namespace}:${account}`];
const may = (account: string, ...action: string[]): Promise<string> =>
  kubectl([...as(account), 'auth', 'can-i', ...action]).then(
    () => 'yes',
    () => 'no',
  );

describe.skipIf(!hasCluster)('the rights of bot and worker', () => {
  let access: Manifest[] = [];
  let envoy: Manifest;

  /** Tries an update of the Deployment as the worker, without carrying it out. */
  const update = (
    change: (pods: PodSpec, object: Manifest) => void,
    who: readonly string[] = as('nlb-worker'),
  ): Promise<string> => {
    const changed = structuredClone(envoy);
    delete changed.metadata.resourceVersion;
    change(podSpecOf(changed), changed);
    return kubectl([...who, 'replace', '--dry-run=server', '-f', '-'], JSON.stringify(changed));
  };

  beforeAll(async () => {
    access = await accessObjects();
    await kubectl(['create', 'namespace', namespace]);
    const base = await render('base');
    const target = forTest([one(base, 'Deployment', 'envoy'), one(base, 'Service', 'envoy')]);
    await kubectl(['-n', namespace, 'apply', '-f', '-'], asList([...access, ...target]));
    envoy = await read('deployment', 'envoy', '-n', namespace);
    // A policy holds a moment after it was made.
    const other = (pods: PodSpec): unknown => Object.assign(pods.containers[0] ?? {}, { image: 'other' });
    await vi.waitFor(() => expect(update(other)).rejects.toThrow(/nothing of a container/), {
      timeout: 20_000,
      interval: 500,
    });
  }, 60_000);

  afterAll(async () => {
    const policies = access.filter((object) => object.kind.startsWith('ValidatingAdmissionPolicy'));
    await kubectl(['delete', '--ignore-not-found', '-f', '-'], asList(policies));
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
  });

  it('let the worker restart, scale and give Envoy another configuration', async () => {
    const replaced = await update((pods, object) => {
      object.spec.replicas = 1;
      if (object.spec.template !== undefined) object.spec.template.metadata.annotations = { restartedAt: 'now' };
      pods.volumes = [{ name: 'config', configMap: { name: 'envoy-config-of-a-run' } }];
    });
    expect(replaced).toContain('replaced');
  });

  it('let a worker outside, whom AWS vouches for as a member of the group, do and leave the same', async () => {
    const outside = ['-n', namespace, '--as=nlb', '--as-group=nlb-bot', '--as-group=system:authenticated'];
    const scale = (_pods: PodSpec, object: Manifest): void => {
      object.spec.replicas = 1;
    };
    expect(await update(scale, outside)).toContain('replaced');
    const other = (pods: PodSpec): unknown => Object.assign(pods.containers[0] ?? {}, { image: 'other' });
    await expect(update(other, outside)).rejects.toThrow(/nothing of a container/);
    await expect(
      update(
        scale,
        outside.filter((word) => !word.includes('nlb-bot')),
      ),
    ).rejects.toThrow(/cannot update|forbidden/i);
  });

  it.each<[string, (pods: PodSpec) => void]>([
    [
      'SIGTERM alone',
      (pods) => [...pods.containers, ...(pods.initContainers ?? [])].map((one) => delete one.lifecycle),
    ],
    [
      'a sleep',
      (pods) => Object.assign(pods.containers[0] ?? {}, { lifecycle: { preStop: { sleep: { seconds: 5 } } } }),
    ],
    ['a failed health check', (pods) => pods.initContainers?.[0]?.args?.push('--how', 'healthcheck-fail')],
    [
      'a probe of the traffic port',
      (pods) => Object.assign(pods.containers[0] ?? {}, { readinessProbe: { tcpSocket: { port: 8080 } } }),
    ],
  ])('let the worker end, or find Ready, the Pods by %s', async (_what, change) => {
    expect(await update((pods) => change(pods))).toContain('replaced');
  });

  it.each<[string, (pods: PodSpec) => void, RegExp]>([
    ['another image', (pods) => Object.assign(pods.containers[0] ?? {}, { image: 'other' }), /nothing of a container/],
    [
      'a hook that runs another program',
      (pods) => Object.assign(pods.containers[0] ?? {}, { lifecycle: { preStop: { exec: { command: ['/bye'] } } } }),
      /preStop hook/,
    ],
    [
      'a sidecar that asks another address',
      (pods) => Object.assign(pods.initContainers?.[0] ?? {}, { args: ['drain', '--admin', 'http://10.0.0.1'] }),
      /init container/,
    ],
    [
      'a probe that runs a program',
      (pods) => Object.assign(pods.containers[0] ?? {}, { readinessProbe: { exec: { command: ['/bye'] } } }),
      /readiness probe/,
    ],
    ['another account', (pods) => Object.assign(pods, { serviceAccountName: 'nlb-worker' }), /no identity/],
    ["the node's network", (pods) => Object.assign(pods, { hostNetwork: true }), /no privilege/],
    ['a Secret', (pods) => pods.volumes?.push({ name: 's', secret: { secretName: 's' } }), /no volume but a ConfigMap/],
  ])('keep the worker from giving Envoy %s', async (_what, change, message) => {
    await expect(update(change)).rejects.toThrow(message);
  });

  it("let the worker read kube-proxy's configuration by its name, and the bot not", async () => {
    const [role] = access.filter(({ kind, metadata }) => kind === 'Role' && metadata.name === 'nlb-proxy-mode');
    expect((role as Manifest & { rules: unknown }).rules).toEqual([
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['kube-proxy', 'kube-proxy-config'],
        verbs: ['get'],
      },
    ]);
    const [binding] = access.filter(
      ({ kind, metadata }) => kind === 'RoleBinding' && metadata.name === 'nlb-proxy-mode',
    );
    expect((binding as Manifest & { subjects: unknown[] }).subjects).toEqual([
      { kind: 'ServiceAccount', name: 'nlb-worker', namespace },
    ]);
  });

  it('let the worker delete ConfigMaps of its own and no others', async () => {
    const create = ['-n', namespace, 'create', 'configmap'];
    await Promise.all([kubectl([...create, 'owned']), kubectl([...create, 'foreign'])]);
    await kubectl(['-n', namespace, 'label', 'configmap', 'owned', 'app.kubernetes.io/managed-by=nlb-bot']);
    await expect(kubectl([...as('nlb-worker'), 'delete', 'configmap', 'owned'])).resolves.toContain('deleted');
    await expect(kubectl([...as('nlb-worker'), 'delete', 'configmap', 'foreign'])).rejects.toThrow(/that it has made/);
  });

  it('let the worker make the Job of its clients, and delete it', async () => {
    const made = await kubectl(
      [...as('nlb-worker'), 'create', '-f', '-'],
      JSON.stringify(agentJob(ORDER, 'nlb-bot:dev')),
    );
    expect(made).toContain('created');
    await expect(kubectl([...as('nlb-worker'), 'delete', 'job', 'nlb-clients-r-1'])).resolves.toContain('deleted');
    await kubectl([
      '-n',
      namespace,
      'create',
      'job',
      'foreign',
      '--image=nlb-bot:dev',
      '--dry-run=client',
      '-o',
      'json',
    ]).then((job) => kubectl(['-n', namespace, 'create', '-f', '-'], job));
    await expect(kubectl([...as('nlb-worker'), 'delete', 'job', 'foreign'])).rejects.toThrow(/only Jobs of its own/);
  });

  it.each<[string, (pods: JobPods) => void, RegExp]>([
    ['a token', (pods) => Object.assign(pods, { automountServiceAccountToken: true }), /no token/],
    ['a Secret', (pods) => Object.assign(pods, { volumes: [{ name: 's', secret: { secretName: 's' } }] }), /no volume/],
    ['another program', (pods) => Object.assign(pods.containers[0] ?? {}, { args: ['nlb'] }), /role agent/],
    ['a command', (pods) => Object.assign(pods.containers[0] ?? {}, { command: ['sh'] }), /role agent/],
    ['a second container', (pods) => pods.containers.push({ name: 'b', image: 'b' }), /role agent/],
  ])('keep the worker from making a Job with %s', async (_what, change, message) => {
    const job = structuredClone(agentJob(ORDER, 'nlb-bot:dev')) as { spec: { template: { spec: JobPods } } };
    change(job.spec.template.spec);
    const create = kubectl([...as('nlb-worker'), 'create', '--dry-run=server', '-f', '-'], JSON.stringify(job));
    await expect(create).rejects.toThrow(message);
  });

  it.each<[string, (service: Manifest) => unknown, RegExp]>([
    ['its policy', ({ spec }) => Object.assign(spec, { externalTrafficPolicy: 'Local' }), /"kind":"Service"/],
    ["the type of an NLB's targets", ({ metadata }) => annotated(metadata, TARGET_TYPE), /"kind":"Service"/],
    ['its selector', ({ spec }) => Object.assign(spec, { selector: { app: 'other' } }), /externalTrafficPolicy alone/],
    ['addresses of others', ({ spec }) => Object.assign(spec, { externalIPs: ['192.0.2.1'] }), /Policy alone/],
    ['another annotation', ({ metadata }) => annotated(metadata, 'example.com/a'), /no annotation of a Service but/],
  ])("keep the worker's changes of a Service to policy and target type: %s", async (_what, change, message) => {
    const service = await read('service', 'envoy', '-n', namespace);
    change(service);
    // kubectl's own replace writes an annotation of kubectl's too.
    const path = `/api/v1/namespaces/${namespace}/services/envoy?dryRun=All`;
    const replace = kubectl([...as('nlb-worker'), 'replace', '--raw', path, '-f', '-'], JSON.stringify(service));
    await expect(replace.catch((cause: unknown) => String(cause))).resolves.toMatch(message);
  });

  it.each([
    ['nlb-worker', 'yes', ['update', 'services/envoy']],
    ['nlb-worker', 'no', ['update', 'services/other']],
    ['nlb-bot', 'no', ['update', 'services/envoy']],
    ['nlb-worker', 'no', ['create', 'pods', '--subresource=attach']],
    ['nlb-bot', 'no', ['create', 'jobs']],
    ['nlb-worker', 'yes', ['update', 'deployments/envoy']],
    ['nlb-worker', 'no', ['update', 'deployments/other']],
    ['nlb-worker', 'no', ['delete', 'deployments/envoy']],
    ['nlb-worker', 'no', ['create', 'pods']],
    ['nlb-worker', 'no', ['create', 'pods', '--subresource=exec']],
    ['nlb-worker', 'no', ['get', 'secrets']],
    ['nlb-worker', 'yes', ['update', 'leases/nlb-bot-envoy']],
    ['nlb-worker', 'no', ['update', 'leases/other']],
    ['nlb-bot', 'yes', ['get', 'deployments/envoy']],
    ['nlb-bot', 'no', ['update', 'deployments/envoy']],
    ['nlb-bot', 'no', ['create', 'configmaps']],
  ])('answer %s with %s to %j', async (account, answer, action) => {
    expect(await may(account, ...action)).toBe(answer);
  });
});
