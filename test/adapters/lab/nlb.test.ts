import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Nlb, startNlb } from '../../../src/adapters/lab/nlb/start-nlb.ts';
import type { NlbTarget } from '../../../src/adapters/lab/nlb/target-group.ts';
import { LAB_DEFAULTS, type NlbSettings } from '../../../src/domain/nlb/nlb-settings.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { type FakeBackend, openClient, startBackend } from './nlb-clients.ts';

const ZONES = [
  { name: 'zone-a', host: '127.0.0.1' },
  { name: 'zone-b', host: '127.0.0.1' },
];

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function backend(): Promise<FakeBackend> {
  const started = await startBackend();
  closing.push(started.close);
  return started;
}

function targetAt(zone: string, { address }: FakeBackend, more: Partial<NlbTarget> = {}): NlbTarget {
  return { address, zone, health: '', isReady: true, ...more };
}

/** A balancer on a clock that stands still, with a backend in each of two zones. */
async function balancer(settings: Partial<NlbSettings> = {}) {
  const clock = createFakeClock();
  let seed = 0;
  // A sequence of numbers that are spread evenly, the same in every test.
  const random = (): number => {
    seed = (seed + 0.618_033_988_749_895) % 1;
    return seed;
  };
  const nlb = await startNlb({ zones: ZONES, settings: { ...LAB_DEFAULTS, ...settings }, clock, random });
  closing.push(nlb.stop);
  const [a, b] = [await backend(), await backend()];
  nlb.setTargets('instance', [targetAt('zone-a', a), targetAt('zone-b', b)]);
  const [zoneA = '', zoneB = ''] = nlb.state().zones.map(({ address }) => address);
  return { nlb, clock, a, b, zoneA, zoneB };
}

async function open(address: string) {
  const client = await openClient(address);
  closing.push(() => void client.socket.destroy());
  return client;
}

async function openMany(address: string, count: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => open(address)));
  await Promise.all(clients.map((client) => client.ask()));
}

function stateOf(nlb: Nlb, { address }: FakeBackend): string | undefined {
  return nlb.state().targets.find((target) => target.address === address)?.state;
}

describe('a flow', () => {
  it('goes where its hash says, and stays there for its life', async () => {
    const { nlb, a, b, zoneA } = await balancer();
    const client = await open(zoneA);
    for (let i = 0; i < 5; i++) await client.ask();
    expect(a.sockets.length + b.sockets.length).toBe(1);
    const first = a.sockets.length === 1 ? a : b;
    // Another set of targets moves no flow that exists.
    nlb.setTargets('instance', [targetAt('zone-a', first === a ? b : a)]);
    await client.ask();
    expect(nlb.state().flows).toMatchObject({ active: 1, opened: 1, byTarget: { [first.address]: 1 } });
  });

  it('is ended by whichever side ends it, and the other side hears of it', async () => {
    const { nlb, a, b, zoneA } = await balancer();
    nlb.setTargets('instance', [targetAt('zone-a', a)]);
    const polite = await open(zoneA);
    await polite.ask();
    polite.socket.end();
    expect(await polite.ended).toBe('end');
    expect(a.ends).toEqual(['end']);

    const rude = await open(zoneA);
    await rude.ask();
    rude.socket.resetAndDestroy();
    await expect.poll(() => a.ends).toEqual(['end', 'ECONNRESET']);

    const cut = await open(zoneA);
    await cut.ask();
    a.sockets.at(-1)?.resetAndDestroy();
    expect(await cut.ended).toBe('ECONNRESET');
    await expect.poll(() => nlb.state().flows).toMatchObject({ active: 0, ghosts: 0, resets: 0 });
    expect(b.sockets).toEqual([]);
  });

  it('to a target that refuses is refused', async () => {
    const { nlb, a, zoneA } = await balancer();
    nlb.setTargets('instance', [targetAt('zone-a', a)]);
    await a.close();
    expect(await (await open(zoneA)).ended).toBe('ECONNRESET');
  });

  it('carries a megabyte each way', async () => {
    const { zoneA } = await balancer();
    const client = await open(zoneA);
    const bytes = 1_000_000;
    let back = 0;
    client.socket.on('data', (chunk) => {
      back += chunk.length;
    });
    client.socket.write(Buffer.alloc(bytes));
    await expect.poll(() => back).toBe(bytes);
  });
});

