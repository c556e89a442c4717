import { describe, expect, it } from 'vitest';
import { answerAction } from '../../src/app/answer-action.ts';
import { answerCommand } from '../../src/app/answer-command.ts';
import { AppError } from '../../src/domain/errors.ts';
import { hasEnded, type RunState } from '../../src/domain/run.ts';
import type { ButtonName } from '../../src/domain/text/message.ts';
import { aRecord } from '../builders/a-record.ts';
import { aProgress, aRequest } from './a-request.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const RUN = 'r-00000001';
/** Change and run opens a form, which test/app/forms.test.ts is about. */
type Pressed = Exclude<ButtonName, 'change'>;
const BUTTONS = ['cancel', 'approve', 'rerun', 'compare', 'explain', 'raw'] as const satisfies Pressed[];

/** A run of U0KATO in a state, as it comes there; `gone` is one whose time to be kept is over. */
async function aWorldWith(state: RunState | 'gone'): Promise<BotWorld> {
  const world = createBotWorld();
  if (state === 'awaiting_approval') world.needs.set('lab', 'second-person');
  expect(await answerCommand(world.deps, world.asker(), 'run max-connection-duration')).toBeNull();
  if (state === 'gone') world.store.lose();
  if (state === 'queued' || state === 'awaiting_approval' || state === 'gone') return world;
  world.queue.take('lab');
  await world.store.update(RUN, { state: 'running' });
  world.queue.tell('lab', aProgress(34_000));
  if (state === 'restoring') await world.store.update(RUN, { state });
  if (!hasEnded(state)) return world;
  const failure = state === 'done' ? null : { phase: 'observe control', code: 'internal', message: 'It broke.' };
  const raw = { 'clients.ndjson': Buffer.from('\n') };
  await world.store.saveOutcome({ record: aRecord({ id: RUN, state, failure } as Parameters<typeof aRecord>[0]), raw });
  world.queue.finish('lab');
  return world;
}

/** What somebody else than the requester is told who presses a button; what is said of a failure, as it is shown. */
async function press(world: BotWorld, button: ButtonName): Promise<string> {
  try {
    return (await answerAction(world.deps, world.asker({ user: 'U0ANNA' }), button, RUN)) ?? '(a message of its own)';
  } catch (cause) {
    if (cause instanceof AppError) return cause.message;
    throw cause;
  }
}

const NOT_YET = 'has not ended, so there is nothing to compare yet';
const NO_VERDICT = /, so (?:it has no verdict|there is nothing to compare)/;
const TABLE: readonly [RunState | 'gone', Readonly<Record<Pressed, string | RegExp>>][] = [
  [
    'queued',
    {
      cancel: 'was taken out of the queue; it had not started',
      approve: "waits for nobody's approval",
      rerun: '(a message of its own)',
      compare: NOT_YET,
      explain: 'waits in the queue: nothing was touched',
      raw: 'has not ended; its raw files are there once it has',
    },
  ],
  [
    'awaiting_approval',
    {
      cancel: 'was taken out of the queue; it had not started',
      approve: '(a message of its own)',
      rerun: '(a message of its own)',
      compare: NOT_YET,
      explain: 'waits for an approval: nothing was touched',
      raw: 'has not ended; its raw files are there once it has',
    },
  ],
  [
    'running',
    {
      cancel: 'is being cancelled; its target is put back',
      approve: "waits for nobody's approval",
      rerun: '(a message of its own)',
      compare: NOT_YET,
      explain: 'nothing closes an open connection',
      raw: 'has not ended; its raw files are there once it has',
    },
  ],
  [
    'restoring',
    {
      cancel: 'is already putting its target back',
      approve: "waits for nobody's approval",
      rerun: '(a message of its own)',
      compare: NOT_YET,
      explain: 'nothing closes an open connection',
      raw: 'has not ended; its raw files are there once it has',
    },
  ],
  [
    'done',
    {
      cancel: 'has already ended; nothing to cancel',
      approve: 'has ended; there is nothing to approve',
      rerun: '(a message of its own)',
      compare: 'No run before `r-00000001` that is like it is kept',
      explain: '*control*: restart from 6.0 s to 20.4 s',
      raw: 'are in its thread, beside record.json',
    },
  ],
  ...(['failed', 'cancelled', 'interrupted'] as const).map((state): [RunState, Record<Pressed, string | RegExp>] => [
    state,
    {
      cancel: 'has already ended; nothing to cancel',
      approve: 'has ended; there is nothing to approve',
      rerun: '(a message of its own)',
      compare: NO_VERDICT,
      explain: state === 'failed' ? 'failed in observe control: It broke.' : `was ${state}`,
      raw: 'are in its thread, beside record.json',
    },
  ]),
  [
    'gone',
    {
      cancel: 'There is no run `r-00000001`',
      approve: 'There is no run `r-00000001`',
      rerun: 'There is no data of run `r-00000001` any more',
      compare: 'There is no run `r-00000001`',
      explain: 'There is no run `r-00000001`',
      raw: 'There is no data of run `r-00000001` any more',
    },
  ],
];

