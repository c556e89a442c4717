import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEksAuth, type EksAuth, type EksAuthOptions } from '../../../src/adapters/eks/create-eks-auth.ts';
import type { AwsCredentials } from '../../../src/adapters/eks/sts-token.ts';
import { createKubeClient } from '../../../src/adapters/kubernetes/kube-client.ts';
import { type ApiServer, startApiServer } from './api-server.ts';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createSilentLog } from './silent-log.ts';
import { createTokenWebhook, type Principal, type TokenWebhook } from './token-webhook.ts';

const MINUTE = 60_000;
const user = { username: 'nlb-bot', groups: ['nlb'] };
const old: AwsCredentials = { accessKeyId: 'AKIAOLD', secretAccessKey: 'old-secret' };
const renewed: AwsCredentials = { accessKeyId: 'AKIANEW', secretAccessKey: 'new-secret' };

let aws: AwsStandIn;
let api: ApiServer;
let clock: ManualClock;
let webhook: TokenWebhook;
let principals: Record<string, Principal>;
/** What the bot finds when it reads its credentials. */
let found: AwsCredentials;

beforeAll(async () => {
  api = await startApiServer(() => webhook);
  aws = await startAwsStandIn({ cluster: {}, identity: '' });
});
afterAll(async () => {
  await Promise.all([api.close(), aws.close()]);
});
beforeEach(() => {
  clock = createManualClock();
  found = old;
  principals = { AKIAOLD: { secretAccessKey: 'old-secret', user } };
  webhook = createTokenWebhook({ cluster: 'grpc-prod', principals, maxAgeS: 900, now: clock.nowMs });
  aws.answers.cluster = {
    name: 'grpc-prod',
    status: 'ACTIVE',
    endpoint: api.url,
    certificateAuthority: { data: api.caData },
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
  };
  aws.answers.identity = 'arn:aws:sts::123456789012:assumed-role/nlb-bot/i-0abc';
});

function connect(options: Partial<EksAuthOptions> = {}): Promise<EksAuth> {
  const where = { cluster: 'grpc-prod', region: 'us-west-1', endpoint: aws.url };
  return createEksAuth({ ...where, credentials: async () => found, clock, log: createSilentLog(), ...options });
}

const PODS = { path: '/api/v1/namespaces/default/pods' };

/** Lists Pods with a client that repeats nothing, so that each 401 is seen. */
function lister({ kubeConfig }: EksAuth): () => Promise<unknown> {
  const client = createKubeClient({ kubeConfig, clock, log: createSilentLog() });
  return () => client.json(PODS);
}

const refusals = () => webhook.reviewed.filter(({ refused }) => refused !== null).length;
const hashes = () => new Set(webhook.reviewed.map(({ hash }) => hash)).size;

test('requests carry a token that the authenticator takes, over the endpoint and CA that EKS names', async () => {
  const auth = await connect();
  await lister(auth)();
  await lister(auth)();
  expect(webhook.reviewed.map(({ refused }) => refused)).toEqual([null, null]);
  expect(hashes()).toBe(1);
  expect(auth.kubeConfig.getCurrentCluster()).toMatchObject({ server: api.url, caData: api.caData });
});

test('a token is replaced before its 15 minutes are over, so that no request is ever refused', async () => {
  const list = lister(await connect());
  for (let minute = 0; minute <= 60; minute += 1) {
    await list();
    clock.advance(MINUTE - 1);
  }
  expect(refusals()).toBe(0);
  expect(hashes()).toBe(5);
});

test('the age at which a token is replaced can be set', async () => {
  const list = lister(await connect({ tokenTtlMs: 2 * MINUTE }));
  for (const wait of [0, 2 * MINUTE - 1, MINUTE / 2 + 1]) {
    clock.advance(wait);
    await list();
  }
  expect(hashes()).toBe(2);
});

