import { describe, expect, it } from 'vitest';
import { CHECK_CONNECTIONS, checkPath, createPathChecks } from '../../src/app/check-path.ts';
import { lookAtPath, type PathDeps } from '../../src/app/look-at-path.ts';
import type { PathCheck } from '../../src/domain/path/path-check.ts';
import type { ClientFleet, Fleet, FleetSpec } from '../../src/ports/client-fleet.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { createFakeFleet, type FakeFleetOptions } from '../fakes/fake-fleet.ts';
import { createFakePodStats } from '../fakes/fake-pod-stats.ts';
import { createFakeTarget } from '../fakes/fake-target.ts';

function createCheckWorld(options: Partial<FakeFleetOptions> = {}) {
  const clock = createFakeClock();
  const lab = createFakeTarget({ clock });
  const podStats = createFakePodStats();
  const started: FleetSpec[] = [];
  const fleets: Fleet[] = [];
  const real = createFakeFleet({ clock, pods: lab.pods, counts: podStats, ...options });
  const probe: ClientFleet = {
    ...real,
    async start(spec, ...rest) {
      started.push(spec);
      const fleet = await real.start(spec, ...rest);
      fleets.push(fleet);
      return fleet;
    },
  };
  const deps: PathDeps = { ...lab, stats: podStats.stats, clock, probe, proxyMode: async () => undefined };
  const source = async () => lab.target.describe();
  const check = async (changed: Partial<PathDeps> = {}): Promise<PathCheck> =>
    clock.during(checkPath({ ...deps, ...changed }, await source()));
  return { clock, lab, podStats, started, fleets, deps, check };
}

const made = (check: PathCheck) => {
  if (check.kind !== 'made') throw new Error(`no check was made: ${check.why}`);
  return check;
};

describe('a check of the path', () => {
  it('opens 60 connections to one node’s NodePort, counts where they land, and closes them', async () => {
    const world = createCheckWorld();
    const check = made(await world.check());
    expect(world.started).toEqual([expect.objectContaining({ address: '127.0.0.11:31401', clients: 60 })]);
    expect(check.door.node).toBe('node-1');
    expect(check.landed).toEqual({ 'uid-1': 20, 'uid-2': 20, 'uid-3': 20 });
    expect(check).toMatchObject({ asked: 60, unnamed: 0, failed: {} });
    expect(world.fleets.map((fleet) => fleet.sockets())).toEqual([0]);
  });

  it('has a 0 for a Pod that got none', async () => {
    const check = made(await createCheckWorld({ pick: (pods) => pods[0] }).check());
    expect(check.landed).toEqual({ 'uid-1': 60, 'uid-2': 0, 'uid-3': 0 });
  });

  it('counts requests that failed by their status, and those without an answer as such', async () => {
    const failing = made(await createCheckWorld({ code: (n) => (n < 3 ? 'UNAVAILABLE' : 'OK') }).check());
    expect(failing.failed).toEqual({ UNAVAILABLE: 3 });
    expect(Object.values(failing.landed).reduce((sum, n) => sum + n, 0)).toBe(57);
  });

  it('ends in time where no Pod answers, and closes what it opened', async () => {
    const world = createCheckWorld();
    const closed: string[] = [];
    const fleet: Fleet = {
      address: '',
      sockets: () => 60,
      stop: async () => void closed.push('stopped'),
      gates: () => [],
    };
    const start = world.clock.monotonicMs();
    const probe = { balances: true, version: () => '', discard: async () => undefined, start: async () => fleet };
    const check = made(await world.check({ probe }));
    expect(world.clock.monotonicMs() - start).toBeLessThan(5000);
    expect(check.failed).toEqual({ DEADLINE_EXCEEDED: CHECK_CONNECTIONS });
    expect(closed).toEqual(['stopped']);
  });

  it('opens none on a target that a run holds, and does on one whose lease has ended', async () => {
    const world = createCheckWorld();
    await world.lab.guard.hold('r-7f3c0a12', 10_000);
    expect(await world.check()).toEqual({ kind: 'not_made', why: 'held', holder: 'r-7f3c0a12' });
    expect(world.started).toEqual([]);
    await world.clock.advance(10_001);
    expect((await world.check()).kind).toBe('made');
  });

  it('gives up when a run takes the target meanwhile, and closes what it opened', async () => {
    const world = createCheckWorld();
    const checking = world.check();
    await world.clock.advance(200);
    await world.lab.guard.hold('r-7f3c0a12', 10_000);
    expect(await checking).toEqual({ kind: 'not_made', why: 'held', holder: 'r-7f3c0a12' });
    expect(world.fleets.map((fleet) => fleet.sockets())).toEqual([0]);
  });

  it('makes no Job for it', async () => {
    expect(await createCheckWorld().check({ probe: null })).toEqual({ kind: 'not_made', why: 'job' });
  });
});

describe('checks of one target', () => {
  it('go on one at a time, and who asks meanwhile gets what that one shows', async () => {
    const world = createCheckWorld();
    const check = createPathChecks(world.deps);
    const source = await world.lab.target.describe();
    const [one, other] = await world.clock.during(Promise.all([check(source, 'node'), check(source, 'node')]));
    expect(other).toEqual(one);
    expect(world.started).toHaveLength(1);
    await world.clock.during(check(source, 'node'));
    expect(world.started).toHaveLength(2);
  });

  it('wait for each other at different doors', async () => {
    const world = createCheckWorld();
    const check = createPathChecks(world.deps);
    const source = await world.lab.target.describe();
    const both = world.clock.during(Promise.all([check(source, 'node'), check(source, 'service')]));
    await world.clock.advance(100);
    expect(world.started).toHaveLength(1);
    const [node, service] = await both;
    expect([node, service]).toMatchObject([{ door: { node: 'node-1' } }, { door: { node: null } }]);
  });
});

describe('a look at the path', () => {
  it('reads what each Pod holds before it opens connections of its own, and null where a Pod says nothing', async () => {
    const world = createCheckWorld();
    world.podStats.opened('uid-1');
    world.podStats.fail('uid-2', 'refused');
    const sight = await world.clock.during(lookAtPath(world.deps, { make: createPathChecks(world.deps), at: 'node' }));
    expect(sight.held).toEqual({ 'uid-1': 1, 'uid-2': null, 'uid-3': 0 });
    expect(sight.check.kind).toBe('made');
  });

  it('opens nothing where none is wanted, and carries kube-proxy’s mode where there is one', async () => {
    const world = createCheckWorld();
    const sight = await world.clock.during(lookAtPath({ ...world.deps, proxyMode: async () => 'iptables' }, null));
    expect(world.started).toEqual([]);
    expect(sight.check).toEqual({ kind: 'not_made', why: 'not_wanted' });
    expect(sight.source.service.proxy_mode).toBe('iptables');
    expect('proxy_mode' in (await world.clock.during(lookAtPath(world.deps, null))).source.service).toBe(false);
  });
});
