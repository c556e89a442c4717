import { expect, it } from 'vitest';
import { createRun } from '../../src/app/run-context.ts';
import { startFleet } from '../../src/app/start-fleet.ts';
import type { TargetEvent } from '../../src/domain/topology.ts';
import type { FleetSpec } from '../../src/ports/client-fleet.ts';
import { aRequest } from './a-request.ts';
import { createWorld } from './world.ts';

it('gives clients that balance each Pod that is an endpoint now, one that left and came back too', async () => {
  const world = createWorld();
  const request = aRequest({ scenario: 'client-round-robin' });
  const asked: FleetSpec[] = [];
  const fleet = { ...world.deps.fleet };
  const start: typeof fleet.start = (spec, ...more) => {
    asked.push(spec);
    return world.deps.fleet.start(spec, ...more);
  };
  const run = createRun({ ...world.deps, fleet: { ...fleet, start } }, request, new AbortController().signal);
  run.topology = await world.lab.target.describe();
  const pods = world.lab.pods();
  const [flapping, leaving] = pods;
  if (flapping === undefined || leaving === undefined) throw new Error('the fake target has three Pods');
  run.recorder.podsFound(pods);
  const tell = (kind: TargetEvent['kind'], { uid, name, node }: typeof flapping) =>
    run.recorder.targetEvent({ at: world.clock.monotonicMs(), kind, uid, name, node });
  for (const kind of ['endpoint_removed', 'endpoint_added'] as const) tell(kind, flapping);
  for (const kind of ['pod_terminating', 'endpoint_removed'] as const) tell(kind, leaving);
  await startFleet(run, [{ kind: 'client-policy', value: 'round_robin' }]);
  const others = pods.filter((pod) => pod !== leaving).map(({ address }) => address);
  expect(asked[0]?.hosts?.()).toEqual(others);
  await run.stopFleet();
});
