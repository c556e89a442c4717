import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/record.ts';
import type { Message } from '../e2e/control.ts';
import { newFolder } from '../e2e/program.ts';
import { recordOf } from '../e2e/read-thread.ts';
import { until } from '../e2e/until.ts';
import { asList, hasCluster, kubectl, list, one } from '../manifests/kubectl.ts';
import { type ClusterInstance, type Profile, profileOf, QUICK, startClusterInstance } from './cluster-instance.ts';
import { type Footprint, footprintOf, leasesOf } from './footprint.ts';
import { freeze } from './freeze.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { makePending } from './pending.ts';
import { openShop, type Shop, untilRolledOut } from './shop.ts';
import { unfitObjects } from './unfit-objects.ts';

const MINUTE = 60_000;
const RUN = `/nlb run max-connection-duration value=1s ${QUICK}`;
const NOTES = { 'notes.txt': 'not: Envoys' };
/** Deployments of the shop that run. */
const RUNNING = ['envoy', 'crashing', 'full'];

/** What is wrong, as the person who asked for the run reads it. */
const FAULTS: [target: string, code: string, words: RegExp][] = [
  ['context', 'target_unfit', /no context "nowhere" \(it has .+\): correct context in the profile/],
  ['away', 'target_unreachable', /The API server https:\/\/127\.0\.0\.1:9 does not answer .*ECONNREFUSED/],
  ['signed-out', 'target_forbidden', /does not accept the credentials \(401\): sign in again/],
  ['stranger', 'target_forbidden', /:stranger may not get leases of coordination.* rule \{apiGroups: \["coordination/],
  ['denied', 'target_forbidden', /The API server forbids it \(422\): .* denied request: a freeze until Monday/],
  ['no-namespace', 'target_unfit', /has no .*namespaces\/nowhere.*: check namespace, deployment and service/],
  ['no-deployment', 'target_unfit', /has no .*deployments\/nothing: check namespace, deployment and service/],
  ['no-service', 'target_unfit', /has no .*services\/nothing: check namespace, deployment and service/],
  ['both', 'target_unfit', /Service `?both`? also leads to server-\S+, which is not of Deployment envoy/],
  ['pending', 'target_unfit', /Service pending is still pending: look at .*kubectl describe service pending/],
  ['servers', 'config_unreadable', /Deployment server mounts no ConfigMap, .*check that the Deployment is Envoy's/],
  ['notes', 'config_unreadable', /Key notes\.txt of ConfigMap envoy-config-\w+ is not Envoy's/],
  ['broken', 'config_unreadable', /Key envoy\.yaml of ConfigMap broken is no valid YAML/],
  ['secret', 'config_unreadable', /mounts Secrets only \(envoy-config\), which are never read: move/],
  ['arguments', 'config_unreadable', /is in its arguments \(--config-yaml\): move it to a ConfigMap/],
  [
    'crashing',
    'rollout_failed',
    /Pod crashing-\S+ crashes again and again: .*no\s+such\s+field:\s+'field_of_tomorrow'/,
  ],
  ['full', 'rollout_failed', /Pod full-\S+ is not scheduled \(Unschedulable\): 0\/\d+ nodes are available/],
];

describe.skipIf(!hasCluster)('what can be wrong with a target on a cluster', { timeout: 3 * MINUTE }, () => {
  const folder = newFolder();
  const told = new Map<string, { text: string; record: RunRecord }>();
  let shop: Shop;
  let instance: ClusterInstance;
  let thaw: () => Promise<void>;
  let before: Footprint[];

  const footprints = (): Promise<Footprint[]> =>
    Promise.all(RUNNING.map((deployment) => footprintOf(shop.namespace, deployment)));

  /** A profile for a service account of its own. */
  async function account(name: string): Promise<Profile> {
    await shop.kubectl(['create', 'serviceaccount', name]);
    const token = (await shop.kubectl(['create', 'token', name])).trim();
    return profileOf(shop, { kubeconfig: writeKubeconfig(folder, name, { token }) });
  }

  async function openTargets(): Promise<Record<string, Profile>> {
    const denied = await account('denied');
    thaw = await freeze(shop.namespace, 'denied');
    return {
      shop: profileOf(shop),
      context: profileOf(shop, { context: 'nowhere' }),
      away: profileOf(shop, { kubeconfig: writeKubeconfig(folder, 'away', { server: 'https://127.0.0.1:9' }) }),
      'signed-out': profileOf(shop, { kubeconfig: writeKubeconfig(folder, 'signed-out', { token: 'expired' }) }),
      stranger: await account('stranger'),
      denied,
      'no-namespace': profileOf({ ...shop, namespace: 'nowhere' }),
      'no-deployment': profileOf(shop, { deployment: 'nothing' }),
      'no-service': profileOf(shop, { service: 'nothing' }),
      both: profileOf(shop, { service: 'both' }),
      pending: profileOf(shop, { service: 'pending', port: shop.port + 1 }),
      servers: profileOf(shop, { deployment: 'server', service: 'server', port: 8888 }),
      notes: profileOf(shop, { config: { configmap: 'envoy-config', key: 'notes.txt' } }),
      broken: profileOf(shop, { deployment: 'broken' }),
      secret: profileOf(shop, { deployment: 'secret' }),
      arguments: profileOf(shop, { deployment: 'arguments' }),
      crashing: profileOf(shop, { deployment: 'crashing', service: 'crashing' }),
      full: profileOf(shop, { deployment: 'full', service: 'full' }),
    };
  }

  async function end(root: Message): Promise<{ text: string; record: RunRecord }> {
    const { text } = await instance.story.untilEnd(root, 2 * MINUTE);
    return { text, record: await recordOf(instance.control, root) };
  }

  beforeAll(async () => {
    shop = await openShop({
      change(objects) {
        Object.assign(objects.find(({ kind }) => kind === 'ConfigMap')?.data ?? {}, NOTES);
      },
    });
    const envoy = one(shop.objects, 'Deployment', 'envoy');
    const unfit = unfitObjects(shop.port, envoy, (await list('nodes')).length);
    await shop.kubectl(['apply', '-f', '-'], asList(unfit));
    await makePending(shop.namespace, 'pending');
    await untilRolledOut(shop.namespace);
    instance = await startClusterInstance(await openTargets());
    before = await footprints();
    // One target after the other is told to begin, and then they fail side by side.
    const roots = new Map<string, Message>();
    for (const [target] of FAULTS) roots.set(target, await instance.story.run(`${RUN} on=${target}`));
    await Promise.all([...roots].map(async ([target, root]) => told.set(target, await end(root))));
  }, 5 * MINUTE);
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.log(instance.log()));
  });
  afterAll(async () => {
    await instance?.discard();
    await thaw?.();
    await shop?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(FAULTS)('%s is told as %s', (target, code, words) => {
    const { text, record } = told.get(target) ?? { text: '', record: null };
    expect(text).toMatch(words);
    expect(record).toMatchObject({ state: 'failed', failure: { code } });
    expect(record?.restore.state).toBe(target === 'crashing' || target === 'full' ? 'RESTORED' : 'NOT_NEEDED');
  });

  it('leaves the cluster as it was, with one Lease without a holder for each Deployment that was asked for', async () => {
    const isFree = async (): Promise<boolean> =>
      Object.values(await leasesOf(shop.namespace)).every((holder) => holder === '');
    await until('the release of every target', isFree, MINUTE);
    expect(await footprints()).toEqual(before);
    const asked = ['envoy', 'server', 'broken', 'secret', 'arguments', 'crashing', 'full'];
    expect(Object.keys(await leasesOf(shop.namespace)).sort()).toEqual(asked.map((name) => `nlb-bot-${name}`).sort());
  });

  it('stops when somebody else scales in the middle of a run, and puts the rest back once that is taken back', async () => {
    const root = await instance.story.run(`${RUN} on=shop`);
    await instance.enters(root, 'observe control');
    await shop.kubectl(['scale', 'deployment/envoy', '--replicas=3']);
    const { text, record } = await end(root);
    expect(text).toContain('is not restored');
    expect(record).toMatchObject({ state: 'failed', restore: { state: 'FAILED' } });
    expect(record.restore.problem?.differs).toEqual(['Deployment envoy: spec.replicas: 2, now 3 (by kubectl scale)']);
    expect(await kubectl(['-n', shop.namespace, 'get', 'deployment', 'envoy', '-o', 'jsonpath={.spec.replicas}'])).toBe(
      '3',
    );

    await shop.kubectl(['scale', 'deployment/envoy', '--replicas=2']);
    const isBack = async (): Promise<boolean> => JSON.stringify(await footprints()) === JSON.stringify(before);
    await until('the pre-image', isBack, MINUTE);
  });
});
