import { expect, test } from 'vitest';
import { buttonRow, controlOf, quietClient, section, startWorkspace } from './start-bot.ts';

const CHANNEL = 'C0000000002';
async function startClient() {
  const { workspace } = await startWorkspace();
  return { workspace, client: quietClient(workspace), ...controlOf(workspace) };
}

const failure = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    (error: { data?: { error?: string } }) => error.data?.error,
  );

test('an edit with text alone takes the blocks away, counts, and keeps the metadata', async () => {
  const { client, get } = await startClient();
  const metadata = { event_type: 'nlb_run', event_payload: { run: 'r-1', state: 'running' } };
  const { ts } = await client.chat.postMessage({ channel: CHANNEL, text: 'a', blocks: [section('a')], metadata });
  await client.chat.update({ channel: CHANNEL, ts: ts ?? '', text: 'b', blocks: [section('b')] });
  await client.chat.update({ channel: CHANNEL, ts: ts ?? '', text: 'c' });
  expect((await get('/control/messages?channel=nlb')).body).toMatchObject([
    { ts, text: 'c', blocks: [], metadata, edits: 2, thread_ts: null, user: 'U0000000009' },
  ]);
});

test('a file arrives in the thread with its description, and its content can be read', async () => {
  const { client, get, workspace } = await startClient();
  const { ts } = await client.chat.postMessage({ channel: CHANNEL, text: 'root' });
  const file = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 13, 10, 13, 10]);
  const uploaded = (await client.files.uploadV2({
    channel_id: CHANNEL,
    thread_ts: ts ?? '',
    file,
    filename: 'chart-1.png',
    alt_text: '20, 0, 0',
    initial_comment: 'the chart',
  })) as { files?: { files?: object[] }[] };
  expect(uploaded.files?.[0]?.files?.[0]).toMatchObject({ name: 'chart-1.png', alt_txt: '20, 0, 0' });
  const [root, reply] = (await get(`/control/messages?channel=nlb&thread_ts=${ts}`)).body;
  expect(root.reply_count).toBe(1);
  expect(reply).toMatchObject({
    text: 'the chart',
    thread_ts: ts,
    files: [{ name: 'chart-1.png', alt_text: '20, 0, 0', mimetype: 'image/png' }],
  });
  const content = await fetch(reply.files[0].url);
  expect(Buffer.from(await content.arrayBuffer())).toEqual(file);
  const info = await client.files.info({ file: reply.files[0].id });
  expect(info.file?.shares?.public?.[CHANNEL]).toMatchObject([{ ts: reply.ts, thread_ts: ts, channel_name: 'nlb' }]);
  const url = info.file?.url_private ?? '';
  const authorization = `Bearer ${workspace.botToken}`;
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
});

test('a planned 429 makes the SDK wait and try again', async () => {
  const { client, get, post } = await startClient();
  await post('/control/faults', { method: 'chat.postMessage', status: 429, retry_after: 1, count: 1 });
  const started = performance.now();
  await client.chat.postMessage({ channel: CHANNEL, text: 'late' });
  expect(performance.now() - started).toBeGreaterThan(950);
  const calls = (await get('/control/calls?method=chat.postMessage')).body;
  expect(calls).toHaveLength(2);
  expect(calls[0]).toMatchObject({
    method: 'chat.postMessage',
    time: expect.stringMatching(/Z$/),
    size: expect.any(Number),
  });
});

test('an error can be planned only for a method that there is', async () => {
  const { post } = await startClient();
  expect(await post('/control/faults', { method: 'nope', error: 'fatal_error' })).toMatchObject({
    status: 400,
    body: { field: 'method', error: 'the workspace has no such Web API method' },
  });
});

test('planned errors hit the given number of calls of the given method, until they are cleared', async () => {
  const { client, post, remove } = await startClient();
  const say = () => failure(client.chat.postMessage({ channel: CHANNEL, text: 'x' }));
  await post('/control/faults', { method: '*', error: 'is_archived', count: 2 });
  expect([await say(), await say(), await say()]).toEqual(['is_archived', 'is_archived', 'no error']);
  await post('/control/faults', { method: 'chat.update', error: 'fatal_error', count: 9 });
  expect(await say()).toBe('no error');
  await post('/control/faults', { method: 'chat.postMessage', error: 'fatal_error', count: 9 });
  expect(await say()).toBe('fatal_error');
  await remove('/control/faults');
  expect(await say()).toBe('no error');
});

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string) => ({ text: plain(value), value });
const menu = (options: object[], rest: object = {}) => ({
  type: 'actions',
  elements: [{ type: 'static_select', action_id: 'a', options, ...rest }],
});
const confirming = (text: string) => {
  const confirm = { title: plain('a'), text: plain(text), confirm: plain('b'), deny: plain('c') };
  return { type: 'actions', elements: [{ type: 'button', action_id: 'a', text: plain('a'), confirm }] };
};
const twice = (row: ReturnType<typeof buttonRow>) => ({ ...row, elements: [...row.elements, ...row.elements] });
const task = (id: string) => ({ task_id: id, title: id, status: 'pending' });
const plan = (title: string) => ({ type: 'plan', title, tasks: [task('t')] });
const markdown = (length: number) => ({ type: 'markdown', text: 'x'.repeat(length) });
const dataTable = {
  type: 'data_table',
  caption: 'c',
  rows: [[{ type: 'raw_text', text: 'a' }], [{ type: 'raw_text', text: 'b' }]],
};
const cells = (...texts: string[]) => texts.map((text) => ({ type: 'raw_text', text }));

