import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Control, createControl, type Message } from '../e2e/control.ts';
import { freePort } from '../e2e/host.ts';
import { partOf, pngSize, recordOf } from '../e2e/read-thread.ts';
import { followStory, type Story } from '../e2e/story.ts';
import { until } from '../e2e/until.ts';
import { asList, hasCluster, kubectl, list, type Manifest, podSpecOf, read } from '../manifests/kubectl.ts';
import { hasAuditLog, requestsOf } from './audit-log.ts';
import { botObjects, folderPod, type Place, targetObjects, volumeFor } from './bot-manifests.ts';
import { portForward } from './port-forward.ts';

const place: Place = {
  bot: `c-bot-${process.pid}`,
  target: `c-target-${process.pid}`,
  ports: { clients: 18_091, stats: 19_091, page: 0 },
  image: process.env.NLB_TEST_IMAGE ?? 'nlb-bot:dev',
};
const FOLDER = `/var/tmp/nlb/${place.bot}`;
const RUN = '/nlb run max-connection-duration restart=burst interval=500ms value=1s';
const PODS_TIMEOUT = '--timeout=120s';
const RUN_MS = 150_000;

const inBot = (...args: string[]): Promise<string> => kubectl(['-n', place.bot, ...args]);
const inTarget = (...args: string[]): Promise<string> => kubectl(['-n', place.target, ...args]);

async function onNode(name: string, node: string, ...args: string[]): Promise<void> {
  const pod = folderPod(place, name, node, FOLDER, args);
  await kubectl(['-n', place.target, 'apply', '-f', '-'], JSON.stringify(pod));
  await inTarget('wait', `pod/${name}`, '--for=jsonpath={.status.phase}=Succeeded', '--timeout=60s');
}

/** What a run may not leave changed at the target. */
async function stateOfTarget(): Promise<object> {
  const { metadata, spec } = await read('deployment', 'envoy', '-n', place.target);
  const { 'deployment.kubernetes.io/revision': _, ...annotations } = metadata.annotations ?? {};
  const names = async (kind: string): Promise<string[]> =>
    (await list(kind, '-n', place.target)).map((object) => object.metadata.name).sort();
  const [configMaps, replicaSets] = await Promise.all([names('configmaps'), names('replicasets')]);
  return { spec, labels: metadata.labels, annotations, configMaps, replicaSets };
}

/** The ConfigMap that Envoy's Pods are to get. */
async function mountedConfig(): Promise<string | undefined> {
  const { volumes } = podSpecOf(await read('deployment', 'envoy', '-n', place.target));
  return volumes?.find(({ configMap }) => configMap !== undefined)?.configMap?.name;
}

/** Asks the API server with the worker's own token. */
async function asWorker(...args: string[]): Promise<string> {
  const token = (await inBot('create', 'token', 'nlb-worker')).trim();
  return kubectl(['-n', place.target, `--token=${token}`, ...args]);
}

const logs = (deployment: string): Promise<string> => inBot('logs', `deployment/${deployment}`, '--prefix');

