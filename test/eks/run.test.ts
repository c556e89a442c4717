import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/record.ts';
import { distinct } from '../adapters/eks/aws-call.ts';
import { newFolder, type Program, startProgram } from '../e2e/program.ts';
import { CALLS_OF_CALLER, CALLS_OF_ROLE, CLUSTER, REGION, ROLE_ARN } from './aws-calls.ts';
import { accessFor, baseFor, type EksCluster, HAS_EKS, listOf, startEksCluster } from './eks-cluster.ts';

const GROUP = 'nlb-eks-run';
/** The authenticator refuses older tokens; the API server keeps one that was taken for 10 s more. */
const MAX_AGE_S = 20;
const MINUTE = 60_000;

describe.skipIf(!HAS_EKS)('a run on EKS that outlives its tokens', () => {
  const namespace = `eks-run-${randomBytes(3).toString('hex')}`;
  const port = 20_000 + (Number.parseInt(namespace.slice(-4), 16) % 10_000);
  let eks: EksCluster;
  let program: Program | null = null;
  /** Reviews before this test's own. */
  let earlier = 0;

  beforeAll(async () => {
    eks = await startEksCluster(GROUP);
    eks.settings.maxAgeS = MAX_AGE_S;
    await eks.admin(['create', 'namespace', namespace]);
    await eks.admin(['apply', '-f', '-'], listOf(accessFor(GROUP, namespace)));
    await eks.admin(['-n', namespace, 'apply', '-f', '-'], listOf(await baseFor(port)));
    for (const name of ['server', 'envoy']) {
      await eks.admin(['-n', namespace, 'rollout', 'status', `deployment/${name}`, '--timeout=120s']);
    }
  }, 4 * MINUTE);
  afterAll(async () => {
    const access = `${GROUP}-${namespace}`;
    await eks?.admin(['delete', 'clusterrole,clusterrolebinding', access, '--ignore-not-found']);
    await eks?.admin(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
    await eks?.close();
  }, MINUTE);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(program?.stdout(), program?.log());
    await program?.discard();
    program = null;
  });

  /** Runs the shell's command to its end, with `profile` added to that of the target. */
  async function run(
    profile: string,
    ...words: string[]
  ): Promise<{ record: RunRecord; log: Record<string, unknown>[] }> {
    earlier = eks.reviewed().length;
    const folder = newFolder();
    const where = `cluster: ${CLUSTER}, region: ${REGION}, role_arn: '${ROLE_ARN}', namespace: ${namespace}, port: ${port}`;
    writeFileSync(
      join(folder, 'nlb.config.yaml'),
      `targets:\n  tokyo: { kind: eks, class: lab, ${where}${profile} }\n`,
    );
    const keys = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' };
    const env = { ...keys, AWS_ENDPOINT_URL: eks.awsUrl, NLB_LOG: '1', CHROMIUM_BIN: '/nowhere/chromium' };
    program = startProgram('nlb', ['--out', 'out', 'run', ...words, 'on=tokyo'], { folder, env });
    const ended = await program.ended;
    expect({ ended, complaints: program.complaints() }).toEqual({ ended: 0, complaints: [] });
    const record = JSON.parse(readFileSync(join(folder, 'out/record.json'), 'utf8')) as RunRecord;
    const lines = program
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    return { record, log: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  }

  const reviewed = () => eks.reviewed().slice(earlier);
  const refusals = () => reviewed().filter(({ refused }) => refused !== null);

  /** What holds for every run that nobody noticed anything of. */
  function expectUndisturbed({ record, log }: { record: RunRecord; log: Record<string, unknown>[] }): void {
    expect(record).toMatchObject({ state: 'done', failure: null, target: { name: 'tokyo', kind: 'eks' } });
    expect(record.restore.post_image).toBe(record.restore.pre_image);
    expect(Date.parse(record.ended_at) - Date.parse(record.started_at)).toBeGreaterThan(MINUTE);
    // The watch was opened once, with the first token, and tells of Pods long after it.
    const lastPod = record.timeline.findLast(({ kind }) => kind === 'pod_ready');
    expect(lastPod?.at_ms).toBeGreaterThan((MAX_AGE_S + 10) * 1000);
    const made = log.filter(({ event, role }) => event === 'eks_token' && role === 'worker').length;
    const tokens = new Set(reviewed().map(({ hash }) => hash)).size;
    // To find the cluster and to become the role; who it is, it asks only where it is refused for good.
    const asked = [...CALLS_OF_CALLER, ...CALLS_OF_ROLE].filter(({ action }) => action !== 'sts:GetCallerIdentity');
    expect(distinct(eks.awsCalls)).toEqual(distinct(asked));
    console.log(`${record.id}: ${made} tokens made by the worker, ${tokens} seen, ${refusals().length} refused`);
    expect(made).toBeGreaterThanOrEqual(3);
    expect(tokens).toBeGreaterThanOrEqual(3);
  }

  const SCENARIO = ['max-connection-duration', 'value=2s', 'clients=12', 'interval=500ms', 'observe=25s'];

  it('replaces them in time, where the profile says when', { timeout: 5 * MINUTE }, async () => {
    expectUndisturbed(await run(', token_ttl: 8s', ...SCENARIO));
    expect(refusals()).toEqual([]);
  });

  it('replaces them when they are refused, and nobody notices', { timeout: 5 * MINUTE }, async () => {
    expectUndisturbed(await run('', ...SCENARIO));
    expect(refusals().length).toBeGreaterThanOrEqual(2);
    for (const { refused } of refusals()) expect(refused).toMatch(/^the token is \d+ s old, more than 20 s$/);
  });
});