test.each([
  ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), 'no more than 50 items allowed'],
  ['a section of 3001 characters', [section('x'.repeat(3001))], '/blocks/0/text/text'],
  ['an unknown block', [{ type: 'data_visualization' }], 'unsupported type: data_visualization'],
  ['an image without a description', [{ type: 'image', image_url: 'https://a.example/b.png' }], 'alt_text'],
  [
    '26 buttons',
    [{ type: 'actions', elements: Array.from({ length: 26 }, () => buttonRow('a', 'b').elements[0]) }],
    '25',
  ],
  ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }], 'plain_text'],
  ['a button text of 76', [buttonRow('a'.repeat(76), 'b')], '/blocks/0/elements/0/text/text'],
  ['uneven rows', [{ type: 'data_table', caption: 'c', rows: [cells('a', 'b'), cells('c')] }], 'same number of cells'],
  ['a file nobody uploaded', [{ type: 'image', alt_text: 'a', slack_file: { id: 'F1' } }], 'invalid slack file'],
  [
    'one block_id twice',
    [
      { ...section('a'), block_id: 'x' },
      { ...section('b'), block_id: 'x' },
    ],
    'already exists',
  ],
  ['one action_id twice in a row', [twice(buttonRow('a', 'b'))], 'action_id already exists'],
  ['two plans', [plan('a'), plan('b')], 'Cannot have more than 1 plan block'],
  ['one task twice in a plan', [{ ...plan('a'), tasks: [task('t'), task('t')] }], 'task_id already exists'],
  ['a task with an unknown status', [{ ...task('t'), type: 'task_card', status: 'done' }], '/blocks/0/status'],
  ['a button value of 2001', [buttonRow('a', 'b'.repeat(2001))], '/blocks/0/elements/0/value'],
  ['a header of 151', [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }], '/blocks/0/text/text'],
  ['11 context elements', [{ type: 'context', elements: Array.from({ length: 11 }, () => section('a').text) }], '10'],
  ['markdown of 12,001 in two blocks', [markdown(6000), markdown(6001)], 'exceed 12000'],
  ['101 rows of a table', [{ type: 'table', rows: Array.from({ length: 101 }, () => cells('a')) }], '100 items'],
  ['102 rows of a data table', [{ ...dataTable, rows: Array.from({ length: 102 }, () => cells('a')) }], '101 items'],
  ['a data table without a caption', [{ ...dataTable, caption: undefined }], 'caption'],
  ['a page of 101 rows', [{ ...dataTable, page_size: 101 }], '/blocks/0/page_size'],
  ['an empty cell', [{ type: 'table', rows: [cells('')] }], '/blocks/0/rows/0/0/text'],
  ['a number cell without its text', [{ type: 'table', rows: [[{ type: 'raw_number', value: 1 }]] }], 'field: text'],
  ['rich text in the head', [{ ...dataTable, rows: [[{ type: 'rich_text', elements: [] }], cells('a')] }], 'raw_text'],
  [
    '10,001 characters in cells',
    [{ type: 'table', rows: Array.from({ length: 4 }, () => cells('x'.repeat(2501))) }],
    '10000',
  ],
  ['a remote file', [{ type: 'file', external_id: 'a', source: 'remote' }], 'unsupported type: file'],
  ['a confirm text of 301', [confirming('x'.repeat(301))], '/confirm/text/text'],
  ['101 options', [menu(Array.from({ length: 101 }, (_, index) => option(String(index))))], '100 items'],
  ['a menu option in mrkdwn', [menu([{ ...option('a'), text: { type: 'mrkdwn', text: 'a' } }])], 'plain_text'],
  ['a first choice that is no option', [menu([option('a')], { initial_option: option('b') })], '/initial_option'],
  ['a placeholder of 151', [menu([option('a')], { placeholder: plain('x'.repeat(151)) })], '/placeholder/text'],
])('%s is invalid_blocks, with the reason', async (_name, blocks, reason) => {
  const { client } = await startClient();
  const call = client.apiCall('chat.postMessage', { channel: CHANNEL, text: 'x', blocks });
  await expect(call).rejects.toMatchObject({ data: { error: 'invalid_blocks' } });
  const error: { data: unknown } = await call.catch((caught) => caught);
  expect(JSON.stringify(error.data)).toContain(reason);
});

