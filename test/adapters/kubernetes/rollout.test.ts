import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Undo } from '../../../src/domain/undo.ts';
import type { Fence, Rollout } from '../../../src/ports/target.ts';
import { follow, podCounts } from '../../contract/target.contract.ts';
import { type EnvoyOnCluster, envoyDocument, envoyOnCluster, HAS_CLUSTER } from './envoy-on-cluster.ts';

const MINUTE = 60_000;
const OTHER = envoyDocument('{ max_connection_duration: 1s }');

describe.skipIf(!HAS_CLUSTER)('a rollout on a cluster', { timeout: 2 * MINUTE }, () => {
  let on: EnvoyOnCluster;
  let fence: Fence;
  let undo: Undo;
  const roll = (rollout: Partial<Rollout>): Promise<void> =>
    on.target.rollout(fence, { restart: false, pace_ms: 0, ...rollout }, AbortSignal.timeout(MINUTE));
  const restore = (): Promise<void> =>
    roll({ document: undo.document, replicas: undo.replicas, restart: true, restore: true });
  const uids = async (): Promise<string[]> => (await on.target.describe()).pods.map((pod) => pod.uid);

  beforeAll(async () => {
    on = await envoyOnCluster();
    fence = await on.guard.hold('r-1', 30 * MINUTE);
  }, 2 * MINUTE);
  beforeEach(async () => {
    undo = await on.undo('r-1');
    await on.guard.writeUndo(fence, undo);
  });
  afterEach(async () => {
    await restore();
    expect((await on.target.describe()).config.image).toBe(undo.image);
    await on.guard.clearUndo(fence);
  });
  afterAll(() => on.close());

  it('restarts by the own strategy of the Deployment, each Pod with its events in order and its last counters', async () => {
    const before = await on.target.describe();
    const watch = await follow(on.target);
    await roll({ restart: true });
    await watch.until('pod_gone', 2);
    await watch.until('endpoint_added', 2);
    watch.stop();
    const after = await on.target.describe();
    for (const { uid } of before.pods) {
      expect(watch.of(uid)).toEqual(['pod_terminating', 'endpoint_removed', 'pod_gone']);
    }
    for (const { uid } of after.pods) expect(watch.of(uid)).toEqual(['pod_ready', 'endpoint_added']);
    const counts = podCounts(before.pods, watch.events);
    expect(Math.min(...counts.map(({ ready }) => ready))).toBe(2);
    const times = watch.events.map((event) => event.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const gone of watch.events.filter((event) => event.kind === 'pod_gone')) {
      expect(gone.last_counters).toMatchObject({ http2_active: 0, http2_total: 0 });
      expect(gone.last_counters_at).toBeLessThanOrEqual(gone.at);
    }
    expect(watch.lost).toEqual([]);
  });

  it('makes Pods that end otherwise and are asked elsewhere, which the restore undoes', async () => {
    const before = await on.target.describe();
    expect([before.deployment.shutdown?.found, before.health_checks?.found]).toEqual(['sleep', 'own-listener']);
    await roll({ shutdown: 'sigterm', health_checks: 'traffic-port' });
    const after = await on.target.describe();
    expect([after.deployment.shutdown?.found, after.health_checks?.found]).toEqual(['sigterm', 'traffic-port']);
    const kept = before.pods.map(({ uid }) => uid);
    expect(after.pods.filter(({ uid }) => kept.includes(uid))).toEqual([]);
  });

  it('does nothing when nothing is asked for', async () => {
    const before = await uids();
    await roll({ document: undo.document, replicas: undo.replicas });
    expect(await uids()).toEqual(before);
  });

  it("fails with Envoy's own message when the new Pods crash, while the old Pods go on serving", async () => {
    const before = await on.target.describe();
    const broken = roll({ document: OTHER.replace('direct_response', 'no_such_field'), restart: true });
    await expect(broken).rejects.toMatchObject({
      code: 'rollout_failed',
      message: expect.stringMatching(/envoy-\S+ crashes again and again: .*no_such_field/),
    });
    const failed = await on.target.describe();
    expect(failed.deployment.rolled_out).toBe(false);
    const ready = failed.pods.filter((pod) => pod.ready).map((pod) => pod.uid);
    expect(ready.sort()).toEqual(before.pods.map((pod) => pod.uid).sort());
  });

  it('goes on when its caller leaves, and a later rollout of the same run takes its place', async () => {
    const watch = await follow(on.target);
    const left = new AbortController();
    const first = on.target.rollout(fence, { document: OTHER, restart: true, pace_ms: 0 }, left.signal);
    const outcome = expect(first).rejects.toThrow('cancelled by a person');
    await watch.until('pod_ready');
    left.abort(new Error('cancelled by a person'));
    await outcome;
    const second = roll({ restart: true });
    const overtaken = expect(second).rejects.toMatchObject({
      code: 'rollout_failed',
      message: expect.stringContaining('another rollout took its place'),
    });
    await watch.until('pod_ready', 2);
    watch.stop();
    await roll({ document: undo.document, restart: true });
    await overtaken;
    expect((await on.target.describe()).config.document).toBe(undo.document);
  });

  it('stops when somebody else scales in the middle of it, and restores only once they took it back', async () => {
    const watch = await follow(on.target);
    const stopped = expect(roll({ document: OTHER, restart: true })).rejects.toMatchObject({
      code: 'foreign_change',
      message: expect.stringContaining('spec.replicas: 2, now 3'),
    });
    await watch.until('pod_ready');
    watch.stop();
    await on.kubectl(['scale', 'deployment/envoy', '--replicas=3']);
    await stopped;
    for (const next of [() => roll({ restart: true }), restore]) {
      await expect(next()).rejects.toMatchObject({ code: 'foreign_change' });
    }
    expect((await on.target.describe()).deployment.replicas).toBe(3);
    await on.kubectl(['scale', 'deployment/envoy', '--replicas=2']);
  });

  it("stops when the owner's ConfigMap is edited, and names it without its content", async () => {
    const edit = (data: object): Promise<string> =>
      on.kubectl(['patch', 'configmap', 'envoy-config-9m5kc2h7td', '-p', JSON.stringify({ data })]);
    await edit({ 'notes.txt': 'secret' });
    await expect(roll({ restart: true })).rejects.toMatchObject({
      code: 'foreign_change',
      message: expect.stringMatching(/ConfigMap envoy-config-9m5kc2h7td was edited(?!.*secret)/),
    });
    await edit({ 'notes.txt': 'not: [Envoy' });
  });

  it('refuses a fence that is not the holder and changes nothing then', async () => {
    const before = await on.target.describe();
    for (const forged of [
      { ...fence, holder: 'r-2' },
      { ...fence, token: fence.token + 1 },
    ]) {
      const refused = on.target.rollout(
        forged,
        { document: OTHER, restart: true, pace_ms: 0 },
        AbortSignal.timeout(MINUTE),
      );
      await expect(refused).rejects.toMatchObject({ code: 'fenced' });
    }
    expect(await on.target.describe()).toEqual(before);
  });

  it("refuses a second run's undo record while the first is not undone, and one of a target that has changed since", async () => {
    await expect(on.guard.writeUndo(fence, await on.undo('r-2'))).rejects.toMatchObject({ code: 'restore_failed' });
    await expect(on.guard.writeUndo(fence, { ...undo, image: 'f'.repeat(64) })).rejects.toMatchObject({
      code: 'foreign_change',
    });
    expect(await on.guard.readUndo()).toEqual(undo);
  });

  it('fails when the Pods make no progress within the deadline of the Deployment', async () => {
    await on.guard.clearUndo(fence);
    await on.kubectl(['patch', 'deployment', 'envoy', '-p', '{"spec":{"progressDeadlineSeconds":5}}']);
    undo = await on.undo('r-1');
    await on.guard.writeUndo(fence, undo);
    const neverReady = roll({ document: OTHER.replaceAll('8081', '8082'), restart: true });
    await expect(neverReady).rejects.toMatchObject({
      code: 'rollout_failed',
      message: expect.stringMatching(/Pod envoy-\S+ runs but is not Ready/),
    });
  });
});
