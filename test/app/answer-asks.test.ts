import { describe, expect, it } from 'vitest';
import { type AskDeps, answerAsks } from '../../src/app/answer-asks.ts';
import type { Ask } from '../../src/domain/ask.ts';
import { createFakeWorkerDesk } from '../fakes/fake-worker-desk.ts';
import { createWorld } from './world.ts';

const PATH: Ask = { id: 'q-1', kind: 'path', within_ms: 5000, check: 'node' };

/** A worker of fakes that answers until its test ends it. */
function createWorker(changed: Partial<AskDeps> = {}) {
  const world = createWorld();
  const desk = createFakeWorkerDesk();
  const over = new AbortController();
  const guard = world.lab.guardOf({ alive: true });
  const none = { access: async () => null, proxyMode: async () => undefined };
  const deps = { ...world.deps, ...none, guard, probe: world.deps.fleet, desk, ...changed };
  const answering = answerAsks(deps, over.signal);
  return {
    world,
    async answerTo(ask: Ask, afterMs: number) {
      await desk.ask('lab', ask);
      await world.clock.advance(afterMs);
      return desk.answerTo(ask.id);
    },
    async end() {
      const from = world.clock.monotonicMs();
      over.abort(new Error('the worker ends'));
      await world.clock.during(answering);
      return world.clock.monotonicMs() - from;
    },
  };
}

describe('what a worker answers about its target’s path', () => {
  it('is what it sees there, with a check where one is asked for', async () => {
    const worker = createWorker();
    const answer = await worker.answerTo(PATH, 3000);
    expect(answer).toMatchObject({
      kind: 'path',
      sight: { held: { 'uid-1': 0, 'uid-2': 0, 'uid-3': 0 }, check: { kind: 'made', asked: 60 } },
    });
    expect(await worker.answerTo({ ...PATH, id: 'q-2', check: null }, 1000)).toMatchObject({
      sight: { check: { kind: 'not_made', why: 'not_wanted' } },
    });
    await worker.end();
  });

  it('is why it sees nothing, in time also where the target does not answer', async () => {
    const { target } = createWorld().deps;
    const silent = createWorker({ target: { ...target, describe: () => new Promise(() => undefined) } });
    expect(await silent.answerTo(PATH, 4000)).toBeNull();
    await silent.world.clock.advance(1500);
    expect(await silent.answerTo(PATH, 0)).toEqual({ kind: 'refused', message: 'It did not answer within 5 s.' });
    await silent.end();
    const gone = createWorker({
      target: { ...target, describe: () => Promise.reject(new Error('no such Deployment')) },
    });
    expect(await gone.answerTo(PATH, 500)).toEqual({ kind: 'refused', message: 'no such Deployment' });
    await gone.end();
  });

  it('does not keep the worker from ending', async () => {
    const { target } = createWorld().deps;
    const worker = createWorker({ target: { ...target, describe: () => new Promise(() => undefined) } });
    await worker.answerTo({ ...PATH, within_ms: 60_000 }, 500);
    expect(await worker.end()).toBeLessThan(100);
  });
});