test('credentials that end sooner than a token bring its replacement forward', async () => {
  found = { ...old, expiration: new Date(clock.nowMs() + 5 * MINUTE) };
  let readings = 0;
  const list = lister(
    await connect({
      credentials: async () => {
        readings += 1;
        return found;
      },
    }),
  );
  await list();
  found = { ...renewed, expiration: new Date(clock.nowMs() + 60 * MINUTE) };
  principals.AKIANEW = { secretAccessKey: 'new-secret', user };
  clock.advance(4 * MINUTE - 1);
  await list();
  expect(readings).toBe(2);
  clock.advance(1);
  await list();
  expect(readings).toBe(3);
  expect(refusals()).toBe(0);
});

test('requests at the same moment share one token', async () => {
  let readings = 0;
  const list = lister(
    await connect({
      credentials: async () => {
        readings += 1;
        return found;
      },
    }),
  );
  await Promise.all([list(), list(), list(), list()]);
  expect(readings).toBe(2);
  expect(hashes()).toBe(1);
});

test('credentials rotated under a running bot cost one refused request, which is repeated with the new ones', async () => {
  const auth = await connect();
  const list = lister(auth);
  await auth.withFreshToken(list);
  delete principals.AKIAOLD;
  principals.AKIANEW = { secretAccessKey: 'new-secret', user };
  found = renewed;
  await expect(list()).rejects.toMatchObject({ status: 401 });
  await auth.withFreshToken(list);
  await auth.withFreshToken(list);
  expect(webhook.reviewed.map(({ refused }) => refused === null)).toEqual([true, false, false, true, true]);
});

test('a late 401 does not throw away a token that is newer than the one refused', async () => {
  const auth = await connect();
  const list = lister(auth);
  const refused = Promise.withResolvers<void>();
  const sent: number[] = [];
  const next = lister(auth);
  const late = auth.withFreshToken(async () => {
    await list();
    sent.push(webhook.reviewed.length - 1);
    if (sent.length > 1) return;
    await refused.promise;
    throw Object.assign(new Error('Unauthorized'), { status: 401 });
  });
  await expect.poll(() => sent.length).toBe(1);
  clock.advance(14.9 * MINUTE);
  await next();
  clock.advance(MINUTE);
  refused.resolve();
  await late;
  const [old, newer, retried] = webhook.reviewed.map(({ hash }) => hash);
  expect(newer).not.toBe(old);
  expect(retried).toBe(newer);
});

test("the bot's own client takes a new token for whatever it does next, and its caller does not notice", async () => {
  const auth = await connect();
  const client = createKubeClient({ kubeConfig: auth.kubeConfig, credentials: auth, clock, log: createSilentLog() });
  const watch = { ...PODS, query: { watch: 'true' }, signal: AbortSignal.timeout(5000) };
  const asks = [
    () => client.json(PODS),
    () => client.text({ ...PODS, method: 'PUT', body: {} }),
    () => client.stream(watch).then((stream) => stream.destroy()),
  ];
  for (const [number, ask] of asks.entries()) {
    await ask();
    // The credentials are rotated, and the cluster takes the old ones no more.
    found = { accessKeyId: `AKIA${number}`, secretAccessKey: 'rotated' };
    for (const key of Object.keys(principals)) delete principals[key];
    principals[found.accessKeyId] = { secretAccessKey: 'rotated', user };
    const before = webhook.reviewed.length;
    await ask();
    expect(webhook.reviewed.slice(before).map(({ refused }) => refused === null)).toEqual([false, true]);
  }
  delete principals[found.accessKeyId];
  for (const ask of asks) await expect(ask()).rejects.toMatchObject({ code: 'cluster_access' });
});

test('an error that is not a 401 is passed on, and the call is not repeated', async () => {
  const auth = await connect();
  const failure = Object.assign(new Error('Forbidden'), { status: 403 });
  let calls = 0;
  const call = async () => {
    calls += 1;
    throw failure;
  };
  await expect(auth.withFreshToken(call)).rejects.toBe(failure);
  expect(calls).toBe(1);
});
