import { describe, expect, it } from 'vitest';
import { createReporter } from '../../src/app/report-runs.ts';
import { submitRun } from '../../src/app/submit-run.ts';
import type { Recovery } from '../../src/domain/record-restore.ts';
import { createFakeRunQueue } from '../fakes/fake-run-queue.ts';
import { aProgress, aRequest } from './a-request.ts';
import { begin, end, ID, setUpReporter as setUp } from './reporter-world.ts';

describe('the reporter', () => {
  it('leaves a waiting run’s message alone while nothing changes', async () => {
    const { world, shown } = await setUp();
    await world.clock.advance(4000);
    const versions = shown().length;
    await world.clock.advance(60_000);
    expect(shown()).toHaveLength(versions);
    expect(new Set(shown())).toEqual(new Set(['queued']));
  });

  it('edits at most once in 3 s, shows the last progress of each time, and nothing after the end', async () => {
    const { world, thread, reporter } = await setUp();
    await begin(world);
    for (let second = 1; second <= 31; second++) {
      world.queue.tell('lab', aProgress(second * 1000));
      await world.clock.advance(1000);
    }
    await end(world);
    await world.clock.advance(30_000);
    await reporter.stop();
    const { versions } = thread();
    const gaps = versions.slice(1).map(({ at }, index) => at - (versions[index]?.at ?? 0));
    expect(Math.min(...gaps.slice(1))).toBeGreaterThanOrEqual(3000);
    expect(Math.max(...gaps.slice(2, -1))).toBeLessThan(4000);
    expect(versions.at(-1)?.message.state).toBe('done');
    expect(versions.filter(({ message }) => message.state === 'done')).toHaveLength(1);
    for (const { at, message } of versions.slice(3, -1)) {
      const told = Number(/(\d+) s of about/.exec(message.lines[0] ?? '')?.[1]);
      const newest = Math.floor((at - (versions[0]?.at ?? 0) - 4000) / 1000) + 1;
      expect(Math.abs(told - newest)).toBeLessThanOrEqual(1);
    }
  });

  it('edits at most 20 times a minute over a run of 10 minutes, and not at all after its end', async () => {
    const { world, thread } = await setUp();
    await begin(world);
    for (let second = 1; second <= 600; second++) {
      world.queue.tell('lab', aProgress(second * 1000));
      await world.clock.advance(1000);
    }
    await end(world);
    await world.clock.advance(600_000);
    const edits = thread()
      .versions.slice(1)
      .map(({ at }) => at);
    expect(edits.length).toBeGreaterThan(140);
    for (const [index, at] of edits.entries()) {
      expect(edits.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(20);
      if (index > 1) expect(at - (edits[index - 1] ?? 0)).toBeGreaterThanOrEqual(3000);
    }
    expect(thread().versions.at(-1)?.message.state).toBe('done');
    expect(thread().versions.filter(({ message }) => message.state === 'done')).toHaveLength(1);
  });

  it('edits at most 45 times a minute however many runs go on, each of them in its turn', async () => {
    const targets = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { world, reporter } = await setUp();
    await world.clock.during(reporter.stop());
    const queue = createFakeRunQueue({ targets });
    const runs = targets.map((target, index) =>
      aRequest({ id: `r-1000000${index}`, target, thread: { channel: 'C0SRE', ts: null } }),
    );
    const limits = { clients: 2000, observe_ms: 600_000, scenarios: ['rollout-restart'] };
    const deps = { ...world.deps, queue, targets: new Map(targets.map((target) => [target, limits])) };
    for (const run of runs) await submitRun(deps, run, run.id);
    const busy = createReporter({ ...world, ...deps, targets, planParts: async () => [], resultParts: async () => [] });
    await busy.start();
    for (const [index, target] of targets.entries()) {
      queue.take(target);
      await world.store.update(runs[index]?.id ?? '', { state: 'running' });
    }
    const from = world.clock.monotonicMs();
    for (let second = 1; second <= 180; second++) {
      for (const target of targets) queue.tell(target, aProgress(second * 1000));
      await world.clock.advance(1000);
    }
    await world.clock.during(busy.stop());
    const editsOf = (run: string) =>
      world.chat
        .thread(run)
        .versions.slice(1)
        .map(({ at }) => at);
    const all = runs.flatMap(({ id }) => editsOf(id));
    expect(
      Math.max(...all.map((at) => all.filter((other) => other >= at && other < at + 60_000).length)),
    ).toBeLessThanOrEqual(45);
    for (const { id } of runs) {
      const times = [from, ...editsOf(id)];
      expect(Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toBeLessThan(20_000);
    }
  });

  it('posts the plan once the run runs, and the result’s parts before the root message says the end', async () => {
    const { world, parts, shown } = await setUp();
    await begin(world);
    expect(parts()).toEqual(['the plan']);
    let partsAtEnd = 0;
    const update = world.chat.updateRoot;
    world.chat.updateRoot = (place, message) => {
      if (message.state === 'done') partsAtEnd = parts().length;
      return update(place, message);
    };
    await end(world);
    await world.clock.advance(10_000);
    expect(parts()).toEqual(['the plan', 'chart.png', 'the report', 'why']);
    expect(partsAtEnd).toBe(4);
    expect(shown().at(-1)).toBe('done');
    expect(await world.store.open()).toEqual([]);
  });

  it('posts each part once although it is started anew in the middle of them', async () => {
    const { world, parts, reporter, start, shown } = await setUp();
    await begin(world);
    await reporter.stop();
    const second = await start();
    await world.clock.advance(5000);
    expect(parts()).toEqual(['the plan']);
    world.chat.fail('postPart', 99, { when: (part) => part.kind === 'text' && part.text === 'the report' });
    await end(world);
    await world.clock.advance(1000);
    await second.stop();
    expect(parts()).toEqual(['the plan', 'chart.png']);
    world.chat.fail('postPart', 0);
    await start();
    await world.clock.advance(10_000);
    expect(parts()).toEqual(['the plan', 'chart.png', 'the report', 'why']);
    expect(shown().filter((state) => state === 'done')).toHaveLength(1);
  });

  it('tells an outcome that came while no bot ran, and none twice after another start', async () => {
    const { world, reporter, start, shown } = await setUp();
    await world.clock.during(reporter.stop());
    await begin(world);
    await end(world, { state: 'interrupted' });
    const second = await start();
    await world.clock.advance(10_000);
    await world.clock.during(second.stop());
    await start();
    await world.clock.advance(10_000);
    expect(shown().filter((state) => state === 'interrupted')).toHaveLength(1);
    expect(world.chat.told).toEqual([]);
  });

  it('tells nothing again because of a list of open runs that was read before it told', async () => {
    const { world, shown } = await setUp();
    await begin(world);
    await end(world);
    const stale = await world.store.open();
    const open = world.store.open;
    let isStale = false;
    world.store.open = async () => {
      const now = await open();
      if (isStale || now.length > 0) return now;
      isStale = true;
      return stale;
    };
    await world.clock.advance(20_000);
    expect(isStale).toBe(true);
    expect(shown().filter((state) => state === 'done')).toHaveLength(1);
  });

  it('tells what ended right before it is stopped', async () => {
    const { world, reporter, shown } = await setUp();
    await begin(world);
    await end(world);
    await world.clock.during(reporter.stop());
    expect(shown().at(-1)).toBe('done');
  });

  it('tells of a run that was cancelled in the queue', async () => {
    const { world, thread } = await setUp();
    await world.queue.remove(aRequest({ id: ID }));
    await world.store.update(ID, { state: 'cancelled', cancelledBy: 'U0ANNA' });
    await world.clock.advance(10_000);
    expect(thread().versions.at(-1)?.message).toMatchObject({ state: 'cancelled' });
    expect(thread().versions.at(-1)?.message.lines[0]).toContain('cancelled by <@U0ANNA> before it started');
  });

  it.each([
    [null, 'interrupted'],
    ['U0ANNA', 'cancelled'],
  ])('ends a run that is said to wait but is in no queue (cancelled by %s) as %s', async (by, state) => {
    const { world, shown } = await setUp();
    await world.clock.advance(30_000);
    expect(shown().at(-1)).toBe('queued');
    if (by !== null) await world.store.update(ID, { cancelledBy: by });
    await world.queue.remove(aRequest({ id: ID }));
    await world.clock.advance(8000);
    expect((await world.store.get(ID))?.state).toBe('queued');
    await world.clock.advance(15_000);
    expect((await world.store.get(ID))?.state).toBe(state);
    expect(shown().at(-1)).toBe(state);
  });

  it('does not take a queue that does not answer for an empty one', async () => {
    const { world, shown } = await setUp();
    world.queue.away(true);
    await world.clock.advance(60_000);
    world.queue.away(false);
    await world.clock.advance(5000);
    expect(shown().at(-1)).toBe('queued');
    expect(world.log.warnings()).toContain('report_round_failed');
  });
});

describe('a recovery after the end', () => {
  const problem = {
    code: 'foreign_change',
    message: 'Somebody else changed it.',
    differs: ['spec.replicas: 3, now 5'],
  };
  const failed = {
    state: 'failed',
    failure: { phase: 'restore', code: 'restore_failed', message: 'Somebody else changed it.' },
    verdict: null,
    restore: { state: 'FAILED', pre_image: 'a', post_image: 'b', took_ms: 0, problem },
  } as const;
  const recovery: Recovery = {
    at: '2026-11-23T15:00:00.000Z',
    asked_by: null,
    keep: null,
    differs: [],
    state: 'RESTORED',
  };

  it('is told once in the thread, and corrects the root message', async () => {
    const { world, thread, parts } = await setUp();
    await begin(world);
    await end(world, failed);
    await world.clock.advance(30_000);
    expect(thread().versions.at(-1)?.message.lines.join('\n')).toContain('is not restored');
    const known = parts().length;
    await world.store.update(ID, { recovery });
    await world.clock.advance(30_000);
    expect(parts().slice(known)).toEqual([expect.stringMatching(/^<@U0KATO>\n.*is restored and verified/)]);
    expect(thread().versions.at(-1)?.message.lines.join('\n')).not.toContain('is not restored');
    expect(await world.store.get(ID)).toMatchObject({ told: true });
    await world.clock.advance(60_000);
    expect(parts()).toHaveLength(known + 1);
  });

  it('is told each time that somebody asks for one', async () => {
    const { world, parts } = await setUp();
    await begin(world);
    await end(world, failed);
    await world.clock.advance(30_000);
    const known = parts().length;
    const stopped = { ...recovery, state: 'FAILED', asked_by: 'U0ANNA', message: 'It is still there.' } as const;
    await world.store.update(ID, { recovery: { ...stopped, differs: problem.differs } });
    await world.clock.advance(1000);
    await world.store.update(ID, { recovery: { ...recovery, at: '2026-11-23T15:01:00.000Z', asked_by: 'U0ANNA' } });
    await world.clock.advance(30_000);
    expect(parts().slice(known).at(-1)).toContain('is restored and verified (at 15:01:00 UTC, asked for by <@U0ANNA>)');
    expect(await world.store.get(ID)).toMatchObject({ told: true });
  });
});