test('a message has one table', async () => {
  const { client } = await startClient();
  const blocks = [dataTable, { type: 'table', rows: [cells('a')] }];
  expect(await failure(client.apiCall('chat.postMessage', { channel: CHANNEL, text: 'x', blocks }))).toBe(
    'invalid_attachments',
  );
});

test.each([
  ['chat.postMessage', { channel: 'C0000000099', text: 'x' }, 'channel_not_found'],
  ['conversations.history', { channel: 'nlb' }, 'channel_not_found'],
  ['chat.postMessage', { channel: CHANNEL }, 'no_text'],
  ['chat.postMessage', { text: 'x' }, 'invalid_arguments'],
  ['chat.postMessage', { channel: CHANNEL, text: 'x'.repeat(40_001) }, 'msg_too_long'],
  ['chat.postMessage', { channel: CHANNEL, text: 'x', thread_ts: '1.000001' }, 'thread_not_found'],
  ['chat.postMessage', { channel: CHANNEL, text: 'x', blocks: '{' }, 'invalid_blocks_format'],
  ['chat.postMessage', { channel: CHANNEL, text: 'x', metadata: '{"a":1}' }, 'invalid_metadata_schema'],
  ['chat.update', { channel: CHANNEL, ts: '1.000001', text: 'x' }, 'message_not_found'],
  ['users.info', { user: 'U0000000077' }, 'user_not_found'],
  ['usergroups.users.list', { usergroup: 'S9' }, 'no_such_subteam'],
  ['chat.startStream', {}, 'unknown_method'],
  ['apps.connections.open', {}, 'not_allowed_token_type'],
  ['constructor', {}, 'unknown_method'],
])('%s %o answers %s', async (method, args, error) => {
  const { client } = await startClient();
  expect(await failure(client.apiCall(method, args))).toBe(error);
});

test('an edit of more than 4,000 bytes after escaping is msg_too_long', async () => {
  const { client } = await startClient();
  const { ts } = await client.chat.postMessage({ channel: CHANNEL, text: 'x' });
  const edit = (text: string) => failure(client.chat.update({ channel: CHANNEL, ts: ts ?? '', text }));
  expect([await edit('x'.repeat(4000)), await edit('&'.repeat(801))]).toEqual(['no error', 'msg_too_long']);
});

test('a missing token is not_authed and a wrong one invalid_auth', async () => {
  const { workspace } = await startClient();
  const call = async (headers: Record<string, string>) => {
    const response = await fetch(`${workspace.apiUrl}auth.test`, { method: 'POST', headers });
    return await response.json();
  };
  expect(await call({})).toMatchObject({ ok: false, error: 'not_authed' });
  expect(await call({ authorization: 'Bearer xoxb-other' })).toMatchObject({ ok: false, error: 'invalid_auth' });
});

test('history is newest first and pages by cursor; replies start with their root', async () => {
  const { client } = await startClient();
  const sent: string[] = [];
  for (const text of ['1', '2', '3']) sent.push((await client.chat.postMessage({ channel: CHANNEL, text })).ts ?? '');
  expect([...sent].sort()).toEqual(sent);
  await client.chat.postMessage({ channel: CHANNEL, text: 'reply', thread_ts: sent[0] ?? '' });
  const first = await client.conversations.history({ channel: CHANNEL, limit: 2 });
  expect(first.messages?.map(({ text }) => text)).toEqual(['3', '2']);
  const cursor = first.response_metadata?.next_cursor ?? '';
  const second = await client.conversations.history({ channel: CHANNEL, limit: 2, cursor });
  expect(second.messages).toMatchObject([{ text: '1', reply_count: 1 }]);
  const thread = await client.conversations.replies({ channel: CHANNEL, ts: sent[0] ?? '' });
  expect(thread.messages?.map(({ text }) => text)).toEqual(['1', 'reply']);
});

test('a deleted root stays as a tombstone while it has replies', async () => {
  const { client, get } = await startClient();
  const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'root' });
  const reply = await client.chat.postMessage({ channel: CHANNEL, text: 'reply', thread_ts: ts });
  await client.chat.delete({ channel: CHANNEL, ts });
  expect((await get('/control/messages?channel=nlb')).body).toMatchObject([{ deleted: true, reply_count: 1 }]);
  await client.chat.delete({ channel: CHANNEL, ts: reply.ts ?? '' });
  expect((await get(`/control/messages?channel=nlb&thread_ts=${ts}`)).body).toHaveLength(1);
});

test('a direct message goes to the conversation with that person', async () => {
  const { client, get } = await startClient();
  const opened = await client.conversations.open({ users: 'U0000000001' });
  await client.chat.postMessage({ channel: 'U0000000001', text: 'for you' });
  const messages = (await get(`/control/messages?channel=${opened.channel?.id}`)).body;
  expect(messages).toMatchObject([{ text: 'for you' }]);
});
