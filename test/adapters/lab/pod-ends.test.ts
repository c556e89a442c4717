import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClientFleet } from '../../../src/adapters/grpc/client-fleet.ts';
import type { Shutdown } from '../../../src/domain/shutdown.ts';
import type { Fence } from '../../../src/ports/target.ts';
import { follow } from '../../contract/target.contract.ts';
import { createEventLog } from '../grpc/event-log.ts';
import { clock, type RealLab, startRealLab } from './real-lab.ts';

const MINUTE = 60_000;
const CLIENTS = 20;

let lab: RealLab;
let fence: Fence;
beforeAll(async () => {
  lab = await startRealLab();
  fence = await lab.guard.hold('r-1', 10 * MINUTE);
});
afterAll(() => lab.stop());

/** A restart of Pods that end in that way, under clients that speak every 200 ms: what failed, and the Pods' events. */
async function restartOf(shutdown: Shutdown) {
  const roll = (restart: boolean) =>
    lab.target.rollout(fence, { shutdown, restart, pace_ms: 0 }, AbortSignal.timeout(MINUTE));
  await roll(false);
  const { service } = await lab.target.describe();
  const log = createEventLog();
  const fleet = await createClientFleet({ clock }).start(
    { address: service.address, clients: CLIENTS, interval_ms: 200, seed: 3 },
    log.push,
  );
  await log.until(() => new Set(log.rpcs().map(({ client }) => client)).size === CLIENTS);
  const watch = await follow(lab.target);
  await roll(true);
  await watch.until('pod_gone', 3);
  watch.stop();
  await fleet.stop();
  const failed = log.rpcs().filter(({ code }) => code !== 'OK');
  return { failed, goaways: log.events.filter(({ kind }) => kind === 'goaway').length, watch };
}

describe('Pods of the lab', { timeout: MINUTE }, () => {
  it('lose requests with plain SIGTERM, because nodes send to them for a second more', async () => {
    const { failed, watch } = await restartOf('sigterm');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(({ code }) => code === 'UNAVAILABLE')).toBe(true);
    const told = watch.events.filter(({ kind }) => kind === 'pod_terminating');
    for (const { uid, at } of told) {
      const removed = watch.events.find((event) => event.uid === uid && event.kind === 'endpoint_removed');
      expect((removed?.at ?? 0) - at).toBeGreaterThanOrEqual(1000);
    }
  });

  it.each(['drain', 'healthcheck-fail'] as const)(
    'lose none with %s: each client is asked to leave first',
    async (way) => {
      const { failed, goaways } = await restartOf(way);
      expect(failed).toEqual([]);
      expect(goaways).toBeGreaterThanOrEqual(CLIENTS);
    },
  );

  it('are out of the endpoints before the signal where they sleep, and clients are not asked', async () => {
    const { goaways, watch } = await restartOf('sleep');
    expect(goaways).toBe(0);
    for (const { uid } of watch.events.filter(({ kind }) => kind === 'pod_gone')) {
      expect(watch.of(uid).slice(-3)).toEqual(['pod_terminating', 'endpoint_removed', 'pod_gone']);
    }
  });
});
