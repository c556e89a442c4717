import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/record.ts';
import type { Message } from '../e2e/control.ts';
import { partOf, recordOf } from '../e2e/read-thread.ts';
import { until } from '../e2e/until.ts';
import { hasCluster, list, podSpecOf, read } from '../manifests/kubectl.ts';
import { type ClusterInstance, profileOf, startClusterInstance } from './cluster-instance.ts';
import { footprintOf } from './footprint.ts';
import { openShop, type Shop } from './shop.ts';

const MINUTE = 60_000;
const KEPT_BY_HAND = readFileSync(resolve(import.meta.dirname, '../adapters/envoy/three-managers.yaml'), 'utf8');
const BESIDE = { 'notes.txt': 'Envoy: [not YAML\n' };
/** Requests that are close enough together for some to fail where Envoy ends without a drain. */
const RUN = '/nlb run max-connection-duration value=1s clients=12 interval=100ms warmup=1s observe=5s on=shop';
const BINARY = { 'logo.png': 'iVBORw0KGgo=' };

describe.skipIf(!hasCluster)('a configuration that its owner keeps by hand', { timeout: 3 * MINUTE }, () => {
  let shop: Shop;
  let instance: ClusterInstance;

  beforeAll(async () => {
    shop = await openShop({
      change(objects) {
        const configMap = objects.find(({ kind }) => kind === 'ConfigMap');
        Object.assign(configMap ?? {}, { data: { 'envoy.yaml': KEPT_BY_HAND, ...BESIDE }, binaryData: BINARY });
      },
    });
    instance = await startClusterInstance({ shop: profileOf(shop) });
  }, 2 * MINUTE);
  afterAll(async () => {
    await instance?.discard();
    await shop?.close();
  });

  it('keeps every byte outside the changed value while a run has its copy, and is back afterwards', async ({
    onTestFailed,
  }) => {
    onTestFailed(() => console.log(instance.log()));
    const before = await footprintOf(shop.namespace);
    const root = await instance.story.run(RUN);
    await instance.enters(root, 'observe treatment');

    const mounted = podSpecOf(await read('deployment', 'envoy', '-n', shop.namespace)).volumes ?? [];
    const name = mounted.flatMap(({ configMap }) => configMap?.name ?? [])[0] ?? '';
    expect(Object.keys(before.configMaps)).not.toContain(name);
    const copy = await read('configmap', name, '-n', shop.namespace);
    const { 'envoy.yaml': document = '', ...beside } = copy.data ?? {};
    const at = KEPT_BY_HAND.indexOf('"86400s"', KEPT_BY_HAND.indexOf('# An hour, then a day.'));
    expect(document).toBe(`${KEPT_BY_HAND.slice(0, at)}1s${KEPT_BY_HAND.slice(at + '"86400s"'.length)}`);
    expect([beside, copy.binaryData]).toEqual([BESIDE, BINARY]);

    await instance.story.untilState(root, 'done', MINUTE);
    const record = await recordOf(instance.control, root);
    expect(record.arms[1]?.closes.by_cause.max_duration).toBeGreaterThan(10);
    expectErrorsTold(record, await reportOf(root));
    expect(record.restore.state).toBe('RESTORED');
    await until('the end of the copy', async () => !(await configMaps()).includes(name), MINUTE);
    expect(await footprintOf(shop.namespace)).toEqual(before);
  });

  /** What failed while Pods without a drain were replaced is counted, by its code, in the change of its arm alone. */
  function expectErrorsTold({ arms }: RunRecord, report: string): void {
    const failed = arms.map(({ change }) => change.client.errors.UNAVAILABLE ?? 0);
    expect(Math.max(...failed)).toBeGreaterThan(0);
    for (const [index, { change }] of arms.entries()) {
      expect(change.closes.by_cause.pod_terminated).toBeGreaterThan(0);
      expect(report).toContain(`${arms[index]?.name} ${failed[index]} of ${change.client.rpcs} requests`);
    }
  }

  async function reportOf(root: Message): Promise<string> {
    const replies = await instance.control.replies(root);
    return JSON.stringify(replies.find((reply) => partOf(reply) === 'table') ?? null);
  }

  const configMaps = async (): Promise<string[]> =>
    (await list('configmaps', '-n', shop.namespace)).map(({ metadata }) => metadata.name);
});
