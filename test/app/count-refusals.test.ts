import { expect, it } from 'vitest';
import { countRefusals } from '../../src/app/count-refusals.ts';
import { createBotWorld } from './bot-world.ts';

it('notes the first of many refused requests at once, and the rest once a minute, each reason by itself', async () => {
  const { deps, clock, audit } = createBotWorld();
  const counter = countRefusals(deps);
  const noted = () => audit.entries.map(({ what, outcome }) => [what, outcome]);
  for (let n = 0; n < 500; n++) counter.count('bad_signature');
  counter.count('old_timestamp');
  await clock.advance(1000);
  expect(noted()).toEqual([
    ['HTTP request', 'bad_signature'],
    ['HTTP request', 'old_timestamp'],
  ]);
  await clock.advance(60_000);
  expect(noted().at(-1)).toEqual(['HTTP request, 499 times', 'bad_signature']);
  counter.count('bad_signature');
  counter.count('bad_signature');
  await clock.during(counter.stop());
  expect(noted().slice(3)).toEqual([['HTTP request, 2 times', 'bad_signature']]);
  expect(audit.entries[0]).toMatchObject({ kind: 'refused', who: null, channel: null, target: null, run: null });
});
