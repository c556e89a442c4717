import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKubeClient, type KubeClient } from '../../src/adapters/kubernetes/kube-client.ts';
import { kubePaths } from '../../src/adapters/kubernetes/kube-paths.ts';
import { createClock } from '../../src/adapters/system/clock.ts';
import { readConfig, type TargetProfile } from '../../src/main/config.ts';
import { clusterAccess } from '../../src/main/open-target.ts';
import { addTarget } from '../../src/main/shell/add-target.ts';
import { type ApiServer, startApiServer } from '../adapters/eks/api-server.ts';
import { ACCOUNT, distinct } from '../adapters/eks/aws-call.ts';
import { type MotoProxy, startMotoProxy } from '../adapters/eks/moto-proxy.ts';
import { installMoto, type MotoServer, startMoto } from '../adapters/eks/moto-server.ts';
import { createSilentLog } from '../adapters/eks/silent-log.ts';
import { createTokenWebhook, type Principal } from '../adapters/eks/token-webhook.ts';
import { CALLS_OF_CALLER, CALLS_OF_ROLE, CLUSTER, REGION, ROLE_ARN } from '../eks/aws-calls.ts';
import type { Deployment } from './deployment.ts';
import { deployToMoto, startPodIdentity } from './moto-account.ts';
import { ABSENT_INFRA, synthesise } from './synthesise.ts';

const absent = ABSENT_INFRA ?? (await installMoto());
if (absent !== null) process.stderr.write(`test/infra/deployed-profile.test.ts is skipped: ${absent}\n`);

const OUTPUTS = ['TargetCluster', 'TargetRegion', 'TargetRoleArn', 'TargetNamespace', 'TargetClass', 'BotRoleArn'];
const NOBODY = '/nowhere/credentials';

