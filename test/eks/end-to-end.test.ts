import { CoreV1Api, KubeConfig, RbacAuthorizationV1Api, Watch } from '@kubernetes/client-node';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEksAuth, type EksAuth, type EksAuthOptions } from '../../src/adapters/eks/create-eks-auth.ts';
import type { AwsCredentials } from '../../src/adapters/eks/sts-token.ts';
import { createClock } from '../../src/adapters/system/clock.ts';
import { type AwsStandIn, startAwsStandIn } from '../adapters/eks/aws-stand-in.ts';
import { createSilentLog } from '../adapters/eks/silent-log.ts';
import { createTokenWebhook, type Principal } from '../adapters/eks/token-webhook.ts';

/**
 * The way into an EKS cluster, against a real API server that asks an authenticator about every token.
 *
 * NLB_EKS_E2E is the path of an administrator's kubeconfig for a cluster whose API server has
 * `--authentication-token-webhook-config-file` with the URL of this machine at NLB_EKS_WEBHOOK_PORT (18443), over HTTP,
 * and a `--authentication-token-webhook-cache-ttl` of 1 s. The authenticator is this test itself.
 */
const kubeconfig = process.env.NLB_EKS_E2E ?? '';
const port = Number(process.env.NLB_EKS_WEBHOOK_PORT ?? 18443);
const enabled = kubeconfig !== '';

const GROUP = 'nlb-eks-e2e';
const SECONDS = 1000;
const admin = new KubeConfig();
const clock = createClock();
const stranger = { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'stranger/secret' };
const principals: Record<string, Principal> = {
  AKIASTRANGER: { secretAccessKey: 'stranger/secret', user: null },
};
const settings = { cluster: 'grpc-prod', maxAgeS: 900, now: Date.now, principals };
const webhook = createTokenWebhook(settings);
let listener: { close(): Promise<void> };
let aws: AwsStandIn;
let namespace: string;

beforeAll(async () => {
  if (!enabled) return;
  admin.loadFromFile(kubeconfig);
  const server = admin.getCurrentCluster();
  listener = await webhook.listen(port, '0.0.0.0');
  aws = await startAwsStandIn({
    cluster: {
      name: 'grpc-prod',
      status: 'ACTIVE',
      endpoint: server?.server,
      certificateAuthority: { data: server?.caData },
    },
    identity: 'arn:aws:sts::123456789012:assumed-role/nlb-bot/session',
  });
  const made = await admin
    .makeApiClient(CoreV1Api)
    .createNamespace({ body: { metadata: { generateName: 'nlb-eks-' } } });
  namespace = made.metadata?.name ?? '';
  const rbac = admin.makeApiClient(RbacAuthorizationV1Api);
  const rule = { apiGroups: [''], resources: ['pods', 'configmaps'], verbs: ['list', 'watch'] };
  await rbac.createNamespacedRole({ namespace, body: { metadata: { name: GROUP }, rules: [rule] } });
  await rbac.createNamespacedRoleBinding({
    namespace,
    body: {
      metadata: { name: GROUP },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: GROUP },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: GROUP }],
    },
  });
});
afterAll(async () => {
  if (!enabled) return;
  await admin.makeApiClient(CoreV1Api).deleteNamespace({ name: namespace });
  await Promise.all([listener.close(), aws.close()]);
});
/** Reviews before this test's own. */
let earlier = 0;
/** Another key for each test, since tokens of one key and one second are the same and the API server caches them. */
let member: AwsCredentials;
beforeEach(() => {
  member = { accessKeyId: `AKIAMEMBER${Object.keys(principals).length}`, secretAccessKey: 'member/secret' };
  principals[member.accessKeyId] = { secretAccessKey: 'member/secret', user: { username: 'nlb-bot', groups: [GROUP] } };
  settings.maxAgeS = 900;
  earlier = webhook.reviewed.length;
});

