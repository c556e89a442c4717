import type { BlockButtonAction } from '@slack/bolt';
import { expect, test } from 'vitest';
import { buttonRow, section, startBot } from './start-bot.ts';

const CHANNEL = 'C0000000002';

test('a pressed button brings its value, its message and a response_url that can replace the message', async () => {
  const bodies: BlockButtonAction[] = [];
  const { client, post, get } = await startBot((app) =>
    app.action<BlockButtonAction>('nlb_cancel', async ({ ack, body, respond }) => {
      await ack();
      bodies.push(body);
      await respond({ text: 'cancelled', replace_original: true });
    }),
  );
  const root = await client.chat.postMessage({ channel: CHANNEL, text: 'root' });
  const blocks = [section('running'), buttonRow('nlb_cancel', 'r-1')];
  const { ts } = await client.chat.postMessage({ channel: CHANNEL, text: 'running', blocks, thread_ts: root.ts ?? '' });
  const press = { user: 'bob', channel: '#nlb', ts, action_id: 'nlb_cancel' };
  expect(await post('/control/actions', press)).toMatchObject({ status: 200, body: { ok: true } });
  expect(bodies[0]).toMatchObject({
    user: { id: 'U0000000002', username: 'bob' },
    channel: { id: CHANNEL, name: 'nlb' },
    container: { type: 'message', message_ts: ts, channel_id: CHANNEL, thread_ts: root.ts, is_ephemeral: false },
    message: { ts, text: 'running', thread_ts: root.ts },
    actions: [{ action_id: 'nlb_cancel', value: 'r-1', type: 'button' }],
  });
  await expect
    .poll(async () => (await get(`/control/messages?channel=nlb&thread_ts=${root.ts}`)).body[1])
    .toMatchObject({ text: 'cancelled', blocks: [], edits: 1 });
});

test('a button of an ephemeral can be pressed by the one who sees it', async () => {
  const { client, post, get } = await startBot((app) =>
    app.action('nlb_explain', async ({ ack, respond }) => {
      await ack();
      await respond({ delete_original: true });
    }),
  );
  const blocks = [buttonRow('nlb_explain', 'x')];
  await client.chat.postEphemeral({ channel: CHANNEL, user: 'U0000000001', text: 'psst', blocks });
  const [{ ts }] = (await get('/control/ephemerals?user=alice')).body;
  const press = { channel: 'nlb', ts, action_id: 'nlb_explain' };
  expect((await post('/control/actions', { ...press, user: 'bob' })).status).toBe(404);
  expect((await post('/control/actions', { ...press, user: 'alice' })).status).toBe(200);
  await expect.poll(async () => (await get('/control/ephemerals?user=alice')).body).toEqual([]);
});

test('an unknown message and an unknown action are 404', async () => {
  const { client, post } = await startBot();
  const { ts } = await client.chat.postMessage({ channel: CHANNEL, text: 'plain' });
  const press = { user: 'alice', channel: 'nlb', action_id: 'nlb_cancel' };
  expect(await post('/control/actions', { ...press, ts })).toEqual({
    status: 404,
    body: { error: 'action_not_found' },
  });
  expect(await post('/control/actions', { ...press, ts: '1.000001' })).toEqual({
    status: 404,
    body: { error: 'message_not_found' },
  });
});

test('a mention is posted and reaches the bot with its thread', async () => {
  const { client, post, get } = await startBot((app) =>
    app.event('app_mention', async ({ event, client: web }) => {
      await web.chat.postMessage({ channel: event.channel, thread_ts: event.thread_ts ?? event.ts, text: event.text });
    }),
  );
  const { ts } = await client.chat.postMessage({ channel: CHANNEL, text: 'root' });
  const mention = { user: 'alice', channel: 'nlb', thread_ts: ts, text: 'status <now>' };
  expect((await post('/control/mentions', mention)).status).toBe(200);
  const thread = async () => (await get(`/control/messages?channel=nlb&thread_ts=${ts}`)).body;
  await expect.poll(thread).toMatchObject([
    { text: 'root', thread_ts: ts, reply_count: 2 },
    { user: 'U0000000001', text: '<@U0000000009> status &lt;now&gt;' },
    { user: 'U0000000009', text: '<@U0000000009> status &lt;now&gt;' },
  ]);
});

test('a message shortcut carries the message', async () => {
  const seen: unknown[] = [];
  const { client, post } = await startBot((app) =>
    app.shortcut({ callback_id: 'nlb_explain', type: 'message_action' }, async ({ ack, shortcut }) => {
      await ack();
      seen.push(shortcut.message.text);
    }),
  );
  const { ts } = await client.chat.postMessage({ channel: CHANNEL, text: 'explain me' });
  const use = { user: 'alice', callback_id: 'nlb_explain', channel: 'nlb', ts };
  expect((await post('/control/shortcuts', use)).body.ok).toBe(true);
  expect(seen).toEqual(['explain me']);
});

test('opening the App Home tells the bot, which publishes it', async () => {
  const { get } = await startBot((app) =>
    app.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [section('*Running*')] } });
    }),
  );
  expect((await get('/control/home?user=carol')).body).toMatchObject({
    type: 'home',
    blocks: [{ text: { text: '*Running*' } }],
  });
});

test('a home that was never published is 404', async () => {
  const { get, client } = await startBot((app) => app.event('app_home_opened', async () => undefined));
  await client.views.publish({ user_id: 'U0000000002', view: { type: 'home', blocks: [section('bob')] } });
  expect((await get('/control/home?user=alice')).status).toBe(404);
});