describe.skipIf(absent)('the profile that the outputs of the stacks give', () => {
  const clock = createClock();
  const log = createSilentLog();
  const principals: Record<string, Principal> = {};
  /** Whom an access entry lets in: the key's owner, or nobody. */
  let user: Principal['user'];
  const webhook = createTokenWebhook({ cluster: CLUSTER, principals, maxAgeS: 900, now: Date.now });
  let moto: MotoServer;
  let proxy: MotoProxy;
  let api: ApiServer;
  let deployment: Deployment;
  let folder: string;
  let earlier = 0;

  beforeAll(async () => {
    const templates = await synthesise({ name: CLUSTER, region: REGION, admins: `arn:aws:iam::${ACCOUNT}:role/admin` });
    api = await startApiServer(() => webhook);
    moto = await startMoto();
    proxy = await startMotoProxy({
      moto: moto.url,
      cluster: { endpoint: api.url, caData: api.caData },
      onKey: ({ accessKeyId, ...key }) => {
        principals[accessKeyId] = { ...key, user };
      },
    });
    deployment = await deployToMoto(moto.url, templates, REGION);
  }, 90_000);
  afterAll(async () => {
    await Promise.all([proxy?.close(), api?.close()]);
    await moto?.close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nlb-profile-'));
    user = { username: 'nlb-bot', groups: ['nlb-bot'] };
    earlier = proxy.calls.length;
    for (const name of ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE']) vi.stubEnv(name, NOBODY);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'])
      vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_ENDPOINT_URL', proxy.url);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  /** What the bot makes of the outputs: a target of its configuration file. */
  function added(...flags: string[]): TargetProfile {
    writeFileSync(join(folder, 'outputs.json'), JSON.stringify(deployment.outputs(OUTPUTS)));
    const complaints: string[] = [];
    const code = addTarget({
      words: ['--from-outputs', join(folder, 'outputs.json'), '--config', join(folder, 'nlb.config.yaml'), ...flags],
      hasKubeconfig: false,
      print: () => undefined,
      complain: (line) => complaints.push(line),
    });
    expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
    const profile = readConfig({}, folder).targets.find(({ name }) => name === 'eks');
    if (profile === undefined) throw new Error('there is no target eks');
    return profile;
  }

  /** The bot's own client of the target, and the token that it sends. */
  async function connect(profile: TargetProfile): Promise<{ client: KubeClient; token: () => Promise<URL> }> {
    const access = await clusterAccess(profile, { stsEndpoint: proxy.url, clock, log });
    return {
      client: createKubeClient({ ...access, clock, log }),
      token: async () => {
        const request: { headers?: Record<string, string> } = {};
        await access.kubeConfig.applyToHTTPSOptions(request);
        const token = request.headers?.Authorization?.replace('Bearer k8s-aws-v1.', '') ?? '';
        return new URL(Buffer.from(token, 'base64url').toString('utf8'));
      },
    };
  }

  const asked = () => distinct(proxy.calls.slice(earlier));

  it('leads a bot outside the cluster there, as the role, with a token for this cluster alone', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAKATO');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const profile = added();
    expect(profile).toMatchObject({
      kind: 'eks',
      cluster: CLUSTER,
      region: REGION,
      role_arn: ROLE_ARN,
      class: 'staging',
    });
    const { client, token } = await connect(profile);
    await expect(client.json({ path: kubePaths(profile.namespace).pods })).resolves.toMatchObject({ kind: 'PodList' });
    // The authenticator has computed the signature anew with this name in the header.
    expect(webhook.reviewed.at(-1)?.refused).toBeNull();
    const presigned = await token();
    expect(presigned.host).toBe(`sts.${REGION}.amazonaws.com`);
    expect(Object.fromEntries(presigned.searchParams)).toMatchObject({
      Action: 'GetCallerIdentity',
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
      'X-Amz-Credential': expect.stringMatching(/^ASIA\w+\/\d{8}\/us-west-1\/sts\/aws4_request$/),
      'X-Amz-Security-Token': expect.stringMatching(/./),
    });
    expect(asked()).toEqual(
      distinct([...CALLS_OF_CALLER, ...CALLS_OF_ROLE.filter(({ action }) => action === 'eks:DescribeCluster')]),
    );
  });

  it('names the role to let in where the cluster does not know it, and asks AWS for nothing beyond the list', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAKATO');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    user = null;
    const profile = added();
    const { client } = await connect(profile);
    await expect(client.json({ path: kubePaths(profile.namespace).pods })).rejects.toMatchObject({
      code: 'cluster_access',
      message: expect.stringContaining(`--cluster-name ${CLUSTER} --principal-arn ${ROLE_ARN}`),
    });
    expect(asked()).toEqual(distinct([...CALLS_OF_CALLER, ...CALLS_OF_ROLE]));
  });

  it("leads a bot inside the cluster there with its Pod's own role, which assumes none", async () => {
    const { BotRoleArn = '' } = Object.assign({}, ...Object.values(deployment.outputs(['BotRoleArn'])));
    writeFileSync(join(folder, 'token'), "the Pod's");
    const agent = await startPodIdentity(proxy.url, BotRoleArn, "the Pod's");
    try {
      vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', agent.url);
      vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', join(folder, 'token'));
      const profile = added('--inside');
      expect(profile).toMatchObject({ kind: 'eks', cluster: CLUSTER });
      expect(profile.role_arn).toBeUndefined();
      const { client } = await connect(profile);
      await expect(client.json({ path: kubePaths(profile.namespace).pods })).resolves.toMatchObject({
        kind: 'PodList',
      });
      // The agent, which is EKS's own, assumes the role; the bot asks where the cluster is.
      expect(asked()).toEqual(
        distinct([
          { by: 'caller', action: 'sts:AssumeRole', resource: BotRoleArn },
          ...CALLS_OF_ROLE.filter(({ action }) => action === 'eks:DescribeCluster'),
        ]),
      );
    } finally {
      await agent.close();
    }
  });
});
