import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createEksAuth, type EksAuthOptions } from '../../../src/adapters/eks/create-eks-auth.ts';
import { createKubeClient } from '../../../src/adapters/kubernetes/kube-client.ts';
import { type ApiServer, startApiServer } from './api-server.ts';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';
import { createManualClock } from './manual-clock.ts';
import { createSilentLog } from './silent-log.ts';
import { createTokenWebhook } from './token-webhook.ts';

const clock = createManualClock();
const nobody = createTokenWebhook({ cluster: 'grpc-prod', principals: {}, maxAgeS: 900, now: clock.nowMs });
let api: ApiServer;
let aws: AwsStandIn;

beforeAll(async () => {
  api = await startApiServer(() => nobody);
  const certificateAuthority = { data: api.caData };
  aws = await startAwsStandIn({
    cluster: { name: 'grpc-prod', status: 'ACTIVE', endpoint: api.url, certificateAuthority },
    identity: '',
  });
});
afterAll(async () => {
  await Promise.all([api.close(), aws.close()]);
});

afterEach(() => vi.unstubAllEnvs());

/** The error of a call that a cluster refuses in spite of a fresh token. */
async function refused(options: Partial<EksAuthOptions> = {}): Promise<unknown> {
  const auth = await createEksAuth({
    cluster: 'grpc-prod',
    region: 'us-west-1',
    endpoint: aws.url,
    credentials: async () => ({ accessKeyId: 'AKIATEST', secretAccessKey: 'secret' }),
    clock,
    log: createSilentLog(),
    ...options,
  });
  const client = createKubeClient({ kubeConfig: auth.kubeConfig, credentials: auth, clock, log: createSilentLog() });
  return await client.json({ path: '/api/v1/namespaces/default/pods' }).catch((error: unknown) => error);
}

test('without an access entry the error has the commands that create it, for the role behind the session', async () => {
  aws.answers.identity = 'arn:aws:sts::123456789012:assumed-role/nlb-bot/i-0abc';
  const before = nobody.reviewed.length;
  const error = await refused({ namespace: 'grpc' });
  expect(nobody.reviewed.length - before).toBe(2);
  expect(error).toMatchObject({ code: 'cluster_access', cause: { status: 401 } });
  const where = '--region us-west-1 --cluster-name grpc-prod --principal-arn arn:aws:iam::123456789012:role/nlb-bot';
  const { message } = error as Error;
  expect(message).toContain('assumed-role/nlb-bot/i-0abc');
  expect(message).toContain(`\`aws eks create-access-entry ${where}\``);
  expect(message).toContain(
    `\`aws eks associate-access-policy ${where} --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy ` +
      '--access-scope type=namespace,namespaces=grpc`',
  );
  expect(message).toContain('If the role has a path');
  expect(message).not.toContain('update-cluster-config');
});

test('an IAM user is named as it is, with the policy of its partition', async () => {
  aws.answers.identity = 'arn:aws-cn:iam::123456789012:user/ci/bot';
  const { message } = (await refused()) as Error;
  expect(message).toContain('--principal-arn arn:aws-cn:iam::123456789012:user/ci/bot`');
  expect(message).toContain('arn:aws-cn:eks::aws:cluster-access-policy/');
  expect(message).not.toContain('path');
});

test('a cluster that takes no access entries is told to take them first', async () => {
  aws.answers.identity = 'arn:aws:iam::123456789012:user/bot';
  const before = aws.answers.cluster;
  aws.answers.cluster = { ...before, accessConfig: { authenticationMode: 'CONFIG_MAP' } };
  const { message } = (await refused()) as Error;
  aws.answers.cluster = before;
  expect(message).toContain('aws eks update-cluster-config --region us-west-1 --name grpc-prod --access-config');
});

test('when STS does not take the credentials either, they are the cause', async () => {
  aws.answers.identity = { error: 'ExpiredToken', message: 'The security token included in the request is expired' };
  expect(await refused()).toMatchObject({ code: 'aws_credentials', message: expect.stringContaining('have expired') });
});

test("when this machine's clock is wrong, the error says so", async () => {
  aws.answers.identity = { error: 'SignatureDoesNotMatch', message: 'Signature not yet current: 20261105T120000Z' };
  expect(await refused()).toMatchObject({
    code: 'aws_credentials',
    message: expect.stringContaining("set this machine's clock"),
  });
});

test('when STS does not say who we are, the error says how to find out', async () => {
  aws.answers.identity = { error: 'InternalFailure', message: 'try later' };
  expect(await refused()).toMatchObject({
    code: 'cluster_access',
    message: expect.stringContaining('ARN is the role or user that `aws sts get-caller-identity` shows.'),
  });
});

test('STS is asked where the environment has it, and not at its regional endpoint', async () => {
  aws.answers.identity = 'arn:aws:iam::123456789012:user/bot';
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  const { message } = (await refused({ endpoint: undefined, stsEndpoint: aws.url })) as Error;
  expect(message).toContain('--principal-arn arn:aws:iam::123456789012:user/bot`');
});