describe('cross-zone', () => {
  it('on: each zone sends to the targets of both', async () => {
    const { a, b, zoneA } = await balancer();
    await openMany(zoneA, 60);
    expect(a.sockets.length + b.sockets.length).toBe(60);
    expect(a.sockets.length).toBeGreaterThan(15);
    expect(b.sockets.length).toBeGreaterThan(15);
  });

  it('off: each zone sends to its own alone', async () => {
    const { a, b, zoneA, zoneB } = await balancer({ crossZone: false });
    await openMany(zoneA, 20);
    expect([a.sockets.length, b.sockets.length]).toEqual([20, 0]);
    await openMany(zoneB, 20);
    expect([a.sockets.length, b.sockets.length]).toEqual([20, 20]);
  });

  it('off: a zone without a healthy target is not in DNS and refuses, until no zone has one', async () => {
    const { nlb, a, b, zoneA } = await balancer({ crossZone: false });
    nlb.setTargets('instance', [targetAt('zone-a', a, { isReady: false }), targetAt('zone-b', b)]);
    expect(nlb.state().zones.map(({ isInDns }) => isInDns)).toEqual([false, true]);
    expect(await (await open(zoneA)).ended).toBe('ECONNRESET');
    const unready = [targetAt('zone-a', a, { isReady: false }), targetAt('zone-b', b, { isReady: false })];
    nlb.setTargets('instance', unready);
    expect(nlb.state().zones.map(({ isInDns }) => isInDns)).toEqual([true, true]);
    await (await open(zoneA)).ask();
  });

  it('is changed for new flows, and leaves the ones that exist', async () => {
    const { nlb, a, b, zoneA } = await balancer();
    await openMany(zoneA, 20);
    const before = b.sockets.length;
    nlb.configure({ crossZone: false });
    await openMany(zoneA, 20);
    expect([a.sockets.length, b.sockets.length]).toEqual([40 - before, before]);
    expect(nlb.state().flows.active).toBe(40);
  });
});

describe('the idle timeout', () => {
  it('tells neither side; the next byte of the client is answered with RST, and the target is left open', async () => {
    const { nlb, clock, a, zoneA } = await balancer();
    nlb.setTargets('instance', [targetAt('zone-a', a)]);
    const client = await open(zoneA);
    await client.ask();
    await clock.advance(349_999);
    expect(nlb.state().flows).toMatchObject({ active: 1, ghosts: 0 });
    await clock.advance(1);
    expect(nlb.state().flows).toMatchObject({ active: 0, ghosts: 1, resets: 0 });
    expect([client.isOpen(), a.ends]).toEqual([true, []]);

    client.socket.write('hello?');
    expect(await client.ended).toBe('ECONNRESET');
    // What the target does not know of is still a connection there.
    expect([a.ends, a.sockets[0]?.readyState]).toEqual([[], 'open']);
    expect(nlb.state().flows).toMatchObject({ ghosts: 1, resets: 1 });

    a.sockets[0]?.write('anybody?');
    await expect.poll(() => a.ends).toEqual(['ECONNRESET']);
    await expect.poll(() => nlb.state().flows).toMatchObject({ ghosts: 0, resets: 2 });
  });

  it('answers the next byte of the target with RST too', async () => {
    const { nlb, clock, a, zoneA } = await balancer();
    nlb.setTargets('instance', [targetAt('zone-a', a)]);
    const client = await open(zoneA);
    await client.ask();
    await clock.advance(350_000);
    a.sockets[0]?.write('anybody?');
    await expect.poll(() => a.ends).toEqual(['ECONNRESET']);
    expect(client.isOpen()).toBe(true);
  });

  it('answers a FIN like any other packet', async () => {
    const { nlb, clock, a, zoneA } = await balancer();
    nlb.setTargets('instance', [targetAt('zone-a', a)]);
    const client = await open(zoneA);
    await client.ask();
    await clock.advance(350_000);
    client.socket.end();
    expect(await client.ended).toBe('ECONNRESET');
    expect(a.ends).toEqual([]);
  });

  it('counts from the last byte in either direction', async () => {
    const { nlb, clock, a, zoneA } = await balancer();
    nlb.setTargets('instance', [targetAt('zone-a', a)]);
    const client = await open(zoneA);
    await client.ask();
    await clock.advance(300_000);
    await client.ask();
    await clock.advance(300_000);
    const told = once(client.socket, 'data');
    a.sockets[0]?.write('news');
    await told;
    await clock.advance(349_000);
    expect(nlb.state().flows.active).toBe(1);
    await clock.advance(1000);
    expect(nlb.state().flows.active).toBe(0);
  });

  it('is shortened for flows that exist', async () => {
    const { nlb, clock, zoneA } = await balancer();
    await (await open(zoneA)).ask();
    await clock.advance(5000);
    nlb.configure({ idleTimeoutMs: 2000 });
    await clock.advance(0);
    expect(nlb.state().flows).toMatchObject({ active: 0, ghosts: 1 });
  });

  it('that changes lets go of what was forgotten, so that nothing of it is counted later', async () => {
    const { nlb, clock, a, zoneA } = await balancer();
    nlb.setTargets('instance', [targetAt('zone-a', a)]);
    await (await open(zoneA)).ask();
    nlb.configure({ idleTimeoutMs: 2000 });
    await clock.advance(2000);
    expect([nlb.state().flows.ghosts, a.ends]).toEqual([1, []]);
    nlb.configure({ idleTimeoutMs: 350_000 });
    await expect.poll(() => nlb.state().flows.ghosts).toBe(0);
    await expect.poll(() => a.ends.length).toBe(1);
  });
});

