import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEksAuth, type EksAuthOptions } from '../../src/adapters/eks/create-eks-auth.ts';
import type { AwsCredentials } from '../../src/adapters/eks/sts-token.ts';
import { leaseName } from '../../src/adapters/kubernetes/access-rule.ts';
import { followList } from '../../src/adapters/kubernetes/follow-list.ts';
import { createKubeClient, type KubeClient } from '../../src/adapters/kubernetes/kube-client.ts';
import type { KubePod } from '../../src/adapters/kubernetes/kube-objects.ts';
import { kubePaths } from '../../src/adapters/kubernetes/kube-paths.ts';
import { createLease } from '../../src/adapters/kubernetes/lease.ts';
import { createClock } from '../../src/adapters/system/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { distinct } from '../adapters/eks/aws-call.ts';
import { createSilentLog } from '../adapters/eks/silent-log.ts';
import { CALLS_OF_CALLER, CALLS_OF_ROLE, CLUSTER, REGION, ROLE_ARN } from './aws-calls.ts';
import { accessFor, type EksCluster, HAS_EKS, listOf, startEksCluster } from './eks-cluster.ts';

const GROUP = 'nlb-eks-e2e';
const SECONDS = 1000;
/** An API server keeps a token that was taken for 10 s more (BuiltInAuthenticationOptions, TokenSuccessCacheTTL). */
const REFUSED_BY = { interval: 250, timeout: 25 * SECONDS };
const stranger = { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'stranger/secret' };
const clock = createClock();

