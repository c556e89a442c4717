import { describe, expect, it } from 'vitest';
import { until } from '../e2e/until.ts';
import { hasCluster, type Manifest, podSpecOf, read } from '../manifests/kubectl.ts';
import { type ClusterInstance, profileOf, QUICK, startClusterInstance } from './cluster-instance.ts';
import { type Footprint, footprintOf, leasesOf } from './footprint.ts';
import { openShop, type Shop, untilRolledOut } from './shop.ts';

const MINUTE = 60_000;
const RUN = `/nlb run max-connection-duration value=1s ${QUICK} on=shop`;

/** How a run ends, and in which phase of its journal. */
interface End {
  by: 'itself' | 'kill -9 of its worker' | 'cancel';
  in: string;
}
const killed = (phase: string): End => ({ by: 'kill -9 of its worker', in: phase });
const cancelled = (phase: string): End => ({ by: 'cancel', in: phase });

/** Each lane has a target and an instance of its own, so that lanes do not wait for each other. */
const LANES: End[][] = [
  [killed('preflight'), killed('warm-up'), { by: 'itself', in: 'report' }, cancelled('warm-up')],
  [killed('change control'), cancelled('change treatment'), killed('observe control')],
  [killed('change treatment'), cancelled('observe treatment'), killed('observe treatment'), killed('restore')],
];

const RESULT: Record<End['by'], string> = {
  itself: 'done',
  'kill -9 of its worker': 'interrupted',
  cancel: 'cancelled',
};

describe.skipIf(!hasCluster)('a target on a cluster is as before', () => {
  it.concurrent.each(LANES.map((ends) => ({ ends, what: ends.map((end) => `${end.by} in ${end.in}`).join(', ') })))(
    'after runs that ended by $what',
    { timeout: 5 * MINUTE },
    async ({ ends }) => {
      const shop = await openShop();
      const instance = await startClusterInstance({ shop: profileOf(shop) });
      try {
        for (const end of ends) await expectAsBefore(shop, instance, end);
      } catch (cause) {
        console.log(instance.log());
        throw cause;
      } finally {
        await instance.discard();
        await shop.close();
      }
    },
  );
});

async function expectAsBefore(shop: Shop, instance: ClusterInstance, end: End): Promise<void> {
  const { namespace } = shop;
  const after = `after ${end.by} in ${end.in}`;
  const before = await footprintOf(namespace);
  const worker = await instance.control.pid('worker');
  const root = await instance.story.run(RUN);
  await instance.enters(root, end.in);
  await takesHold(shop, end.in, before);
  if (end.by === 'cancel') await instance.control.press(root, 'nlb_cancel');
  if (end.by === 'kill -9 of its worker') process.kill(worker, 'SIGKILL');
  const told = await instance.story.untilState(root, RESULT[end.by], MINUTE);
  // Where it was meant to be killed, and not a phase later.
  if (end.by === 'kill -9 of its worker') expect((await instance.phases(root)).at(-1), after).toBe(end.in);
  if (/^(change|observe|restore)/.test(end.in)) expect(told.text, after).toMatch(/is as it was before/);
  await until(
    `the release of the target ${after}`,
    async () => (await leasesOf(namespace))['nlb-bot-envoy'] === '',
    MINUTE,
  );

  expect(await footprintOf(namespace), after).toEqual(before);
  expect(await leasesOf(namespace), after).toEqual({ 'nlb-bot-envoy': '' });
  await shop.kubectl(['rollout', 'undo', 'deployment/envoy']);
  await untilRolledOut(namespace);
  expect(await ownersVersion(namespace), `the owner's undo ${after}`).toBe('1');
  await shop.apply();
  expect(await footprintOf(namespace), `put back by the owner ${after}`).toEqual(before);
}

/** A change is broken off when it has begun on the cluster, with old and new Pods side by side. */
async function takesHold(shop: Shop, phase: string, { configMaps }: Footprint): Promise<void> {
  if (!phase.startsWith('change')) return;
  const isWanted = ({ spec }: Manifest): boolean =>
    phase === 'change control'
      ? spec.template?.metadata.annotations?.['kubectl.kubernetes.io/restartedAt'] !== undefined
      : (spec.template?.spec.volumes ?? []).some(({ configMap }) => !((configMap?.name ?? '') in configMaps));
  await until(phase, async () => isWanted(await read('deployment', 'envoy', '-n', shop.namespace)), MINUTE);
}

async function ownersVersion(namespace: string): Promise<string | undefined> {
  const [envoy] = podSpecOf(await read('deployment', 'envoy', '-n', namespace)).containers;
  const { env } = envoy as { env?: { name: string; value?: string }[] };
  return env?.find(({ name }) => name === 'OWNERS_VERSION')?.value;
}
