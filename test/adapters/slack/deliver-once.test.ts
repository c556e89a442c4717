import type { ReceiverEvent } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { deliverOnce } from '../../../src/adapters/slack/deliver-once.ts';

const COMMAND = { command: '/nlb', text: 'help', user_id: 'U1', trigger_id: '1.1' };
const PRESS = { type: 'block_actions', user: { id: 'U1' }, trigger_id: '1.2', actions: [{ value: 'r-1' }] };
const SUBMIT = { type: 'view_submission', user: { id: 'U1' }, trigger_id: '1.3', view: { id: 'V1' } };
const SHORTCUT = { type: 'message_action', user: { id: 'U1' }, trigger_id: '1.4', callback_id: 'nlb_explain_run' };
const message = { type: 'app_mention', channel: 'C1', user: 'U1', ts: '5.5', event_ts: '5.5' };
const MENTION = { team_id: 'T1', event_id: 'Ev1', event: message };
const home = { type: 'app_home_opened', user: 'U1', channel: 'D1', event_ts: '6.6' };
const HOME = { team_id: 'T1', event_id: 'Ev1', event: home };

/** A bot that acknowledges with the number of what it has done so far. */
function setUp() {
  let now = 0;
  const done: ReceiverEvent['body'][] = [];
  const deliver = deliverOnce(
    async (event) => {
      done.push(event.body);
      await event.ack({ text: `answer ${done.length}` });
    },
    () => now,
  );
  const acks: unknown[] = [];
  const send = (body: ReceiverEvent['body']) =>
    deliver({
      body,
      ack: async (answer: unknown) => {
        acks.push(answer);
      },
    });
  return { done, acks, send, pass: (ms: number) => (now += ms) };
}

describe('a delivery', () => {
  it.each([
    ['command', COMMAND, { trigger_id: '2.1' }],
    ['press', PRESS, { trigger_id: '2.2' }],
    ['modal', SUBMIT, { trigger_id: '2.3' }],
    ['shortcut', SHORTCUT, { trigger_id: '2.4' }],
    ['mention', MENTION, { event: { ...message, ts: '7.7' } }],
    ['opening of the home tab', HOME, { event: { ...home, event_ts: '7.7' } }],
  ])(
    'of a %s is done once, its copies get the same acknowledgement, and the next one is another',
    async (_what, body, next) => {
      const { done, acks, send } = setUp();
      await Promise.all([send(body), send({ ...body, event_id: 'Ev2' })]);
      await send(structuredClone(body));
      expect(done).toEqual([body]);
      expect(acks).toEqual(Array(3).fill({ text: 'answer 1' }));
      await send({ ...body, ...next });
      expect(done).toHaveLength(2);
      expect(acks.at(-1)).toEqual({ text: 'answer 2' });
    },
  );

  it('that can not be told from another is always done', async () => {
    const { done, send } = setUp();
    await send({ type: 'something_new' });
    await send({ type: 'something_new' });
    expect(done).toHaveLength(2);
  });

  it('is remembered for 15 min, and so many at most', async () => {
    const { done, send, pass } = setUp();
    await send(COMMAND);
    pass(15 * 60_000 - 1);
    await send(COMMAND);
    expect(done).toHaveLength(1);
    pass(1);
    await send(COMMAND);
    expect(done).toHaveLength(2);
    for (let n = 0; n < 10_000; n++) await send({ ...COMMAND, trigger_id: `3.${n}` });
    await send(COMMAND);
    expect(done).toHaveLength(10_003);
  });

  it('whose connection is lost before its acknowledgement answers its copy', async () => {
    const answers: unknown[] = [];
    const deliver = deliverOnce(async (event) => event.ack({ text: 'the answer' }));
    const lost = deliver({ body: COMMAND, ack: () => Promise.reject(new Error('the socket is closed')) });
    await expect(lost).rejects.toThrow('the socket is closed');
    await deliver({
      body: COMMAND,
      ack: async (answer: unknown) => {
        answers.push(answer);
      },
    });
    expect(answers).toEqual([{ text: 'the answer' }]);
  });
});