describe.each(TABLE)('of a run that is %s', (state, answers) => {
  it.each(BUTTONS)('the button %s says what it did, or why there is nothing to do', async (button) => {
    const world = await aWorldWith(state);
    expect(await press(world, button)).toMatch(answers[button]);
  });

  it.each(BUTTONS)('the button %s, pressed twice, does what it does once', async (button) => {
    const world = await aWorldWith(state);
    await press(world, button);
    const { queue, chat, store } = world;
    const seen = async () => [
      (await queue.list('lab')).map(({ request }) => request.id),
      chat.threads.map(({ parts }) => parts.length),
      chat.texts.length,
      (await store.get(RUN))?.state,
    ];
    const after = await seen();
    await press(world, button);
    expect(await seen()).toEqual(after);
  });
});

describe('a run again', () => {
  it('is one run for presses of one person that come at once, and another for somebody else', async () => {
    const world = createBotWorld();
    await world.store.create(
      aRequest({ id: world.deps.newRunId(), thread: { channel: 'C0SRE', ts: '1.1' } }),
      'former',
    );
    await world.store.update(RUN, { state: 'failed' });
    const press = (user: string) => answerAction(world.deps, world.asker({ user }), 'rerun', RUN);
    const said = await Promise.all([press('U0KATO'), press('U0KATO'), press('U0KATO'), press('U0ANNA')]);
    const told = 'You asked for `r-00000001` again a moment ago; nothing more was started.';
    expect(said).toEqual([null, told, told, null]);
    expect(await press('U0KATO')).toBe(told);
    expect((await world.queue.list('lab')).map(({ request }) => request.requested_by)).toEqual(['U0KATO', 'U0ANNA']);
  });

  it('has of the former run what is run, and neither its approval nor its groups, language or schedule', async () => {
    const world = createBotWorld();
    const former = aRequest({
      id: world.deps.newRunId(),
      scenario: 'max-connection-duration',
      parameters: { value_ms: 5000 },
      thread: { channel: 'C0SRE', ts: '1.1' },
      language: 'ja',
      group: 'S0GONE',
      scenario_group: 'S0GONE',
      schedule: { id: 's-000001', tick: '2026-11-30T03:00:00.000Z', quiet: true },
      approved: { by: 'U0YUKI', plan: 'abc', channel: 'C0SRE' },
    });
    await world.store.create(former, 'former');
    await world.store.update(RUN, { state: 'failed' });
    expect(await answerAction(world.deps, world.asker({ user: 'U0ANNA' }), 'rerun', RUN)).toBeNull();
    const [again] = await world.queue.list('lab');
    expect(again?.request).toEqual({
      id: 'r-00000002',
      scenario: former.scenario,
      target: 'lab',
      parameters: { ...former.parameters, seed: 7 },
      requested_by: 'U0ANNA',
      requested_at: world.clock.wallIso(),
      thread: { channel: 'C0SRE', ts: expect.stringMatching(/./) },
    });
  });
});
