import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EnvoyOnCluster, envoyOnCluster, HAS_CLUSTER } from './envoy-on-cluster.ts';

const MINUTE = 60_000;

describe.skipIf(!HAS_CLUSTER)('the guard of a target on a cluster', () => {
  let on: EnvoyOnCluster;
  beforeAll(async () => {
    on = await envoyOnCluster(0);
  });
  afterAll(() => on.close());

  it('refuses a second holder, says who holds it, and is free after the release, while the Lease stays', async () => {
    const fence = await on.guard.hold('r-1', MINUTE);
    await expect(on.again().guard.hold('r-2', MINUTE)).rejects.toMatchObject({
      code: 'target_busy',
      message: expect.stringContaining('r-1'),
    });
    const holding = await on.guard.holding();
    expect(holding?.holder).toBe('r-1');
    expect(holding?.expires_in_ms).toBeGreaterThan(MINUTE - 5000);
    expect(holding?.expires_in_ms).toBeLessThanOrEqual(MINUTE);
    await on.guard.release(fence);
    expect(await on.guard.holding()).toBeNull();
    const lease = await on.json<{ spec: { leaseTransitions: number } }>('lease', 'nlb-bot-envoy');
    expect(lease.spec.leaseTransitions).toBe(fence.token);
  });

  it('makes no Lease for a Deployment that is not there', async () => {
    const absent = on.again(undefined, 'typo');
    await expect(absent.guard.hold('r-1', MINUTE)).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringContaining('deployments/typo'),
    });
    expect(await on.kubectl(['get', 'lease', '-o', 'name'])).not.toContain('typo');
  });

  it('keeps the token at a renewal and gives a new holder a larger one', async () => {
    const first = await on.guard.hold('r-1', MINUTE);
    expect(await on.guard.hold('r-1', MINUTE)).toEqual(first);
    await on.guard.release(first);
    const second = await on.again().guard.hold('r-2', MINUTE);
    expect(second.token).toBeGreaterThan(first.token);
    await on.guard.release(second);
  });

  it('lets exactly one of many win who ask at the same moment', async () => {
    for (let round = 0; round < 3; round++) {
      const asked = await Promise.allSettled(
        Array.from({ length: 8 }, (_, n) => on.again().guard.hold(`r-${n}`, MINUTE)),
      );
      const won = asked.filter((result) => result.status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const result of asked) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'target_busy' });
      }
      const fence = won[0]?.value ?? { holder: '', token: 0 };
      expect((await on.guard.holding())?.holder).toBe(fence.holder);
      await on.guard.release(fence);
    }
  });

  it('gives a lease that has run out to another, and refuses what its late holder still wants', async () => {
    const late = await on.guard.hold('r-1', 300);
    const undo = await on.undo('r-1');
    const next = await vi.waitFor(() => on.guard.hold('r-2', MINUTE), { timeout: 5000, interval: 20 });
    expect(next.token).toBeGreaterThan(late.token);
    await expect(on.guard.writeUndo(late, undo)).rejects.toMatchObject({ code: 'fenced' });
    await expect(on.guard.clearUndo(late)).rejects.toMatchObject({ code: 'fenced' });
    const rollout = on.target.rollout(late, { restart: true, pace_ms: 0 }, AbortSignal.timeout(10_000));
    await expect(rollout).rejects.toMatchObject({ code: 'fenced' });
    await on.guard.release(late);
    expect((await on.guard.holding())?.holder).toBe('r-2');
    await on.guard.release(next);
  });

  it('gives the same holder a larger token once its lease has run out', async () => {
    const late = await on.guard.hold('r-1', 50);
    await vi.waitFor(async () => expect((await on.guard.holding())?.expires_in_ms).toBe(0), { interval: 20 });
    const again = await on.guard.hold('r-1', MINUTE);
    expect(again.token).toBeGreaterThan(late.token);
    await on.guard.release(again);
  });

  it('leaves a lease alone when a forged fence has only its token or only its holder', async () => {
    const fence = await on.guard.hold('r-1', MINUTE);
    await on.guard.release({ holder: 'r-2', token: fence.token });
    await on.guard.release({ holder: 'r-1', token: fence.token - 1 });
    expect((await on.guard.holding())?.holder).toBe('r-1');
    await on.guard.release(fence);
  });

  it('keeps the undo record on the cluster, with the pre-image, for whoever comes next', async () => {
    expect(await on.guard.readUndo()).toBeNull();
    const fence = await on.guard.hold('r-1', MINUTE);
    const undo = await on.undo('r-1');
    await on.guard.writeUndo(fence, undo);
    const later = on.again();
    expect(await later.guard.readUndo()).toEqual(undo);
    const kept = await on.json<{ data: Record<string, string> }>('configmap', 'nlb-undo-envoy');
    const deployment = await on.json<{ spec: unknown }>('deployment', 'envoy');
    expect(JSON.parse(kept.data['pre-image.json'] ?? '{}').spec).toEqual(deployment.spec);
    await later.guard.clearUndo(fence);
    expect(await on.guard.readUndo()).toBeNull();
    await later.guard.clearUndo(fence);
    await on.guard.release(fence);
  });

  it('changes nothing without an undo record', async () => {
    const fence = await on.guard.hold('r-1', MINUTE);
    const before = await on.target.describe();
    const rollout = on.target.rollout(fence, { replicas: 1, restart: false, pace_ms: 0 }, AbortSignal.timeout(MINUTE));
    await expect(rollout).rejects.toThrow('Deployment envoy has no undo record');
    expect(await on.target.describe()).toEqual(before);
    await on.guard.release(fence);
  });
});