describe('targets', () => {
  it('that are deregistered get no new flow and keep what they have, for good', async () => {
    const { nlb, clock, a, b, zoneA } = await balancer();
    nlb.setTargets('instance', [targetAt('zone-a', a)]);
    const client = await open(zoneA);
    await client.ask();
    nlb.setTargets('instance', [targetAt('zone-b', b)]);
    expect(stateOf(nlb, a)).toBe('draining');
    await openMany(zoneA, 10);
    expect([a.sockets.length, b.sockets.length]).toEqual([1, 10]);
    await clock.advance(300_000);
    expect(stateOf(nlb, a)).toBeUndefined();
    await client.ask();
  });

  it('lose their flows at the end of the delay where connection termination is on', async () => {
    const { nlb, clock, a, b, zoneA } = await balancer({ connectionTermination: true, deregistrationDelayMs: 30_000 });
    nlb.setTargets('instance', [targetAt('zone-a', a)]);
    const client = await open(zoneA);
    await client.ask();
    nlb.setTargets('instance', [targetAt('zone-b', b)]);
    await clock.advance(29_000);
    await client.ask();
    await clock.advance(1000);
    expect(await client.ended).toBe('ECONNRESET');
    await expect.poll(() => a.ends).toEqual(['ECONNRESET']);
  });

  it('that come back while they drain are registered again', async () => {
    const { nlb, clock, a, b } = await balancer({ connectionTermination: true });
    nlb.setTargets('instance', [targetAt('zone-b', b)]);
    nlb.setTargets('instance', [targetAt('zone-a', a), targetAt('zone-b', b)]);
    expect(stateOf(nlb, a)).toBe('healthy');
    await clock.advance(300_000);
    expect(stateOf(nlb, a)).toBe('healthy');
  });

  it('are registered after a delay, however often they are named meanwhile', async () => {
    const { nlb, clock, a, b } = await balancer({ registrationDelayMs: 0 });
    nlb.setTargets('instance', [targetAt('zone-a', a)]);
    await clock.advance(300_000);
    nlb.configure({ registrationDelayMs: 10_000 });
    const both = [targetAt('zone-a', a), targetAt('zone-b', b)];
    nlb.setTargets('instance', both);
    await clock.advance(9000);
    nlb.setTargets('instance', both);
    expect(stateOf(nlb, b)).toBeUndefined();
    await clock.advance(1000);
    expect(stateOf(nlb, b)).toBe('healthy');
  });

  it('of the other type are used once the type is changed', async () => {
    const { nlb, a, b, zoneA } = await balancer();
    const pod = await backend();
    nlb.setTargets('ip', [targetAt('zone-a', pod)]);
    expect(nlb.state().targets.map(({ address }) => address)).toEqual([a.address, b.address]);
    nlb.configure({ targetType: 'ip' });
    await openMany(zoneA, 5);
    expect(pod.sockets).toHaveLength(5);
    expect(a.sockets.length + b.sockets.length).toBe(0);
  });
});