function connect(options: Partial<EksAuthOptions> = {}): Promise<EksAuth> {
  const where = { cluster: 'grpc-prod', region: 'us-west-1', endpoint: aws.url, namespace };
  return createEksAuth({ ...where, credentials: async () => member, clock, log: createSilentLog(), ...options });
}

function lister(auth: EksAuth): () => Promise<unknown> {
  const core = auth.kubeConfig.makeApiClient(CoreV1Api);
  return () => auth.withFreshToken(() => core.listNamespacedPod({ namespace }));
}

const reviewed = () => webhook.reviewed.slice(earlier);
const tokens = () => new Set(reviewed().map(({ hash }) => hash)).size;
const refusals = () => reviewed().filter(({ refused }) => refused !== null);

test.skipIf(!enabled)('the API server takes the token and knows the principal', async () => {
  const auth = await connect();
  await expect(lister(auth)()).resolves.toMatchObject({ kind: 'PodList' });
  expect(refusals()).toEqual([]);
  const elsewhere = auth.kubeConfig.makeApiClient(CoreV1Api).listNamespacedPod({ namespace: 'kube-system' });
  await expect(elsewhere).rejects.toMatchObject({ code: 403, body: expect.stringContaining('nlb-bot') });
});

test.skipIf(!enabled)('tokens replaced in time are never refused, whatever their number', async () => {
  settings.maxAgeS = 5;
  const list = lister(await connect({ tokenTtlMs: 2 * SECONDS }));
  const until = clock.monotonicMs() + 12 * SECONDS;
  while (clock.monotonicMs() < until) {
    await list();
    await clock.sleep(200);
  }
  expect(tokens()).toBeGreaterThanOrEqual(5);
  expect(refusals()).toEqual([]);
});

test.skipIf(!enabled)(
  'a token that runs out early costs a refused request, and the caller does not notice',
  async () => {
    settings.maxAgeS = 3;
    const list = lister(await connect());
    // An API server keeps a token that was taken for 10 s more (BuiltInAuthenticationOptions, TokenSuccessCacheTTL).
    await expect
      .poll(async () => list().then(() => refusals().length), { interval: 250, timeout: 20 * SECONDS })
      .toBe(1);
    expect(tokens()).toBe(2);
  },
);

test.skipIf(!enabled)('an open watch outlives its token, and the next watch takes the next token', async () => {
  settings.maxAgeS = 4;
  const auth = await connect({ tokenTtlMs: 1 * SECONDS });
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const seen: string[] = [];
  const { metadata } = await auth.kubeConfig.makeApiClient(CoreV1Api).listNamespacedConfigMap({ namespace });
  const resourceVersion = metadata?.resourceVersion;
  const open = (done: (error: unknown) => void) =>
    new Watch(auth.kubeConfig).watch(
      path,
      { resourceVersion, fieldSelector: 'metadata.name!=kube-root-ca.crt' },
      (phase, object) => seen.push(`${phase} ${object.metadata.name}`),
      done,
    );
  const first = await open(() => undefined);
  await expect.poll(() => tokens()).toBe(1);
  // Two lifetimes of the token pass.
  await clock.sleep(2 * settings.maxAgeS * SECONDS);
  const core = admin.makeApiClient(CoreV1Api);
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'late' } } });
  await expect.poll(() => seen).toEqual(['ADDED late']);
  first.abort();
  const second = await open(() => undefined);
  await expect.poll(() => seen).toEqual(['ADDED late', 'ADDED late']);
  second.abort();
  expect(tokens()).toBe(2);
  expect(refusals()).toEqual([]);
});

test.skipIf(!enabled)('a principal without an access entry gets the commands that create one', async () => {
  const list = lister(await connect({ credentials: async () => stranger }));
  await expect(list()).rejects.toMatchObject({
    code: 'cluster_access',
    message: expect.stringContaining(
      'create-access-entry --region us-west-1 --cluster-name grpc-prod --principal-arn arn:aws:iam::123456789012:role/nlb-bot',
    ),
  });
  expect(refusals().map(({ refused }) => refused)).toContain('the principal has no access entry');
});
