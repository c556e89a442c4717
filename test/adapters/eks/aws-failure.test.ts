import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createEksAuth, type EksAuthOptions } from '../../../src/adapters/eks/create-eks-auth.ts';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';
import { createManualClock } from './manual-clock.ts';
import { createSilentLog } from './silent-log.ts';

let aws: AwsStandIn;
beforeAll(async () => {
  aws = await startAwsStandIn({ cluster: {}, identity: '' });
});
afterAll(() => aws.close());
afterEach(() => vi.unstubAllEnvs());

const clock = createManualClock();
const credentials = async () => ({ accessKeyId: 'AKIATEST', secretAccessKey: 'secret' });
const usable = { name: 'grpc-prod', status: 'ACTIVE', endpoint: 'https://a', certificateAuthority: { data: 'QQ==' } };

function connect(options: Partial<EksAuthOptions> = {}): Promise<unknown> {
  const where = { cluster: 'grpc-prod', region: 'us-west-1', endpoint: aws.url };
  return createEksAuth({ ...where, credentials, clock, log: createSilentLog(), ...options });
}

test.for([
  ['ResourceNotFoundException', 'aws_cluster', 'EKS knows no cluster grpc-prod in us-west-1: `aws eks list-clusters'],
  ['ExpiredTokenException', 'aws_credentials', 'The AWS credentials have expired: reason of AWS.'],
  ['UnrecognizedClientException', 'aws_credentials', 'AWS does not accept the credentials'],
  ['InvalidSignatureException', 'aws_credentials', 'AWS does not accept the credentials'],
  ['AccessDeniedException', 'cluster_access', 'AWS refuses eks:DescribeCluster on grpc-prod'],
  ['ServerException', 'target_unreachable', 'AWS did not answer for cluster grpc-prod in us-west-1: reason of AWS.'],
] as const)('%s of EKS becomes %s', async ([error, code, text]) => {
  aws.answers.cluster = { error, message: 'reason of AWS' };
  await expect(connect()).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
});

test.for(['CREATING', 'DELETING', 'FAILED'])('a cluster that is %s is refused', async (status) => {
  aws.answers.cluster = { ...usable, status };
  await expect(connect()).rejects.toMatchObject({
    code: 'aws_cluster',
    message: `Cluster grpc-prod in us-west-1 is ${status}, not ACTIVE: wait until it is.`,
  });
});

test('a cluster under an update is used, since its endpoint stays', async () => {
  aws.answers.cluster = { ...usable, status: 'UPDATING' };
  await expect(connect()).resolves.toBeDefined();
});

test('a region that has no address is named', async () => {
  await expect(connect({ region: 'us-nowhere-9', endpoint: 'http://eks.us-nowhere-9.invalid' })).rejects.toMatchObject({
    code: 'aws_cluster',
    message: expect.stringContaining('The AWS API of region us-nowhere-9 has no address'),
  });
});

test('an API that refuses connections is unreachable', async () => {
  await expect(connect({ endpoint: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'target_unreachable' });
});

test('expired credentials are noticed when the token is made', async () => {
  aws.answers.cluster = usable;
  const expiration = new Date(clock.nowMs() - 1000);
  const auth = await createEksAuth({
    ...{ cluster: 'grpc-prod', region: 'us-west-1', endpoint: aws.url, clock, log: createSilentLog() },
    credentials: async () => ({ ...(await credentials()), expiration }),
  });
  await expect(auth.kubeConfig.applyToHTTPSOptions({})).rejects.toMatchObject({
    code: 'aws_credentials',
    message: `The AWS credentials have expired at ${expiration.toISOString()}.`,
  });
});

test('where AWS finds no credentials at all, the error says where it looked', async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE']) {
    vi.stubEnv(name, undefined);
  }
  for (const name of ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI']) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
  await expect(connect({ credentials: undefined })).rejects.toMatchObject({
    code: 'aws_credentials',
    message: expect.stringContaining('No AWS credentials were found in the environment, the shared files'),
  });
});