describe.skipIf(!HAS_EKS)('the way into an EKS cluster', () => {
  const namespace = `eks-${randomBytes(3).toString('hex')}`;
  const pods = { path: kubePaths(namespace).pods };
  let eks: EksCluster;
  /** Reviews before this test's own. */
  let earlier = 0;
  /** Another key for each test, since tokens of one key and one second are the same and the API server keeps them. */
  let member: AwsCredentials;

  beforeAll(async () => {
    eks = await startEksCluster(GROUP);
    eks.principals[stranger.accessKeyId] = { secretAccessKey: stranger.secretAccessKey, user: null };
    await eks.admin(['create', 'namespace', namespace]);
    await eks.admin(['apply', '-f', '-'], listOf(accessFor(GROUP, namespace)));
  }, 120_000);
  afterAll(async () => {
    await eks?.admin(['delete', 'clusterrole,clusterrolebinding', `${GROUP}-${namespace}`, '--ignore-not-found']);
    await eks?.admin(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
    await eks?.close();
  });
  beforeEach(() => {
    member = { accessKeyId: `AKIAMEMBER${randomBytes(3).toString('hex')}`, secretAccessKey: 'member/secret' };
    const user = { username: 'nlb-bot', groups: [GROUP] };
    eks.principals[member.accessKeyId] = { secretAccessKey: member.secretAccessKey, user };
    Object.assign(eks.settings, { maxAgeS: 900, user });
    earlier = eks.reviewed().length;
  });

  /** The bot's own client, with its credentials as a profile of kind `eks` wires them. */
  async function connect(options: Partial<EksAuthOptions> = {}): Promise<KubeClient> {
    const where = { cluster: CLUSTER, region: REGION, endpoint: eks.awsUrl, namespace };
    const log = createSilentLog();
    const auth = await createEksAuth({ ...where, credentials: async () => member, clock, log, ...options });
    return createKubeClient({ kubeConfig: auth.kubeConfig, credentials: auth, clock, log });
  }

  const reviewed = () => eks.reviewed().slice(earlier);
  const tokens = () => new Set(reviewed().map(({ hash }) => hash)).size;
  const refusals = () => reviewed().flatMap(({ refused }) => refused ?? []);

  it('is found by the name of the cluster, and ends where the access entry ends', async () => {
    const client = await connect();
    await expect(client.json(pods)).resolves.toMatchObject({ kind: 'PodList' });
    expect(refusals()).toEqual([]);
    await expect(client.json({ path: kubePaths('kube-system').pods })).rejects.toMatchObject({
      code: 'target_forbidden',
      message: expect.stringMatching(/^nlb-bot may not list pods \(403\): bind to it a Role in namespace kube-system/),
    });
  });

  it('is open to a role that is assumed, by its session token', async () => {
    await (await connect({ roleArn: ROLE_ARN })).json(pods);
    expect(refusals()).toEqual([]);
  });

  it('is never refused where tokens are replaced in time, whatever their number', async () => {
    eks.settings.maxAgeS = 5;
    const client = await connect({ tokenTtlMs: 2 * SECONDS });
    const until = clock.monotonicMs() + 12 * SECONDS;
    while (clock.monotonicMs() < until) {
      await client.json(pods);
      await clock.sleep(200);
    }
    expect(tokens()).toBeGreaterThanOrEqual(5);
    expect(refusals()).toEqual([]);
  });

  it('costs one more request where a token runs out early, and a lease is renewed all the same', async () => {
    eks.settings.maxAgeS = 3;
    const client = await connect();
    // As a former run has left it: none is made where the Deployment is not there.
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: leaseName('envoy') },
      spec: {},
    };
    await eks.admin(['-n', namespace, 'apply', '-f', '-'], JSON.stringify(lease));
    const cluster = { client, paths: kubePaths(namespace), namespace, deployment: 'envoy', service: 'envoy' };
    const { hold } = createLease(cluster);
    const fence = await hold('run-1', 10 * SECONDS);
    await expect
      .poll(() => hold('run-1', 10 * SECONDS).then((held) => [held, refusals().length]), REFUSED_BY)
      .toEqual([fence, 1]);
    expect(tokens()).toBe(2);
  });

  it('stays open to a watch whose token has run out, and the next watch takes a new token', async () => {
    eks.settings.maxAgeS = 3;
    const client = await connect();
    const over = new AbortController();
    const lost: Error[] = [];
    let seen: string[] = [];
    const onChange = (objects: ReadonlyMap<string, KubePod>): void => {
      seen = [...objects.values()].map(({ metadata }) => metadata.name);
    };
    const listener = { onChange, onLost: (error: Error) => lost.push(error) };
    await followList<KubePod>({ client, clock }, { ...pods, query: {} }, listener, over.signal);
    // Something else of the same worker is refused and gets the next token, long after the watch was opened.
    await expect.poll(() => client.json(pods).then(() => refusals().length), REFUSED_BY).toBe(1);
    await eks.admin(['-n', namespace, 'apply', '-f', '-'], JSON.stringify(waitingPod('late')));
    await expect.poll(() => seen).toEqual(['late']);
    over.abort(new Error('the test is over'));
    expect(lost).toEqual([]);
  });

  it('lets a watch in again that the API server has ended, although its token is refused by then', async () => {
    eks.settings.maxAgeS = 3;
    const client = await connect();
    const watch = { ...pods, query: { watch: 'true', timeoutSeconds: '1' }, signal: AbortSignal.timeout(60 * SECONDS) };
    const open = async (): Promise<number> => {
      const stream = await client.stream(watch);
      await once(stream.resume(), 'end');
      return refusals().length;
    };
    await expect.poll(open, { ...REFUSED_BY, timeout: 30 * SECONDS }).toBe(1);
    expect(tokens()).toBe(2);
  }, 45_000);

  it('bears a clock that is 40 s ahead, and is closed to one that is further', async () => {
    const ahead = (ms: number): Clock => ({
      ...clock,
      wallIso: () => new Date(Date.parse(clock.wallIso()) + ms).toISOString(),
    });
    await (await connect({ clock: ahead(40 * SECONDS) })).json(pods);
    const client = await connect({ clock: ahead(600 * SECONDS) });
    // moto does not look at the date; what STS says to it is told in access-refused.test.ts.
    await expect(client.json(pods)).rejects.toThrow();
    expect(refusals()).toEqual(Array(2).fill('the token is dated in the future'));
  });

  it.each([
    ['a user', undefined, 'arn:aws:sts::123456789012:user/moto'],
    ['a role', 'arn:aws:iam::123456789012:role/stranger', 'arn:aws:iam::123456789012:role/stranger'],
  ])(
    'is closed to %s without an access entry, who gets the commands that create one',
    async (_, roleArn, principal) => {
      eks.settings.user = null;
      const client = await connect({ credentials: async () => stranger, roleArn });
      await expect(client.json(pods)).rejects.toMatchObject({
        code: 'cluster_access',
        message: expect.stringContaining(
          `create-access-entry --region ${REGION} --cluster-name ${CLUSTER} --principal-arn ${principal}\``,
        ),
      });
      expect(refusals()).toEqual(Array(2).fill('the principal has no access entry'));
    },
  );

  it('asks AWS as a role for what the policy of that role is held to, and for nothing else', async () => {
    eks.settings.user = null;
    const before = eks.awsCalls.length;
    const client = await connect({ roleArn: ROLE_ARN });
    await expect(client.json(pods)).rejects.toMatchObject({ code: 'cluster_access' });
    expect(distinct(eks.awsCalls.slice(before))).toEqual(distinct([...CALLS_OF_CALLER, ...CALLS_OF_ROLE]));
  });
});

/** A Pod that no node takes, so that it starts nothing. */
function waitingPod(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { nodeSelector: { nowhere: 'true' }, containers: [{ name, image: 'none', imagePullPolicy: 'Never' }] },
  };
}
