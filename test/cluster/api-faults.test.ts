import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newFolder } from '../e2e/program.ts';
import { recordOf } from '../e2e/read-thread.ts';
import { until } from '../e2e/until.ts';
import { hasCluster } from '../manifests/kubectl.ts';
import { type ClusterInstance, profileOf, QUICK, startClusterInstance } from './cluster-instance.ts';
import { type FlakyApi, type Interference, type Refusal, startFlakyApi } from './flaky-api.ts';
import { type Footprint, footprintOf, leasesOf } from './footprint.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { openShop, type Shop } from './shop.ts';

const MINUTE = 60_000;
const RUN = `/nlb run max-connection-duration value=1s ${QUICK} on=shop`;

const status = (code: number, reason: string, more: { retryAfterS?: number } = {}): Refusal => ({
  code,
  reason,
  message: `${reason}, says the test`,
  ...more,
});

/** Each happens once or as often as it says, to the first calls that it fits. */
interface Mishap {
  what: string;
  fits: RegExp;
  times: number;
  answer: Refusal;
}

/** METHOD PATH of what a run does, and what happens to it. */
const MISHAPS: Mishap[] = [
  { what: '500 to a reading', fits: /^GET .*deployments\/envoy$/, times: 2, answer: status(500, 'InternalError') },
  { what: '503 to a list', fits: /^GET .*\/pods$/, times: 1, answer: status(503, 'ServiceUnavailable') },
  { what: 'a cut reading', fits: /^GET .*\/endpointslices$/, times: 1, answer: 'cut' },
  {
    what: '429 to a write',
    fits: /^POST .*\/configmaps$/,
    times: 2,
    answer: status(429, 'TooManyRequests', { retryAfterS: 1 }),
  },
  { what: '409 to a write', fits: /^PUT .*deployments\/envoy$/, times: 1, answer: status(409, 'Conflict') },
  { what: 'a lost answer', fits: /^PUT .*deployments\/envoy$/, times: 1, answer: 'answer lost' },
  { what: '500 to a lease', fits: /^PUT .*leases/, times: 1, answer: status(500, 'InternalError') },
  { what: '410 to a watch', fits: /^WATCH /, times: 3, answer: status(410, 'Expired') },
  { what: 'a cut watch', fits: /^WATCH /, times: 2, answer: 'cut' },
];

describe.skipIf(!hasCluster)('a run through an API server that fails', { timeout: 3 * MINUTE }, () => {
  const folder = newFolder();
  let api: FlakyApi;
  let shop: Shop;
  let instance: ClusterInstance;
  let before: Footprint;

  beforeAll(async () => {
    [api, shop] = await Promise.all([startFlakyApi(), openShop()]);
    const kubeconfig = writeKubeconfig(folder, 'flaky', { server: api.url });
    instance = await startClusterInstance({ shop: profileOf(shop, { kubeconfig }) });
    before = await footprintOf(shop.namespace);
  }, 3 * MINUTE);
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.log(instance.log()));
  });
  afterAll(async () => {
    await instance?.discard();
    await shop?.close();
    await api?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function expectAsBefore(): Promise<void> {
    const isFree = async (): Promise<boolean> => (await leasesOf(shop.namespace))['nlb-bot-envoy'] === '';
    await until('the release of the target', isFree, MINUTE);
    expect(await footprintOf(shop.namespace)).toEqual(before);
  }

  it('rides out what another try can mend: 500, 503, 429 with Retry-After, 409, 410, cut and lost answers', async () => {
    const left = MISHAPS.map((mishap) => ({ ...mishap }));
    const interfere: Interference = ({ method, path, isWatch }) => {
      const call = `${isWatch ? 'WATCH' : method} ${path}`;
      const mishap = left.find(({ fits, times }) => times > 0 && fits.test(call));
      if (mishap === undefined) return null;
      mishap.times -= 1;
      return mishap.answer;
    };
    const root = await instance.story.run(RUN);
    await instance.enters(root, 'preflight');
    api.interfere(interfere);
    await instance.story.untilState(root, 'done', 2 * MINUTE);
    expect(left.filter(({ times }) => times > 0).map(({ what }) => what)).toEqual([]);
    const record = await recordOf(instance.control, root);
    expect(record.restore).toMatchObject({ state: 'RESTORED', post_image: record.restore.pre_image });
    await expectAsBefore();
  });

  it('says that the target is not restored when its credentials are refused from then on, and restores it later', async () => {
    const root = await instance.story.run(RUN);
    await instance.enters(root, 'observe treatment');
    api.interfere(() => status(401, 'Unauthorized'));
    const told = await instance.story.untilState(root, 'failed', MINUTE);
    expect(told.text).toMatch(/is not restored/);
    expect((await recordOf(instance.control, root)).restore.state).toBe('FAILED');
    api.interfere(() => null);
    const isBack = async (): Promise<boolean> =>
      JSON.stringify(await footprintOf(shop.namespace)) === JSON.stringify(before);
    await until('the restore', isBack, 1.5 * MINUTE);
    await expectAsBefore();
  });
});
