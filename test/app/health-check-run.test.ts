import { describe, expect, it } from 'vitest';
import { storyLines } from '../../src/domain/text/run-story.ts';
import type { Rollout } from '../../src/ports/target.ts';
import { aRequest } from './a-request.ts';
import { createWorld } from './world.ts';

describe('a run about health checks', () => {
  it('moves them to the port of the clients, restarts nothing else, and moves them back', async () => {
    const world = createWorld();
    const record = await world.run(aRequest({ scenario: 'health-check-noise' }));
    expect(record).toMatchObject({ state: 'done', failure: null, restore: { state: 'RESTORED' } });
    const rollouts = world.spy.calls
      .filter(({ name }) => name === 'target.rollout')
      .map(({ args }) => args[1] as Rollout);
    expect(rollouts.map(({ health_checks, restart }) => [health_checks, restart])).toEqual([
      ['traffic-port', false],
      ['own-listener', false],
    ]);
    for (const { foreign, samples } of record.arms) {
      expect(foreign).toMatchObject({ connections: 0, per_pod_per_minute: 0 });
      expect(foreign?.counts).toHaveLength(samples.at_ms.length);
    }
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
    // On the lab they are the balancer's, so that no Pod is made for them.
    expect(new Set(world.progress.map(({ doing }) => doing))).toEqual(new Set([undefined, 'prepare']));
    expect(storyLines(record, null).at(-1)).toBe(
      '*Restore*: what was changed came back without a restart; that is in none of these numbers.',
    );
    expect((await world.lab.target.describe()).health_checks?.found).toBe('own-listener');
  });

  it('touches nothing where they are there already', async () => {
    const world = createWorld();
    const record = await world.run(
      aRequest({ scenario: 'health-check-noise', parameters: { option: 'own-listener' } }),
    );
    expect(record).toMatchObject({ state: 'failed', failure: { code: 'already_set' } });
    expect(record.failure?.message).toContain('Choose another `value` (`traffic-port`)');
    expect(world.spy.names('target.rollout')).toEqual([]);
  });
});
