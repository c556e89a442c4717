import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHUTDOWNS } from '../../src/domain/shutdown.ts';
import type { Pod, TargetEvent } from '../../src/domain/topology.ts';
import type { Fence, Rollout, Target } from '../../src/ports/target.ts';
import type { TargetGuard } from '../../src/ports/target-guard.ts';

const MINUTE = 60_000;

export interface TargetUnderTest {
  target: Target;
  guard: TargetGuard;
  /** The configuration that it starts with, and one more that it can run. */
  baseDocument: string;
  otherDocument: string;
  /** One whose Pods never get Ready, and what its error must say. */
  badDocument: string;
  badReason: string;
  close(): Promise<void>;
}

/** Follows a target's events and lets a test wait for one. */
export async function follow(target: Target) {
  const events: TargetEvent[] = [];
  const waiting = new Set<() => void>();
  const ended = new AbortController();
  const lost: Error[] = [];
  const onEvent = (event: TargetEvent): void => {
    events.push(event);
    for (const check of waiting) check();
  };
  await target.watch({ onEvent, onLost: (error) => lost.push(error) }, ended.signal);
  /** Events may arrive a moment after the rollout that they belong to has ended. */
  async function untilAll(reached: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = (): void => {
      if (reached()) resolve();
    };
    waiting.add(check);
    check();
    await promise;
    waiting.delete(check);
  }
  return {
    events,
    lost,
    of: (uid: string) => events.filter((event) => event.uid === uid).map((event) => event.kind),
    until: (kind: TargetEvent['kind'], count = 1) =>
      untilAll(() => events.filter((event) => event.kind === kind).length >= count),
    stop: () => ended.abort(new Error('the test is over')),
  };
}

/** How many Pods were in the endpoints, and there at all, after each event. */
export function podCounts(before: readonly Pod[], events: readonly TargetEvent[]): { ready: number; there: number }[] {
  const ready = new Set(before.filter((pod) => pod.ready).map((pod) => pod.uid));
  const there = new Set(before.map((pod) => pod.uid));
  return events.map(({ kind, uid }) => {
    if (kind === 'pod_ready') there.add(uid);
    if (kind === 'endpoint_added') ready.add(uid);
    if (kind === 'endpoint_removed') ready.delete(uid);
    if (kind === 'pod_gone') there.delete(uid);
    return { ready: ready.size, there: there.size };
  });
}

