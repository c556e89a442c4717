import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Pod } from '../../src/domain/topology.ts';
import type { ClientFleet } from '../../src/ports/client-fleet.ts';
import { createEventLog, sending } from '../adapters/grpc/event-log.ts';

export interface FleetUnderTest {
  fleet: ClientFleet;
  /** HOST:PORT for the clients. */
  address: string;
  pods(): Promise<readonly Pod[]>;
  /** Ends a Pod at once; another takes its place. */
  kill(pod: Pod): Promise<void>;
  close(): Promise<void>;
}

/** What every ClientFleet must do. */
export function clientFleetContract(name: string, open: () => Promise<FleetUnderTest>): void {
  describe(`the client fleet on ${name}`, () => {
    let on: FleetUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on.close());
    // A Pod that a test has killed is sent connections for a second more, as in a cluster.
    beforeEach(async () => {
      const areThere = async () =>
        (await on.pods()).filter(({ ready }) => ready).length === 3 && (await on.pods()).length === 3;
      await expect.poll(areThere, { timeout: 20_000 }).toBe(true);
    });

    it('gives every client one connection of its own, and says which Pod answered', async () => {
      const log = createEventLog();
      const spec = { address: on.address, clients: 9, interval_ms: 60, seed: 1 };
      const fleet = await on.fleet.start(spec, log.push);
      await log.until(() => Array.from({ length: 9 }, (_, n) => log.rpcs(n)).every((own) => own.length >= 3));
      expect(fleet.sockets()).toBe(9);
      expect(log.of('connect').map(({ conn }) => conn)).toEqual(Array(9).fill(1));
      expect(new Set(log.of('connect').map(({ port }) => port)).size).toBe(9);
      expect(new Set(log.rpcs().map(({ code }) => code))).toEqual(new Set(['OK']));
      const names = (await on.pods()).map((pod) => pod.name);
      for (let client = 0; client < 9; client++) {
        const own = log.rpcs(client);
        expect(new Set(own.map(({ pod }) => pod)).size).toBe(1);
        expect(names).toContain(own[0]?.pod);
        expect(own.map(({ opened }) => opened)).toEqual([true, ...Array(own.length - 1).fill(false)]);
      }
      await fleet.stop();
      expect(fleet.sockets()).toBe(0);
      expect(log.of('disconnect').map(({ by }) => by)).toEqual(Array(9).fill('client'));
      expect(fleet.gates().filter(({ ok }) => !ok)).toEqual([]);
      const ended = log.events.length;
      await fleet.stop();
      expect(log.events).toHaveLength(ended);
    });

    it('keeps the interval from start to start', async () => {
      const log = createEventLog();
      const fleet = await on.fleet.start({ address: on.address, clients: 2, interval_ms: 50, seed: 1 }, log.push);
      await log.until(() => log.rpcs(0).length >= 8 && log.rpcs(1).length >= 8);
      await fleet.stop();
      for (const client of [0, 1]) {
        const due = log.rpcs(client).map((rpc) => sending(rpc).dueMs);
        for (const at of due) expect(Math.abs(((at - (due[0] ?? 0) + 25) % 50) - 25)).toBeLessThan(0.01);
      }
    });

    it('reconnects the clients of a Pod that ended, and leaves the others where they are', async () => {
      const log = createEventLog();
      const fleet = await on.fleet.start({ address: on.address, clients: 12, interval_ms: 80, seed: 1 }, log.push);
      const answered = () => Array.from({ length: 12 }, (_, n) => log.rpcs(n).find(({ code }) => code === 'OK'));
      await log.until(() => answered().every((rpc) => rpc !== undefined));
      const at = answered().map((rpc) => rpc?.pod);
      const victim = (await on.pods()).find((pod) => pod.name === at[0]);
      if (victim === undefined) throw new Error(`no Pod ${at[0]}`);
      const moved = at.flatMap((pod, client) => (pod === victim.name ? [client] : []));
      await on.kill(victim);
      await log.until(() =>
        moved.every((client) => log.rpcs(client).some(({ conn, code }) => conn > 1 && code === 'OK')),
      );
      await fleet.stop();
      const lost = log.of('disconnect').filter(({ by }) => by === 'peer');
      expect([...new Set(lost.map(({ client }) => client))].sort((a, b) => a - b)).toEqual(moved);
      for (const client of moved) {
        const after = log.rpcs(client).filter(({ conn, code }) => conn > 1 && code === 'OK');
        expect(after.map(({ pod }) => pod)).not.toContain(victim.name);
      }
    });

    describe.each(['server-stream', 'bidi-stream'] as const)('of %s clients', (rpc) => {
      const clients = [0, 1, 2, 3];

      it('holds one stream for each, with a message at every interval, until the stop', async () => {
        const log = createEventLog();
        const spec = { address: on.address, clients: 4, interval_ms: 120, seed: 1, rpc, stream_ms: null };
        const fleet = await on.fleet.start(spec, log.push);
        await log.until(() => clients.every((client) => log.rpcs(client).length >= 11));
        expect(log.of('stream')).toEqual([]);
        expect(fleet.sockets()).toBe(4);
        await fleet.stop();
        expect(log.of('connect').map(({ conn }) => conn)).toEqual([1, 1, 1, 1]);
        expect(new Set(log.rpcs().map(({ code }) => code))).toEqual(new Set(['OK']));
        for (const client of clients) {
          const own = log.rpcs(client);
          const [first, ...others] = own;
          expect([first?.opened, ...others.map(({ opened }) => opened)]).toEqual([true, ...others.map(() => false)]);
          expect(log.of('stream').filter((stream) => stream.client === client)).toMatchObject([
            { conn: 1, pod: own[0]?.pod, code: 'OK', messages: own.length },
          ]);
          // Half the interval and twice as long are not what a busy machine makes of it.
          const each = ((own.at(-1)?.at_ms ?? 0) - (first?.at_ms ?? 0)) / others.length;
          expect(each).toBeGreaterThan(72);
          expect(each).toBeLessThan(220);
        }
        expect(log.of('disconnect').map(({ by }) => by)).toEqual(Array(4).fill('client'));
        expect(fleet.gates().filter(({ ok }) => !ok)).toEqual([]);
      });

      it('opens the next one on the same connection, at the first interval after the end of the one before', async () => {
        const log = createEventLog();
        const spec = { address: on.address, clients: 4, interval_ms: 120, seed: 1, rpc, stream_ms: 300 };
        const fleet = await on.fleet.start(spec, log.push);
        const streamsOf = (client: number) => log.of('stream').filter((stream) => stream.client === client);
        await log.until(() => clients.every((client) => streamsOf(client).length >= 3));
        await fleet.stop();
        for (const client of clients) {
          const [one, two, three] = streamsOf(client);
          for (const stream of [one, two, three]) {
            expect(stream).toMatchObject({ conn: 1, code: 'OK' });
            expect(stream?.messages).toBeGreaterThanOrEqual(1);
            expect(stream?.lasted_ms).toBeGreaterThanOrEqual(299);
          }
          const [first] = log.rpcs(client);
          for (const ended of [one, two]) {
            const next = log.rpcs(client).find(({ at_ms }) => at_ms >= (ended?.at_ms ?? 0));
            if (first === undefined || next === undefined || ended === undefined) throw new Error('no message');
            const { dueMs } = sending(next);
            expect(Math.abs(((dueMs - sending(first).dueMs + 60) % 120) - 60)).toBeLessThan(0.01);
            expect(dueMs).toBeGreaterThanOrEqual(ended.at_ms);
            expect(dueMs - ended.at_ms).toBeLessThan(140);
          }
        }
        expect(log.of('connect')).toHaveLength(4);
      });

      it('says which status broke a stream off, and opens the next on another Pod', async () => {
        const log = createEventLog();
        const spec = { address: on.address, clients: 12, interval_ms: 80, seed: 1, rpc, stream_ms: null };
        const fleet = await on.fleet.start(spec, log.push);
        const answered = () => Array.from({ length: 12 }, (_, n) => log.rpcs(n).find(({ code }) => code === 'OK'));
        await log.until(() => answered().every((message) => message !== undefined));
        const at = answered().map((message) => message?.pod);
        const victim = (await on.pods()).find((pod) => pod.name === at[0]);
        if (victim === undefined) throw new Error(`no Pod ${at[0]}`);
        const moved = at.flatMap((pod, client) => (pod === victim.name ? [client] : []));
        await on.kill(victim);
        await log.until(() =>
          moved.every((client) => log.rpcs(client).some(({ conn, code }) => conn > 1 && code === 'OK')),
        );
        const broken = log.of('stream').filter(({ messages }) => messages > 0);
        await fleet.stop();
        expect(broken.map(({ client }) => client).sort((a, b) => a - b)).toEqual(moved);
        expect(new Set(broken.map(({ code }) => code))).toEqual(new Set(['UNAVAILABLE']));
        for (const { client, at_ms } of broken) {
          expect(log.rpcs(client).filter((rpc) => rpc.at_ms === at_ms)).toMatchObject([
            { conn: 1, pod: victim.name, code: 'UNAVAILABLE' },
          ]);
          const after = log.rpcs(client).filter(({ conn, code }) => conn > 1 && code === 'OK');
          expect(after.map(({ pod }) => pod)).not.toContain(victim.name);
        }
      });
    });

    it('discards what is left of a run, also where nothing is', async () => {
      await expect(on.fleet.discard('r-nobody')).resolves.toBeUndefined();
    });

    it('refuses a fleet without clients, and knows its version', async () => {
      await expect(
        on.fleet.start({ address: on.address, clients: 0, interval_ms: 50, seed: 1 }, () => undefined),
      ).rejects.toMatchObject({ code: 'clients_not_ready' });
      expect(on.fleet.version()).toMatch(/^\d+\.\d+\.\d+/);
    });
  });
}
