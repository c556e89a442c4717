import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from '../adapters/eks/api-server.ts';
import { type AwsStandIn, startAwsStandIn } from '../adapters/eks/aws-stand-in.ts';
import { createTokenWebhook } from '../adapters/eks/token-webhook.ts';
import { newFolder, type Program, startProgram } from './program.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' };
const ROLE = 'arn:aws:iam::123456789012:role/nlb-bot';

/** What a person reads in the shell whose cluster on EKS can not be reached. */
describe('an EKS cluster that does not let the run in', () => {
  const nobody = createTokenWebhook({ cluster: 'edge', principals: {}, maxAgeS: 900, now: Date.now });
  let api: ApiServer;
  let aws: AwsStandIn;
  let program: Program | null = null;

  beforeAll(async () => {
    api = await startApiServer(() => nobody);
    aws = await startAwsStandIn({ cluster: {}, identity: '' });
  });
  afterAll(async () => {
    await Promise.all([api.close(), aws.close()]);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(program?.stdout(), program?.log());
    await program?.discard();
    program = null;
  });

  async function run(profile: string, keys: Record<string, string> = KEYS): Promise<string> {
    const folder = newFolder();
    const where = `kind: eks, class: lab, cluster: edge, region: us-west-1${profile}`;
    writeFileSync(join(folder, 'nlb.config.yaml'), `targets:\n  tokyo: { ${where} }\n`);
    const env = { ...keys, AWS_ENDPOINT_URL: aws.url, AWS_SESSION_TOKEN: '', CHROMIUM_BIN: '/nowhere/chromium' };
    program = startProgram('nlb', ['run', 'baseline', 'on=tokyo'], { folder, env });
    expect(await program.ended).toBe(1);
    expect(program.stdout()).toContain('tokyo is as it was before.');
    return program.stdout().replaceAll(/\s+/g, ' ');
  }

  it('says that the credentials have expired', async () => {
    aws.answers.cluster = { error: 'ExpiredTokenException', message: 'The security token is expired' };
    const told = await run('');
    expect(told).toContain('failed in preflight: The AWS credentials have expired: The security token is expired.');
    expect(told).toContain('Renew the AWS credentials of the bot');
  });

  it('says that the credentials are only a part', async () => {
    const told = await run('', { ...KEYS, AWS_ACCESS_KEY_ID: 'ASIATEST' });
    expect(told).toContain('The AWS credentials ASIATEST are temporary and lack their session token');
  });

  it('names the cluster and the region in which it is not', async () => {
    aws.answers.cluster = { error: 'ResourceNotFoundException', message: 'No cluster found for name: edge.' };
    const told = await run('');
    expect(told).toContain('EKS knows no cluster edge in us-west-1: aws eks list-clusters --region us-west-1 lists');
    expect(told).toContain("Check the cluster's name and region in nlb.config.yaml.");
  });

  it('names the role that can not be assumed', async () => {
    const message = `User: arn:aws:iam::123456789012:user/ci is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;
    aws.answers.role = { error: 'AccessDenied', message };
    const told = await run(`, role_arn: '${ROLE}'`);
    expect(told).toContain(`The role ${ROLE} cannot be assumed: ${message}.`);
  });

  it('gives the command that makes the missing access entry', async () => {
    aws.answers.cluster = {
      name: 'edge',
      status: 'ACTIVE',
      endpoint: api.url,
      certificateAuthority: { data: api.caData },
    };
    aws.answers.identity = 'arn:aws:sts::123456789012:assumed-role/ci/session';
    const told = await run('');
    expect(told).toContain('Cluster edge in us-west-1 refuses arn:aws:sts::123456789012:assumed-role/ci/session');
    expect(told).toContain(
      'aws eks create-access-entry --region us-west-1 --cluster-name edge --principal-arn arn:aws:iam::123456789012:role/ci and then',
    );
    expect(told).toContain('--access-scope type=namespace,namespaces=default for its rights there.');
  });
});
