import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/record.ts';
import type { ClientEvent } from '../../src/domain/sample.ts';
import { type Program, startProgram } from '../e2e/program.ts';
import { pngSize } from '../e2e/read-thread.ts';
import { expectContract } from '../e2e/record-contract.ts';
import { hasCluster, kubectl, list, MANIFESTS, type Manifest, read } from '../manifests/kubectl.ts';
import { schemaProblems } from '../record-schema.ts';
import { folderWith } from './cluster-instance.ts';
import { footprintOf, leasesOf } from './footprint.ts';
import { untilRolledOut } from './shop.ts';

const MINUTE = 60_000;
/** As in the original: the namespace that a person is in, with its fixed node ports. */
const NAMESPACE = 'default';
const SETTING = 'overlays/envoy-max-connection-duration';

const apply = (folder: string): Promise<string> => kubectl(['-n', NAMESPACE, 'apply', '-k', join(MANIFESTS, folder)]);
const isReady = (pod: Manifest): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;

describe.skipIf(!hasCluster)("the original's experiment on a cluster", { timeout: 4 * MINUTE }, () => {
  const programs: Program[] = [];

  /** Takes away what the manifests have made, and what a run leaves. */
  async function remove(): Promise<void> {
    for (const folder of [SETTING, 'base']) {
      await kubectl(['-n', NAMESPACE, 'delete', '--ignore-not-found', '-k', join(MANIFESTS, folder)]);
    }
    await kubectl(['-n', NAMESPACE, 'delete', '--ignore-not-found', 'lease', 'nlb-bot-envoy']);
  }

  beforeAll(async () => {
    await remove();
    await apply('base');
    await untilRolledOut(NAMESPACE);
  }, 3 * MINUTE);
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.log(programs.at(-1)?.stdout(), programs.at(-1)?.log()));
  });
  afterAll(async () => {
    for (const program of programs) await program.discard();
    await remove();
  }, 2 * MINUTE);

  /** Runs a command to its end as a person does, and gives what it has written. */
  async function nlb(...args: string[]): Promise<{ program: Program; out: string; record: RunRecord }> {
    const folder = folderWith({ kubernetes: { kind: 'kubernetes', class: 'lab' } });
    const env = { CHROMIUM_BIN: '/nowhere/chromium' };
    const program = startProgram('nlb', ['--out', 'out', ...args], { folder, env });
    programs.push(program);
    expect(await program.ended).toBe(0);
    const out = join(folder, 'out');
    return { program, out, record: JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')) as RunRecord };
  }

  /** What must hold for a run, whatever it has found. */
  async function expectSound(run: Awaited<ReturnType<typeof nlb>>): Promise<void> {
    const { program, out, record } = run;
    expect(schemaProblems(record)).toEqual([]);
    expectContract(record, { name: 'kubernetes', kind: 'kubernetes' });
    expect(record.restore).toMatchObject({ state: 'RESTORED', post_image: record.restore.pre_image });
    expect(record.versions).toMatchObject({ envoy: '1.40.0', kubernetes: expect.stringMatching(/^v1\./) });
    for (const chart of ['chart-connections.png', 'chart-share.png']) {
      expect(pngSize(readFileSync(join(out, chart)))).toEqual({ width: 1600, height: 900 });
    }
    const verified = startProgram('nlb', ['verify', out], {});
    programs.push(verified);
    expect(await verified.ended).toBe(0);
    expect(verified.stdout()).toContain('record.json agrees with');
    await expectRoute(program.stdout());
    expectErrorsCounted(out, record, program.stdout());
  }

  /** The explanation in the thread has the addresses that kubectl gives. */
  async function expectRoute(printed: string): Promise<void> {
    const why = printed.split('\n').find((line) => line.includes('Why: ')) ?? '';
    const service = (await read('service', 'envoy', '-n', NAMESPACE)) as Manifest & {
      status: { loadBalancer: { ingress: { ip: string }[] } };
    };
    const [grpc] = service.spec.ports ?? [];
    expect(why).toContain(`The NLB at ${service.status.loadBalancer.ingress[0]?.ip}:${grpc?.port}`);
    for (const node of await list('nodes')) {
      const address = node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
      expect(why).toContain(`${address}:${grpc?.nodePort}`);
    }
  }

  /** Every failed request of the raw events is in the record, in its arm and window, and the change's are told apart. */
  function expectErrorsCounted(out: string, record: RunRecord, printed: string): void {
    const lines = readFileSync(join(out, 'raw/clients.ndjson'), 'utf8').trim().split('\n');
    const rpcs = lines.map((line) => JSON.parse(line) as ClientEvent).filter((event) => event.kind === 'rpc');
    for (const { windows, change, client } of record.arms) {
      for (const [window, counted] of [
        [windows.change, change.client],
        [windows.observe, client],
      ] as const) {
        const inside = rpcs.filter(({ at_ms }) => at_ms >= window[0] && at_ms < window[1]);
        const failed = inside.filter(({ code }) => code !== 'OK');
        expect(counted.rpcs).toBe(inside.length);
        expect(Object.values(counted.errors).reduce((sum, count) => sum + count, 0)).toBe(failed.length);
      }
    }
    const line = printed.split('\n').find((text) => text.includes('Failed while Pods were replaced')) ?? '';
    for (const { name, change } of record.arms) {
      const errors = Object.values(change.client.errors).reduce((sum, count) => sum + count, 0);
      expect(line).toContain(`${name} ${errors} of ${change.client.rpcs} requests`);
    }
  }

  it('is the base as the original had it: two node ports, six Ready Pods', async () => {
    expect(await kubectl(['-n', NAMESPACE, 'get', 'service', 'envoy'])).toContain('8080:31401/TCP,9901:31241/TCP');
    const pods = await list('pods', '-n', NAMESPACE, '-l', 'app.kubernetes.io/part-of=nlb-experiment');
    expect(pods.filter(isReady)).toHaveLength(6);
  });

  it('gives Envoy alone a new configuration by the overlay, and the former one by the base', async () => {
    const changed = (await apply(SETTING)).trim().split('\n');
    expect(changed.filter((line) => line.startsWith('configmap/'))).toEqual([
      expect.stringMatching(/^configmap\/envoy-config-[a-z0-9]{10} created$/),
    ]);
    for (const line of ['service/envoy unchanged', 'service/server unchanged', 'deployment.apps/server unchanged']) {
      expect(changed).toContain(line);
    }
    expect(changed).toContain('deployment.apps/envoy configured');
    await untilRolledOut(NAMESPACE);
    const back = (await apply('base')).trim().split('\n');
    expect(back).toContain('deployment.apps/envoy configured');
    expect(back).toContainEqual(expect.stringMatching(/^configmap\/envoy-config-[a-z0-9]{10} unchanged$/));
    await untilRolledOut(NAMESPACE);
  });

  it('shows the finding with real node ports: a burst puts all on one Pod, and the setting spreads them', async () => {
    const before = await footprintOf(NAMESPACE);
    const run = await nlb('run', 'max-connection-duration', 'restart=burst', 'on=kubernetes');
    await expectSound(run);
    const { record } = run;
    expect(record.parameters).toMatchObject({ clients: 20, interval_ms: 3000, value_ms: 1000 });
    const [control, treatment] = record.arms;
    expect(Object.values(control?.held ?? {}).sort()).toEqual([0, 0, 20]);
    expect(control?.verdict).toMatchObject({ name: 'IMBALANCED', n: 20, k: 3 });
    expect(treatment?.evidence).toBe('picks');
    expect(Math.min(...Object.values(treatment?.picks ?? {}))).toBeGreaterThan(30);
    expect(treatment?.verdict).toMatchObject({ name: 'BALANCED', k: 3 });
    expect(record.verdict).toMatchObject({ judged_arm: 'treatment', effect: 'REPAIRED' });
    expect(run.program.stdout()).toMatch(/repairs the skew on kubernetes.*20 of 20 stayed on one Pod/);
    expect(await footprintOf(NAMESPACE)).toEqual(before);
    expect(await leasesOf(NAMESPACE)).toEqual({ 'nlb-bot-envoy': '' });
  });

  it('measures an ordinary rolling restart beside it, whatever skew it leaves', async () => {
    const before = await footprintOf(NAMESPACE);
    const run = await nlb('run', 'max-connection-duration', 'interval=500ms', 'observe=8s', 'on=kubernetes');
    await expectSound(run);
    expect(run.record.parameters.restart).toBe('rolling');
    for (const arm of run.record.arms) expect(arm.verdict?.name).not.toBe('INVALID');
    expect(run.record.arms[1]?.closes.by_cause.max_duration).toBeGreaterThan(50);
    expect(await footprintOf(NAMESPACE)).toEqual(before);
  });
});
