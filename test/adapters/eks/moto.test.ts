import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEksAuth, type EksAuth } from '../../../src/adapters/eks/create-eks-auth.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import { installMoto, type MotoServer, startMoto } from './moto-server.ts';
import { createSilentLog } from './silent-log.ts';

const absent = await installMoto();
if (absent !== null) process.stderr.write(`test/adapters/eks/moto.test.ts is skipped: ${absent}\n`);

const region = 'us-west-1';
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
let moto: MotoServer;
let created: { endpoint?: string | undefined; certificateAuthority?: { data?: string | undefined } | undefined };

beforeAll(async () => {
  if (absent !== null) return;
  moto = await startMoto();
  const client = new EKSClient({ region, endpoint: moto.url, credentials });
  const roleArn = 'arn:aws:iam::123456789012:role/eks';
  const answer = await client.send(new CreateClusterCommand({ name: 'grpc-prod', roleArn, resourcesVpcConfig: {} }));
  created = answer.cluster ?? {};
});
afterAll(() => moto?.close());

function connect(options: { cluster?: string; region?: string; roleArn?: string } = {}): Promise<EksAuth> {
  return createEksAuth({
    ...{ cluster: 'grpc-prod', region, endpoint: moto.url, clock: createClock(), log: createSilentLog() },
    credentials: async () => credentials,
    ...options,
  });
}

/** The URL inside the token that a request of `auth` would carry. */
async function presignedBy(auth: EksAuth): Promise<URL> {
  const request: { headers?: Record<string, string> } = {};
  await auth.kubeConfig.applyToHTTPSOptions(request);
  const token = request.headers?.Authorization?.replace('Bearer k8s-aws-v1.', '') ?? '';
  return new URL(Buffer.from(token, 'base64url').toString('utf8'));
}

test.skipIf(absent)('endpoint and certificate authority are those of the cluster', async () => {
  const { kubeConfig } = await connect();
  expect(created.endpoint).toMatch(/^https:/);
  expect(kubeConfig.getCurrentCluster()).toMatchObject({
    server: created.endpoint,
    caData: created.certificateAuthority?.data,
    skipTLSVerify: false,
  });
});

test.skipIf(absent)('a cluster that is not there, or in another region, is named with the region tried', async () => {
  await expect(connect({ cluster: 'grpc-old' })).rejects.toMatchObject({
    code: 'aws_cluster',
    message: expect.stringContaining('no cluster grpc-old in us-west-1'),
  });
  await expect(connect({ region: 'eu-west-1' })).rejects.toMatchObject({
    code: 'aws_cluster',
    message: expect.stringContaining('no cluster grpc-prod in eu-west-1'),
  });
});

test.skipIf(absent)('with a role the token is signed by the role, without one by the identity found', async () => {
  const own = await presignedBy(await connect());
  expect(own.searchParams.get('X-Amz-Credential')).toMatch(/^AKIATEST\//);
  expect(own.searchParams.has('X-Amz-Security-Token')).toBe(false);
  const assumed = await presignedBy(await connect({ roleArn: 'arn:aws:iam::123456789012:role/nlb-bot' }));
  expect(assumed.searchParams.get('X-Amz-Credential')).toMatch(/^ASIA\w+\//);
  expect(assumed.searchParams.get('X-Amz-Security-Token')).toBeTruthy();
});
