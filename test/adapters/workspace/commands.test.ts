import { expect, test } from 'vitest';
import { section, startBot, startWorkspace } from './start-bot.ts';

const typed = (text: string, more: object = {}) => ({ user: 'alice', channel: 'nlb', text, ...more });

test('a slash command reaches the bot and its acknowledgement is the response', async () => {
  const { post, get } = await startBot((app) =>
    app.command('/nlb', ({ ack, command }) =>
      ack({ text: `${command.user_name} ${command.channel_name} ${command.text}`, blocks: [section('*hello*')] }),
    ),
  );
  const { status, body } = await post('/control/commands', typed('/nlb status  r-1 '));
  expect(status).toBe(200);
  expect(body.ack_ms).toBeLessThan(1000);
  expect(body.response).toMatchObject({ text: 'alice nlb status  r-1', blocks: [{ text: { text: '*hello*' } }] });
  const seen = (await get('/control/ephemerals?user=alice')).body;
  expect(seen).toMatchObject([{ text: 'alice nlb status  r-1', channel: 'C0000000002', thread_ts: null }]);
  expect((await get('/control/ephemerals?user=bob')).body).toEqual([]);
});

test('without a body in the acknowledgement the first ephemeral is the response', async () => {
  const { post } = await startBot((app) =>
    app.command('/nlb', async ({ ack, respond }) => {
      await ack();
      await respond('first');
      await respond('second');
    }),
  );
  expect((await post('/control/commands', typed('/nlb help'))).body.response).toEqual({ text: 'first', blocks: [] });
});

test('an ephemeral posted through the Web API counts as the response too', async () => {
  const { post } = await startBot((app) =>
    app.command('/nlb', async ({ ack, client, command }) => {
      await ack();
      await client.chat.postEphemeral({ channel: command.channel_id, user: command.user_id, text: 'only you' });
    }),
  );
  expect((await post('/control/commands', typed('/nlb help'))).body.response.text).toBe('only you');
});

test('an answer in the channel is seen by everyone', async () => {
  const { post, get } = await startBot((app) =>
    app.command('/nlb', ({ ack }) => ack({ response_type: 'in_channel', text: 'for all' })),
  );
  expect((await post('/control/commands', typed('/nlb status'))).body.response.text).toBe('for all');
  expect((await get('/control/messages?channel=nlb')).body).toMatchObject([{ text: 'for all', user: 'U0000000009' }]);
});

test('repeated deliveries carry the same payload in envelopes of their own', async () => {
  const bodies: unknown[] = [];
  const { post } = await startBot((app) =>
    app.command('/nlb', async ({ ack, body }) => {
      bodies.push(body);
      await ack('taken');
    }),
  );
  const { body } = await post('/control/commands', typed('/nlb run', { deliver: { times: 3 } }));
  expect(body.response.text).toBe('taken');
  expect(bodies).toHaveLength(3);
  expect(bodies[1]).toEqual(bodies[0]);
  expect(bodies[2]).toEqual(bodies[0]);
});

test('a slash command in a thread is refused in the words of Slack', async () => {
  const { post, client } = await startBot();
  const { ts } = await client.chat.postMessage({ channel: 'C0000000002', text: 'root' });
  expect(await post('/control/commands', typed('/nlb status', { thread_ts: ts }))).toEqual({
    status: 400,
    body: { error: '/nlb is not supported in threads. Sorry!', field: 'thread_ts' },
  });
});

test.each([
  ['/nlbx status', 'text', 'is not a valid command'],
  ['hello', 'text', 'starts with'],
])('%s is no command', async (text, field, words) => {
  const { post } = await startWorkspace();
  const { status, body } = await post('/control/commands', typed(text));
  expect([status, body.field]).toEqual([400, field]);
  expect(body.error).toContain(words);
});

test.each([
  [{ user: 'mallory', channel: 'nlb', text: '/nlb' }, 'user'],
  [{ user: 'alice', channel: 'nowhere', text: '/nlb' }, 'channel'],
  [{ user: 'alice', channel: 'nlb' }, 'text'],
  [{ user: 'alice', channel: 'nlb', text: ['/nlb'] }, 'text'],
  [{ user: 'alice', channel: 'nlb', text: '/nlb', deliver: { times: 0 } }, 'deliver'],
])('a wrong input names its field: %j', async (input, field) => {
  const { post } = await startWorkspace();
  expect(await post('/control/commands', input)).toMatchObject({ status: 400, body: { field } });
});