/** What every Target must do; `open` gives one of three Ready Pods that nobody holds. */
export function targetContract(name: string, open: () => Promise<TargetUnderTest>): void {
  describe(`the target ${name}`, () => {
    let on: TargetUnderTest;
    let fence: Fence;
    beforeAll(async () => {
      on = await open();
      fence = await on.guard.hold('r-1', 10 * MINUTE);
    });
    afterAll(() => on.close());

    const uids = async (): Promise<string[]> => (await on.target.describe()).pods.map((pod) => pod.uid);
    const roll = (rollout: Rollout): Promise<void> => on.target.rollout(fence, rollout, AbortSignal.timeout(MINUTE));

    it('describes its Pods, Service, Deployment and configuration', async () => {
      const { pods, deployment, config, service } = await on.target.describe();
      expect(deployment).toMatchObject({ replicas: 3, max_surge: 1, max_unavailable: 0, rolled_out: true });
      expect(pods.every((pod) => pod.ready && pod.ready_at !== null)).toBe(true);
      for (const key of ['uid', 'name', 'address', 'stats_url'] as const) {
        expect(new Set(pods.map((pod) => pod[key])).size).toBe(3);
      }
      expect(config.document).toBe(on.baseDocument);
      expect(config.image).toMatch(/^[0-9a-f]{64}$/);
      expect(service.nodes).toHaveLength(2);
      expect(service.address).toMatch(/^127\.0\.0\.\d+:\d+$/);
    });

    it('restarts by rolling: surge 1, unavailable 0, each Pod with its events in order', async () => {
      const before = await on.target.describe();
      const watch = await follow(on.target);
      const startedAt = performance.now();
      await roll({ restart: true, pace_ms: 120 });
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(3 * 120 - 5);
      const after = await on.target.describe();
      await watch.until('pod_gone', 3);
      watch.stop();
      expect(after.deployment.rolled_out).toBe(true);
      expect(after.config.image).toBe(before.config.image);
      expect(after.deployment.revision).not.toBe(before.deployment.revision);
      const old = before.pods.map((pod) => pod.uid);
      expect(after.pods).toHaveLength(3);
      expect(after.pods.filter((pod) => old.includes(pod.uid))).toEqual([]);
      for (const uid of old) expect(watch.of(uid)).toEqual(['pod_terminating', 'endpoint_removed', 'pod_gone']);
      for (const { uid } of after.pods) expect(watch.of(uid)).toEqual(['pod_ready', 'endpoint_added']);
      const counts = podCounts(before.pods, watch.events);
      expect(Math.min(...counts.map(({ ready }) => ready))).toBe(3);
      expect(Math.max(...counts.map(({ there }) => there))).toBe(4);
      const times = watch.events.map((event) => event.at);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(watch.lost).toEqual([]);
    });

    it('gives the last counters of each Pod that it ends, with their time', async () => {
      const watch = await follow(on.target);
      await roll({ restart: true, pace_ms: 0 });
      await watch.until('pod_gone', 3);
      watch.stop();
      const gone = watch.events.filter((event) => event.kind === 'pod_gone');
      expect(gone).toHaveLength(3);
      for (const event of gone) {
        expect(event.last_counters).toMatchObject({ http2_active: 0, http2_total: 0 });
        expect(event.last_counters_at).toBeLessThanOrEqual(event.at);
      }
    });

    it('rolls for another document also without a restart, and reads back what was written', async () => {
      const before = await on.target.describe();
      await roll({ document: on.otherDocument, restart: false, pace_ms: 0 });
      const changed = await on.target.describe();
      expect(changed.config.document).toBe(on.otherDocument);
      expect(changed.config.image).not.toBe(before.config.image);
      expect(changed.deployment.rolled_out).toBe(true);
      const kept = before.pods.map((pod) => pod.uid);
      expect(changed.pods.filter((pod) => kept.includes(pod.uid))).toEqual([]);
      await roll({ document: on.baseDocument, restart: false, pace_ms: 0 });
      expect((await on.target.describe()).config.image).toBe(before.config.image);
    });

    it('makes Pods that end in another way, tells it, and brings the way as found back', async () => {
      const before = await on.target.describe();
      const { found = 'own', can = {} } = before.deployment.shutdown ?? {};
      const other = SHUTDOWNS.find((way) => way !== found && can[way] !== undefined);
      expect(other).toBeDefined();
      await roll({ ...(other === undefined ? {} : { shutdown: other }), restart: false, pace_ms: 0 });
      const changed = await on.target.describe();
      expect(changed.deployment).toMatchObject({ rolled_out: true, shutdown: { found: other } });
      expect(changed.config.image).not.toBe(before.config.image);
      const kept = before.pods.map((pod) => pod.uid);
      expect(changed.pods.filter((pod) => kept.includes(pod.uid))).toEqual([]);
      await roll({ shutdown: found, restart: false, pace_ms: 0 });
      const back = await on.target.describe();
      expect(back.deployment.shutdown).toEqual(before.deployment.shutdown);
      expect(back.config.image).toBe(before.config.image);
    });

    it('asks for health elsewhere, tells it, and goes back', async () => {
      const before = await on.target.describe();
      expect(before.health_checks?.found).toBe('own-listener');
      await roll({ health_checks: 'traffic-port', restart: false, pace_ms: 0 });
      expect((await on.target.describe()).health_checks?.found).toBe('traffic-port');
      await roll({ health_checks: 'own-listener', restart: false, pace_ms: 0 });
      const back = await on.target.describe();
      expect(back.health_checks).toEqual(before.health_checks);
      expect(back.config.image).toBe(before.config.image);
    });

    it('does nothing when nothing is asked for', async () => {
      const before = await uids();
      await roll({ document: on.baseDocument, replicas: 3, restart: false, pace_ms: 0 });
      expect(await uids()).toEqual(before);
    });

    it('bursts: one new Pod alone first, which stays when the others come', async () => {
      const before = await on.target.describe();
      await roll({ replicas: 1, restart: true, pace_ms: 0 });
      const one = await on.target.describe();
      expect(one.pods).toHaveLength(1);
      expect(one.deployment).toMatchObject({ replicas: 1, rolled_out: true });
      expect(one.config.image).not.toBe(before.config.image);
      expect(before.pods.map((pod) => pod.uid)).not.toContain(one.pods[0]?.uid);
      await roll({ replicas: 3, restart: false, pace_ms: 0 });
      const all = await on.target.describe();
      expect(all.pods).toHaveLength(3);
      expect(all.pods[0]?.uid).toBe(one.pods[0]?.uid);
      expect(all.config.image).toBe(before.config.image);
      expect(all.deployment.revision).toBe(one.deployment.revision);
    });

    it('refuses a fence that is not the holder and changes nothing then', async () => {
      const before = await on.target.describe();
      for (const forged of [
        { ...fence, holder: 'r-2' },
        { ...fence, token: fence.token + 1 },
      ]) {
        const rollout = { document: on.otherDocument, restart: true, pace_ms: 0 };
        await expect(on.target.rollout(forged, rollout, AbortSignal.timeout(MINUTE))).rejects.toMatchObject({
          code: 'fenced',
        });
      }
      expect(await on.target.describe()).toEqual(before);
    });

    it("fails a rollout whose Pods do not start with the Pod's own reason, while the old Pods go on serving", async () => {
      const before = await on.target.describe();
      const watch = await follow(on.target);
      await expect(roll({ document: on.badDocument, restart: true, pace_ms: 0 })).rejects.toMatchObject({
        code: 'rollout_failed',
        message: expect.stringContaining(on.badReason),
      });
      const failed = await on.target.describe();
      expect(failed.deployment.rolled_out).toBe(false);
      expect(failed.pods.filter((pod) => pod.ready).map((pod) => pod.uid)).toEqual(before.pods.map((pod) => pod.uid));
      await roll({ document: on.baseDocument, restart: true, pace_ms: 0 });
      watch.stop();
      const counts = podCounts(before.pods, watch.events);
      expect(Math.min(...counts.map(({ ready }) => ready))).toBe(3);
      expect((await on.target.describe()).config.image).toBe(before.config.image);
    });

    it('goes on when its caller leaves, and lets the next rollout take its place', async () => {
      const before = await on.target.describe();
      const watch = await follow(on.target);
      const left = new AbortController();
      const rollout = { document: on.otherDocument, restart: true, pace_ms: 150 };
      const first = on.target.rollout(fence, rollout, left.signal);
      const outcome = expect(first).rejects.toThrow('cancelled by a person');
      await watch.until('pod_ready');
      left.abort(new Error('cancelled by a person'));
      await outcome;
      expect((await on.target.describe()).deployment.rolled_out).toBe(false);
      await roll({ document: on.baseDocument, restart: true, pace_ms: 0 });
      watch.stop();
      const after = await on.target.describe();
      expect(after.deployment.rolled_out).toBe(true);
      expect(after.config.image).toBe(before.config.image);
      expect(after.pods).toHaveLength(3);
    });

    it('tells the caller of a rollout that another one took its place', async () => {
      const watch = await follow(on.target);
      const first = roll({ restart: true, pace_ms: 150 });
      const outcome = expect(first).rejects.toMatchObject({ code: 'rollout_failed' });
      await watch.until('pod_ready');
      watch.stop();
      await roll({ restart: true, pace_ms: 0 });
      await outcome;
      expect((await on.target.describe()).deployment.rolled_out).toBe(true);
    });

    it('tells a watcher nothing once its signal has aborted, and refuses one that has aborted before', async () => {
      const watch = await follow(on.target);
      watch.stop();
      await roll({ restart: true, pace_ms: 0 });
      expect(watch.events).toEqual([]);
      expect(watch.lost).toEqual([]);
      const watcher = { onEvent: () => undefined, onLost: () => undefined };
      await expect(on.target.watch(watcher, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    });
  });
}
