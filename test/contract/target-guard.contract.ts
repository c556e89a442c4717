import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { completeParameters } from '../../src/domain/parameters.ts';
import { SCENARIOS } from '../../src/domain/scenarios.ts';
import type { Undo } from '../../src/domain/undo.ts';
import type { Target } from '../../src/ports/target.ts';
import type { TargetGuard } from '../../src/ports/target-guard.ts';

const MINUTE = 60_000;

export interface GuardUnderTest {
  target: Target;
  guard: TargetGuard;
  /** The same target's guard as a process sees it that can be made to die. */
  mortal(): Promise<{ guard: TargetGuard; die(): Promise<void> }>;
  /** Ends what keeps lease and undo record, and starts it again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** What every TargetGuard must do; `open` gives a target that nobody holds. */
export function targetGuardContract(name: string, open: () => Promise<GuardUnderTest>): void {
  describe(`the guard of ${name}`, () => {
    let on: GuardUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on.close());

    /** Gives what a test did back, so that the next one finds the target free. */
    async function freed(holder: string): Promise<void> {
      const fence = await on.guard.hold(holder, MINUTE);
      await on.guard.clearUndo(fence);
      await on.guard.release(fence);
    }

    it('refuses a second holder, says who holds it, and is free after the release', async () => {
      const fence = await on.guard.hold('r-1', MINUTE);
      expect(fence).toMatchObject({ holder: 'r-1' });
      await expect(on.guard.hold('r-2', MINUTE)).rejects.toMatchObject({
        code: 'target_busy',
        message: expect.stringContaining('r-1'),
      });
      const holding = await on.guard.holding();
      expect(holding?.holder).toBe('r-1');
      expect(holding?.expires_in_ms).toBeGreaterThan(MINUTE - 5000);
      expect(holding?.expires_in_ms).toBeLessThanOrEqual(MINUTE);
      await on.guard.release(fence);
      expect(await on.guard.holding()).toBeNull();
    });

    it('keeps the token at a renewal and gives a new holder a larger one', async () => {
      const first = await on.guard.hold('r-1', MINUTE);
      const renewed = await on.guard.hold('r-1', MINUTE);
      expect(renewed).toEqual(first);
      await on.guard.release(first);
      const second = await on.guard.hold('r-2', MINUTE);
      expect(second.token).toBeGreaterThan(first.token);
      await on.guard.release(second);
    });

    it('lets exactly one of many win who ask at the same moment', async () => {
      const asked = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => on.guard.hold(`r-${n}`, MINUTE)));
      const won = asked.filter((result) => result.status === 'fulfilled');
      expect(won).toHaveLength(1);
      expect((await on.guard.holding())?.holder).toBe(won[0]?.value.holder);
      await freed(won[0]?.value.holder ?? '');
    });

    it('gives a lease that has run out to another, and refuses what its late holder still wants', async () => {
      const late = await on.guard.hold('r-1', 100);
      const next = await vi.waitFor(() => on.guard.hold('r-2', MINUTE), { timeout: 5000, interval: 20 });
      expect(next.token).toBeGreaterThan(late.token);
      const signal = AbortSignal.timeout(10_000);
      await expect(on.guard.writeUndo(late, someUndo('r-1'))).rejects.toMatchObject({ code: 'fenced' });
      await expect(on.guard.clearUndo(late)).rejects.toMatchObject({ code: 'fenced' });
      await expect(on.target.rollout(late, { restart: true, pace_ms: 0 }, signal)).rejects.toMatchObject({
        code: 'fenced',
      });
      await on.guard.release(late);
      expect((await on.guard.holding())?.holder).toBe('r-2');
      await on.guard.release(next);
    });

    it('gives the same holder a larger token once its lease has run out', async () => {
      const late = await on.guard.hold('r-1', 50);
      await vi.waitFor(async () => expect((await on.guard.holding())?.expires_in_ms).toBe(0), {
        timeout: 5000,
        interval: 20,
      });
      const again = await on.guard.hold('r-1', MINUTE);
      expect(again.token).toBeGreaterThan(late.token);
      await on.guard.release(again);
    });

