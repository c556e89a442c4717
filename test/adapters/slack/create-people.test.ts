import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createPeople } from '../../../src/adapters/slack/create-people.ts';
import { peopleContract } from '../../contract/people.contract.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { createFakePeople } from '../../fakes/fake-people.ts';
import { eventually, type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';

const ALICE = 'U0000000001';
const HARUKA = 'U0000000004';
const asked = { english: ALICE, japanese: HARUKA, unknown: 'U0000000077' };

let local: LocalWorkspace;

beforeAll(async () => {
  local = await startLocalWorkspace();
});
afterEach(() => local.control('/control/faults', {}, 'DELETE'));
afterAll(() => local.workspace.close());

function realPeople({ clock = createFakeClock(), patienceMs = 5000 } = {}) {
  const { botToken: token, apiUrl } = local.workspace;
  return createPeople({ token, apiUrl, clock, log: local.log, patienceMs });
}

peopleContract('the fake', () => ({ people: createFakePeople({ [HARUKA]: 'ja' }), ...asked }));
peopleContract("Slack's", () => ({ people: realPeople(), ...asked }));

async function calls(): Promise<number> {
  return (await local.get<unknown[]>('/control/calls?method=users.info')).length;
}

it('asks Slack once an hour for a person, and once for two answers at a time', async () => {
  const clock = createFakeClock();
  const people = realPeople({ clock });
  const before = await calls();
  expect(await Promise.all([people.languageOf(HARUKA), people.languageOf(HARUKA)])).toEqual(['ja', 'ja']);
  await people.languageOf(HARUKA);
  expect(await calls()).toBe(before + 1);
  await clock.advance(60 * 60_000 + 1);
  await people.languageOf(HARUKA);
  expect(await calls()).toBe(before + 2);
});

it('answers in English without the scope, asks again a minute later, and keeps what it knew', async () => {
  const clock = createFakeClock();
  const people = realPeople({ clock });
  const fault = { method: 'users.info', error: 'missing_scope', count: 1 };
  await local.control('/control/faults', fault);
  const before = await calls();
  expect(await people.languageOf(HARUKA)).toBe('en');
  expect(await people.languageOf(HARUKA)).toBe('en');
  expect(await calls()).toBe(before + 1);
  await clock.advance(60_001);
  expect(await people.languageOf(HARUKA)).toBe('ja');
  await clock.advance(60 * 60_000 + 1);
  await local.control('/control/faults', fault);
  expect(await people.languageOf(HARUKA)).toBe('ja');
});

it('does not wait for a slow Slack, and takes up what it says in the end', async () => {
  const people = realPeople({ patienceMs: 20 });
  await local.control('/control/faults', { method: 'users.info', delay_ms: 400, count: 1 });
  const from = performance.now();
  expect(await people.languageOf(HARUKA)).toBe('en');
  expect(performance.now() - from).toBeLessThan(350);
  await eventually(async () => ((await people.languageOf(HARUKA)) === 'ja' ? true : undefined));
});
