import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serviceSettings } from '../../src/domain/service-settings.ts';
import type { Topology } from '../../src/domain/topology.ts';
import type { Fence, Intervention, Target } from '../../src/ports/target.ts';
import type { TargetGuard } from '../../src/ports/target-guard.ts';
import { someUndo } from './target-guard.contract.ts';

const MINUTE = 60_000;
const LOCAL: Intervention = { kind: 'service', settings: { traffic_policy: 'Local' } };
const IP: Intervention = { kind: 'service', settings: { target_type: 'ip' } };

export interface IntervenedUnderTest {
  target: Target;
  guard: TargetGuard;
  close(): Promise<void>;
}

/** What every Target must do with interventions; `open` gives one that nobody holds, of policy Cluster and type instance. */
export function interventionsContract(name: string, open: () => Promise<IntervenedUnderTest>): void {
  describe(`interventions on ${name}`, { timeout: MINUTE }, () => {
    let on: IntervenedUnderTest;
    let fence: Fence;
    let found: Topology;
    beforeAll(async () => {
      on = await open();
      fence = await on.guard.hold('r-1', 10 * MINUTE);
      found = await on.target.describe();
      const { config, deployment, service } = found;
      await on.guard.writeUndo(fence, {
        ...someUndo('r-1'),
        document: config.document,
        replicas: deployment.replicas,
        service: serviceSettings(service),
        image: config.image,
      });
    }, 2 * MINUTE);
    afterEach(() => back());
    afterAll(() => on.close());

    const intervene = (intervention: Intervention): Promise<void> =>
      on.target.intervene(fence, intervention, AbortSignal.timeout(MINUTE));
    const uids = ({ pods }: Topology): string[] => pods.map((pod) => pod.uid).sort();
    async function back(): Promise<void> {
      const { config, deployment } = found;
      const rollout = { document: config.document, replicas: deployment.replicas, restart: false, pace_ms: 0 };
      await on.target.rollout(fence, { ...rollout, restore: true }, AbortSignal.timeout(MINUTE));
    }

    it('changes the settings of the Service that are named, and leaves the others and the Pods', async () => {
      await intervene(LOCAL);
      const local = await on.target.describe();
      expect(local.service).toMatchObject({ traffic_policy: 'Local', target_type: 'instance' });
      await intervene(IP);
      const both = await on.target.describe();
      expect(both.service).toMatchObject({ traffic_policy: 'Local', target_type: 'ip' });
      expect(uids(both)).toEqual(uids(found));
      expect(both.deployment.revision).toBe(found.deployment.revision);
      expect(new Set([found, local, both].map(({ config }) => config.image)).size).toBe(3);
    });

    it('takes it back by another intervention, and is then as it was found', async () => {
      await intervene(LOCAL);
      await intervene({ kind: 'service', settings: serviceSettings(found.service) });
      expect((await on.target.describe()).service).toEqual(found.service);
      expect((await on.target.standing()).left).toEqual([]);
    });

    it('says what is left to put back, and puts it back with the rest of the pre-image', async () => {
      await intervene({ kind: 'service', settings: { traffic_policy: 'Local', target_type: 'ip' } });
      const { left, foreign } = await on.target.standing();
      expect(left).toHaveLength(2);
      expect(left.every((line) => line.startsWith(`Service ${found.service.name}: `))).toBe(true);
      expect(foreign).toEqual([]);
      await back();
      const standing = await on.target.standing();
      expect(standing).toMatchObject({ left: [], foreign: [], rolled_out: true, image: found.config.image });
      const after = await on.target.describe();
      expect(after.service).toEqual(found.service);
      expect(uids(after)).toEqual(uids(found));
    });

    it('refuses a fence that is not the holder and changes nothing then', async () => {
      for (const forged of [
        { ...fence, holder: 'r-2' },
        { ...fence, token: fence.token + 1 },
      ]) {
        await expect(on.target.intervene(forged, LOCAL, AbortSignal.timeout(MINUTE))).rejects.toMatchObject({
          code: 'fenced',
        });
      }
      expect((await on.target.describe()).config.image).toBe(found.config.image);
    });

    it('ends a Pod at once, which another replaces, and knows no Pod of another uid', async () => {
      const [pod] = (await on.target.describe()).pods;
      await intervene({ kind: 'end-pod', uid: pod?.uid ?? '' });
      const left = (await on.target.describe()).pods.map(({ uid }) => uid);
      expect(left).not.toContain(pod?.uid);
      await on.target.rollout(fence, { restart: false, pace_ms: 0 }, AbortSignal.timeout(MINUTE));
      const { pods, deployment } = await on.target.describe();
      expect(pods.filter(({ ready }) => ready)).toHaveLength(deployment.replicas);
      await expect(intervene({ kind: 'end-pod', uid: pod?.uid ?? '' })).rejects.toMatchObject({ code: 'target_unfit' });
    });

    it('rehearses without changing anything', async () => {
      const uids = async (): Promise<string[]> => (await on.target.describe()).pods.map(({ uid }) => uid).toSorted();
      const before = await uids();
      for (const intervention of [LOCAL, IP]) await on.target.rehearse(intervention);
      await on.target.rehearse({ kind: 'end-pod', uid: before[0] ?? '' });
      expect(await uids()).toEqual(before);
      expect((await on.target.describe()).service).toEqual(found.service);
      expect((await on.target.standing()).left).toEqual([]);
    });
  });
}