describe.skipIf(!hasCluster)('bot and worker in the cluster', () => {
  let control: Control;
  let story: Story;
  let forward: { close(): void } | undefined;
  let objects: Manifest[] = [];
  let node = '';
  let before: object;

  beforeAll(async () => {
    place.ports.page = await freePort();
    node = (await list('nodes'))[0]?.metadata.name ?? '';
    objects = await botObjects(place);
    await kubectl(['create', 'namespace', place.target]);
    await onNode('make-folder', node, 'mkdir', '-p');
    await kubectl(['-n', place.target, 'apply', '-f', '-'], asList(await targetObjects(place)));
    await kubectl(['apply', '-f', '-'], JSON.stringify(volumeFor(place, node, FOLDER)));
    await kubectl(['apply', '-f', '-'], asList(objects.filter(({ kind }) => kind === 'Namespace')));
    await kubectl(['apply', '-f', '-'], asList(objects));
    for (const one of ['deployment/server', 'deployment/envoy']) await inTarget('rollout', 'status', one, PODS_TIMEOUT);
    for (const one of ['statefulset/valkey', 'deployment/nlb-bot', 'deployment/nlb-worker']) {
      await inBot('rollout', 'status', one, PODS_TIMEOUT);
    }
    forward = await portForward(place.bot, 'deployment/nlb-bot', place.ports.page);
    const base = `http://127.0.0.1:${place.ports.page}`;
    control = createControl(base);
    await until('a healthy bot', () => control.isHealthy(), 20_000);
    story = await followStory(base, control);
    before = await stateOfTarget();
  }, 400_000);

  /** The target is of class staging: whoever asks sees the plan, and somebody confirms it. */
  async function runApproved(): Promise<Message> {
    const root = await story.run(RUN);
    const { run, state } = root.metadata?.event_payload ?? {};
    expect(state).toBe('awaiting_approval');
    expect((await control.type(`/nlb approve ${run}`)).response).toBeNull();
    return root;
  }

  afterAll(async () => {
    story?.close();
    forward?.close();
    await kubectl(['delete', 'namespace', place.bot, '--ignore-not-found', '--timeout=120s']);
    await onNode('remove-folder', node, 'rm', '-rf');
    const wide = objects.filter(({ metadata }) => metadata.namespace === undefined);
    await kubectl(['delete', '--ignore-not-found', '-f', '-'], asList(wide));
    await kubectl(['delete', 'persistentvolume', place.bot, '--ignore-not-found']);
    await kubectl(['delete', 'namespace', place.target, '--wait=false']);
  }, 200_000);

  it('runs as nobody in particular, and can write nowhere but in its own folders', async () => {
    for (const name of ['deployment/nlb-bot', 'deployment/nlb-worker', 'statefulset/valkey']) {
      const [container] = podSpecOf(await read(name, '-n', place.bot)).containers;
      expect(container?.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
      expect((await inBot('exec', name, '--', 'id', '-u')).trim()).toBe('65532');
      await expect(inBot('exec', name, '--', 'touch', '/app/x')).rejects.toThrow(/Read-only file system/);
    }
  });

  it(
    'carries out a run that was typed into the page, tells it with charts, and puts the target back',
    async () => {
      const root = await runApproved();
      await story.untilState(root, 'done', RUN_MS);
      const record = await until('the record', () => recordOf(control, root), 20_000);
      expect(record).toMatchObject({
        state: 'done',
        target: { name: 'kubernetes', kind: 'kubernetes', class: 'staging' },
        restore: { state: 'RESTORED' },
        verdict: { judged_arm: 'treatment', k: 3 },
      });
      expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
      expect(Object.values(record.arms[0]?.held ?? {}).sort()).toEqual([0, 0, 20]);
      expect(Object.values(record.arms[1]?.picks ?? {}).every((picks) => picks > 0)).toBe(true);
      const replies = await control.replies(root);
      const charts = replies.filter((reply) => partOf(reply) === 'chart').flatMap(({ files }) => files);
      expect(charts).toHaveLength(2);
      for (const { url } of charts) expect(pngSize(await control.download(url)).width).toBeGreaterThan(600);
      expect(await stateOfTarget()).toEqual(before);
      const numbers = `/api/v1/namespaces/${place.bot}/services/nlb-bot-metrics:metrics/proxy/metrics`;
      const found = `{target="kubernetes",scenario="max-connection-duration",verdict="${record.verdict?.name}"} 1`;
      expect(await kubectl(['get', '--raw', numbers])).toContain(`nlb_last_run_verdict${found}\n`);
    },
    RUN_MS + 60_000,
  );

  it(
    'puts the target back after its worker was killed in mid-run, by the next worker',
    async () => {
      const root = await runApproved();
      const found = await mountedConfig();
      await until('another configuration', async () => (await mountedConfig()) !== found, RUN_MS);
      await inBot('delete', 'pod', '-l', 'app.kubernetes.io/name=nlb-worker', '--grace-period=0', '--force');
      const ended = await story.untilState(root, 'interrupted', RUN_MS);
      expect(ended.text).toMatch(/interrupted/i);
      // It is the next worker that says `recover`: the killed one had no time to put anything back.
      expect(await recordOf(control, root)).toMatchObject({
        state: 'interrupted',
        failure: { phase: 'recover' },
        restore: { state: 'RESTORED' },
      });
      expect(await stateOfTarget()).toEqual(before);
      const [lease, ...others] = await list('leases', '-n', place.target);
      expect(others).toEqual([]);
      expect(lease?.spec).toMatchObject({ holderIdentity: '' });
    },
    2 * RUN_MS + 60_000,
  );

  it.skipIf(!hasAuditLog)('has asked for nothing that its Roles do not give', async () => {
    const requests = await requestsOf(place.bot);
    expect(requests.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['nlb-worker update deployments 200', 'nlb-bot get deployments 200']),
    );
    expect(requests.filter(({ allowed }) => !allowed)).toEqual([]);
    for (const name of ['nlb-bot', 'nlb-worker']) expect(await logs(name)).not.toMatch(/forbidden|HTTP 40[13]/i);
  });

  it.each<[string, string[]]>([
    ['delete the Deployment', ['delete', 'deployment', 'envoy']],
    ['read Secrets', ['get', 'secrets']],
    ['make a Pod', ['run', 'other', '--image=other']],
    ['scale by the subresource', ['scale', 'deployment', 'server', '--replicas=0']],
  ])("may not %s with the worker's token", async (_what, action) => {
    await expect(asWorker(...action)).rejects.toThrow(/Forbidden|forbidden/);
  });

  it("may not run a program in a Pod with the worker's token", async () => {
    const [pod] = await list('pods', '-n', place.target, '-l', 'app.kubernetes.io/name=envoy');
    const exec = `/api/v1/namespaces/${place.target}/pods/${pod?.metadata.name}/exec?command=id&stdout=true`;
    await expect(asWorker('create', '--raw', exec, '-f', '/dev/null')).rejects.toThrow(/cannot create.*pods\/exec/);
  });
});