describe('health checks', () => {
  const checks = { intervalMs: 10_000, timeoutMs: 10_000, healthyThreshold: 3, unhealthyThreshold: 3 };

  it('on the traffic port are connections to the target that carry nothing, one an interval', async () => {
    const { nlb, clock, a } = await balancer();
    nlb.configure({ healthChecks: { ...checks, port: 'traffic-port' } });
    await a.accepted(1);
    expect(stateOf(nlb, a)).toBe('healthy');
    await expect.poll(() => a.ends).toEqual(['end']);
    await clock.advance(10_000);
    await a.accepted(2);
    nlb.configure({ healthChecks: null });
    await clock.advance(60_000);
    expect(a.sockets).toHaveLength(2);
    expect(nlb.state().flows.opened).toBe(0);
  });

  /** A port of its own for a target's health. */
  async function healthPort() {
    const state = { status: 200, asked: 0, url: '' };
    const server = createServer((_, response) => {
      state.asked += 1;
      response.writeHead(state.status, { connection: 'close' }).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => void server.close());
    state.url = `http://127.0.0.1:${(server.address() as { port: number }).port}/healthz`;
    return state;
  }

  /** A balancer whose targets, one in each zone, are checked at ports of their own. */
  async function checkedBalancer() {
    const made = await balancer();
    const { nlb, clock, a, b, zoneA } = made;
    nlb.setTargets('instance', []);
    const [healthA, healthB] = [await healthPort(), await healthPort()];
    const targets = [targetAt('zone-a', a, { health: healthA.url }), targetAt('zone-b', b, { health: healthB.url })];
    nlb.configure({ healthChecks: { ...checks, port: 'own' } });
    nlb.setTargets('instance', targets);
    const states = () => [stateOf(nlb, a), stateOf(nlb, b)];
    expect(states()).toEqual(['initial', 'initial']);
    await expect.poll(states).toEqual(['healthy', 'healthy']);
    /** One more check of both. */
    const check = async (): Promise<void> => {
      const before = healthA.asked + healthB.asked;
      await clock.advance(10_000);
      await expect.poll(() => healthA.asked + healthB.asked).toBe(before + 2);
      await clock.advance(0);
    };
    const client = await open(zoneA);
    await client.ask();
    const [its, other] = a.sockets.length === 1 ? [healthA, healthB] : [healthB, healthA];
    return { ...made, states, check, client, its, other };
  }

  it('take a target out after three failures and in after three passes', async () => {
    const { nlb, a, b, zoneA, states, check, its, client } = await checkedBalancer();
    its.status = 503;
    await check();
    await check();
    expect(states()).toEqual(['healthy', 'healthy']);
    await check();
    await expect.poll(() => states().toSorted()).toEqual(['healthy', 'unhealthy']);
    // Nobody is told; whoever speaks is answered with RST.
    expect(client.isOpen()).toBe(true);
    client.socket.write('hello?');
    expect(await client.ended).toBe('ECONNRESET');
    const served = a.sockets.length + b.sockets.length;
    await openMany(zoneA, 10);
    expect(Math.max(a.sockets.length, b.sockets.length)).toBe(served + 9);
    its.status = 200;
    await check();
    await check();
    expect(states().toSorted()).toEqual(['healthy', 'unhealthy']);
    await check();
    await expect.poll(states).toEqual(['healthy', 'healthy']);
    expect(nlb.state().zones.every(({ isInDns }) => isInDns)).toBe(true);
  });

  it('that all fail open the balancer: every target gets flows, and the ones that exist go on', async () => {
    const { a, b, zoneA, states, check, its, other, client } = await checkedBalancer();
    other.status = 503;
    for (let i = 0; i < 3; i++) await check();
    its.status = 503;
    for (let i = 0; i < 3; i++) await check();
    await expect.poll(states).toEqual(['unhealthy', 'unhealthy']);
    await client.ask();
    await openMany(zoneA, 20);
    expect(Math.min(a.sockets.length, b.sockets.length)).toBeGreaterThan(2);
  });
});

describe('settings', () => {
  it('out of range are refused by name, and change nothing', async () => {
    const { nlb } = await balancer();
    expect(() => nlb.configure({ crossZone: false, idleTimeoutMs: 1 })).toThrow(
      "The lab's NLB takes idleTimeoutMs from 100 to 6000000, not 1.",
    );
    expect(nlb.settings()).toEqual(LAB_DEFAULTS);
  });
});