    it('leaves a lease alone when a forged fence has only its token or only its holder', async () => {
      const fence = await on.guard.hold('r-1', MINUTE);
      await on.guard.release({ holder: 'r-2', token: fence.token });
      await on.guard.release({ holder: 'r-1', token: fence.token - 1 });
      expect((await on.guard.holding())?.holder).toBe('r-1');
      await expect(on.guard.writeUndo({ ...fence, holder: 'r-2' }, someUndo('r-2'))).rejects.toMatchObject({
        code: 'fenced',
      });
      await on.guard.release(fence);
    });

    it('frees the lease of a process that has died at once', async () => {
      const mortal = await on.mortal();
      const dead = await mortal.guard.hold('r-1', MINUTE);
      await expect(on.guard.hold('r-2', MINUTE)).rejects.toMatchObject({ code: 'target_busy' });
      await mortal.die();
      expect(await on.guard.holding()).toEqual({ holder: 'r-1', expires_in_ms: 0 });
      const next = await on.guard.hold('r-2', MINUTE);
      expect(next.token).toBeGreaterThan(dead.token);
      await on.guard.release(next);
    });

    it('tells how the target stands against the undo record, and that there is none', async () => {
      await expect(on.target.standing()).rejects.toMatchObject({ code: 'target_unfit' });
      const fence = await on.guard.hold('r-1', MINUTE);
      const { config, deployment } = await on.target.describe();
      const asFound = { document: config.document, replicas: deployment.replicas, image: config.image };
      await on.guard.writeUndo(fence, { ...someUndo('r-1'), ...asFound });
      expect(await on.target.standing()).toEqual({
        image: config.image,
        rolled_out: deployment.rolled_out,
        foreign: [],
        left: [],
      });
      await on.guard.writeUndo(fence, { ...someUndo('r-1'), ...asFound, replicas: deployment.replicas + 2 });
      expect((await on.target.standing()).left).toEqual([
        `Deployment ${deployment.name}: replicas: ${deployment.replicas + 2}, now ${deployment.replicas}`,
      ]);
      await on.guard.clearUndo(fence);
      await on.guard.release(fence);
    });

    it('keeps undo record, lease and tokens over a restart', async () => {
      expect(await on.guard.readUndo()).toBeNull();
      const fence = await on.guard.hold('r-1', MINUTE);
      const undo = someUndo('r-1');
      await on.guard.writeUndo(fence, undo);
      await on.restart();
      expect(await on.guard.readUndo()).toEqual(undo);
      await expect(on.guard.hold('r-2', MINUTE)).rejects.toMatchObject({ code: 'target_busy' });
      await on.guard.clearUndo(fence);
      await on.guard.release(fence);
      await on.restart();
      expect(await on.guard.readUndo()).toBeNull();
      const next = await on.guard.hold('r-2', MINUTE);
      expect(next.token).toBeGreaterThan(fence.token);
      await on.guard.release(next);
    });
  });
}

/** An undo record with every field filled. */
export function someUndo(run: string): Undo {
  const scenario = SCENARIOS.find(({ name }) => name === 'max-connection-duration');
  if (scenario === undefined) throw new Error('no scenario max-connection-duration');
  return {
    request: {
      id: run,
      scenario: scenario.name,
      target: 'lab',
      parameters: completeParameters(scenario, new Map(), 7),
      requested_by: 'U1',
      requested_at: '2026-01-01T00:00:00.000Z',
      thread: { channel: 'C1', ts: '1.000001' },
    },
    started_at: '2026-01-01T00:00:01.000Z',
    document: 'a: 1 # "quoted"\nb: é\n',
    replicas: 3,
    image: 'a'.repeat(64),
    versions: { bot: '0.1.0', envoy: '1.40.0', grpc_js: '1.14.0' },
  };
}
