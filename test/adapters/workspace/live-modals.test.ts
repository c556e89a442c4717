import type { View } from '@slack/types';
import { expect, test } from 'vitest';
import { quietClient, section, startBot } from './start-bot.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const input = (id: string, element: object, rest: object = {}) => ({
  type: 'input',
  block_id: id,
  label: plain(id),
  element: { action_id: 'v', ...element },
  ...rest,
});
const command = { user: 'alice', channel: 'nlb', text: '/nlb run' };

const SELECT = {
  type: 'static_select',
  options: ['lab', 'staging'].map((value) => ({ text: plain(value), value })),
};
const FORM = {
  type: 'modal',
  callback_id: 'nlb_form',
  title: plain('Run'),
  submit: plain('Run'),
  notify_on_close: true,
  blocks: [
    input('target', SELECT, { dispatch_action: true }),
    input('clients', { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '50' }),
    input('note', { type: 'plain_text_input', action_id: 'words', max_length: 5 }, { optional: true }),
    {
      ...section('Safe'),
      block_id: 'safe',
      accessory: { type: 'checkboxes', action_id: 'dry', options: SELECT.options },
    },
  ],
} as unknown as View;

/** A bot with a modal that changes as the person chooses. */
async function startFormBot() {
  const heard: { type: string; hash?: string; values: unknown; action?: unknown }[] = [];
  const bot = await startBot((app) => {
    app.command('/nlb', async ({ ack, client, command: { trigger_id } }) => {
      await ack();
      await client.views.open({ trigger_id, view: FORM });
    });
    app.action({ block_id: 'target' }, async ({ ack, body, client, action }) => {
      await ack();
      if (body.type !== 'block_actions' || !body.view) return;
      const { hash, id } = body.view;
      heard.push({ type: 'action', hash, values: body.view.state.values, action });
      const blocks = [section('predicted'), ...FORM.blocks];
      await client.views.update({ view_id: id, hash, view: { ...FORM, blocks } as View });
    });
    app.view('nlb_form', async ({ ack, view }) => {
      heard.push({ type: 'submit', values: view.state.values });
      await ack();
    });
    app.view({ callback_id: 'nlb_form', type: 'view_closed' }, async ({ ack, view }) => {
      await ack();
      heard.push({ type: 'closed', values: view.state.values });
    });
  });
  await bot.post('/control/commands', command);
  const modal = (await bot.get('/control/modal?user=alice')).body;
  const use = (values: object, value = 'lab') =>
    bot.post('/control/actions', { user: 'alice', view_id: modal.view_id, action_id: 'v', value, values });
  return { ...bot, heard, use, modal };
}

test('a choice in a modal brings the whole state, and an update of the view keeps what was typed', async () => {
  const { use, heard, get, post, modal } = await startFormBot();
  expect((await use({ clients: { v: { value: '7' } } })).body.ok).toBe(true);
  expect(heard[0]).toMatchObject({
    hash: modal.view.hash,
    action: { type: 'static_select', block_id: 'target', selected_option: { value: 'lab' } },
    values: {
      target: { v: { type: 'static_select', selected_option: { value: 'lab' } } },
      clients: { v: { type: 'number_input', value: '7' } },
      note: { words: { type: 'plain_text_input', value: null } },
      safe: { dry: { type: 'checkboxes', selected_options: [] } },
    },
  });
  await expect.poll(async () => (await get('/control/modal?user=alice')).body.view.blocks).toHaveLength(5);
  const updated = (await get('/control/modal?user=alice')).body;
  expect(updated.view_id).toBe(modal.view_id);
  expect(updated.view.hash).not.toBe(modal.view.hash);
  await post('/control/views', { user: 'alice', callback_id: 'nlb_form', values: {} });
  expect(heard[1]).toMatchObject({
    values: { clients: { v: { value: '7' } }, target: { v: { selected_option: { value: 'lab' } } } },
  });
});

test('an update with the hash of an older view is a conflict', async () => {
  const { client, modal, use, get } = await startFormBot();
  await use({});
  await expect.poll(async () => (await get('/control/modal?user=alice')).body.view.hash).not.toBe(modal.view.hash);
  const late = client.views.update({ view_id: modal.view_id, hash: modal.view.hash, view: FORM });
  await expect(late).rejects.toMatchObject({ data: { error: 'hash_conflict' } });
});

test('only an input with dispatch_action tells the bot, and only of an option that it has', async () => {
  const { post, modal, use } = await startFormBot();
  const type = { user: 'alice', view_id: modal.view_id, value: '9' };
  expect((await use({}, 'production')).body).toMatchObject({ field: 'value' });
  expect((await use({ elsewhere: { v: { value: '1' } } })).body).toMatchObject({ field: 'values' });
  expect((await post('/control/actions', { ...type, action_id: 'words' })).body).toMatchObject({ field: 'action_id' });
  expect((await post('/control/actions', { ...type, action_id: 'none' })).status).toBe(404);
});

test.each([
  [{ clients: { v: { value: '0' } } }, { clients: 'Enter a number of at least 1.' }],
  [{ clients: { v: { value: '51' } } }, { clients: 'Enter a number of at most 50.' }],
  [{ clients: { v: { value: '1.5' } } }, { clients: 'Enter a whole number.' }],
  [{ clients: { v: { value: 'x' } } }, { clients: 'Enter a valid number.' }],
  [{ clients: { v: { value: '5' } }, note: { words: { value: 'longer' } } }, { note: 'Enter at most 5 characters.' }],
])('the form itself refuses %o', async (values, errors) => {
  const { post, heard, use } = await startFormBot();
  await use({});
  const answer = await post('/control/views', { user: 'alice', callback_id: 'nlb_form', values });
  expect(answer.body).toEqual({ response_action: 'errors', errors });
  expect(heard.filter(({ type }) => type === 'submit')).toEqual([]);
});

const DEEPER = {
  type: 'modal',
  callback_id: 'deeper',
  title: plain('Deeper'),
  notify_on_close: true,
  blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'push', text: plain('Push') }] }],
} as unknown as View;

test('pushed views lie on each other, three at most; the last is put away first, the cross closes all', async () => {
  const ends: unknown[] = [];
  const { post, get, remove } = await startBot((app) => {
    app.command('/nlb', async ({ ack, client, command: { trigger_id } }) => {
      await ack();
      await client.views.open({ trigger_id, view: DEEPER });
    });
    app.action('push', async ({ ack, client, body }) => {
      await ack();
      if (body.type !== 'block_actions') return;
      const pushed = client.views.push({ trigger_id: body.trigger_id, view: DEEPER });
      ends.push(await pushed.then(() => 'pushed').catch((error) => error.data.error));
    });
    app.view({ callback_id: 'deeper', type: 'view_closed' }, async ({ ack, body }) => {
      await ack();
      if ('is_cleared' in body) ends.push({ cleared: body.is_cleared, id: body.view.id });
    });
  });
  await post('/control/commands', command);
  const open = async () => (await get('/control/modal?user=alice')).body;
  const ids = [(await open()).view_id];
  for (const _ of [1, 2, 3]) {
    await post('/control/actions', { user: 'alice', view_id: ids.at(-1), action_id: 'push' });
    await expect.poll(() => ends.length).toBe(ids.length);
    ids.push((await open()).view_id);
  }
  expect(ends).toEqual(['pushed', 'pushed', 'push_limit_reached']);
  expect((await open()).view).toMatchObject({ root_view_id: ids[0], previous_view_id: ids[1] });
  await remove('/control/modal?user=alice');
  expect((await open()).view_id).toBe(ids[1]);
  await remove('/control/modal?user=alice&all');
  expect((await get('/control/modal?user=alice')).status).toBe(404);
  expect(ends.slice(3)).toEqual([
    { cleared: false, id: ids[2] },
    { cleared: true, id: ids[1] },
    { cleared: true, id: ids[0] },
  ]);
});

test.each([
  ['update', 'Later', 1],
  ['push', 'Later', 2],
  ['clear', undefined, 0],
])('an acknowledgement with %s changes the modal', async (response_action, title, depth) => {
  const later = { ...FORM, title: plain('Later') } as View;
  const { post, get, remove } = await startBot((app) => {
    app.command('/nlb', async ({ ack, client, command: { trigger_id } }) => {
      await ack();
      await client.views.open({ trigger_id, view: { ...FORM, blocks: [section('go')] } as View });
    });
    app.view('nlb_form', async ({ ack }) => {
      await ack((response_action === 'clear' ? { response_action } : { response_action, view: later }) as never);
    });
  });
  await post('/control/commands', command);
  const answer = await post('/control/views', { user: 'alice', callback_id: 'nlb_form', values: {} });
  expect(answer.body).toEqual({ response_action });
  const open = () => get('/control/modal?user=alice');
  expect((await open()).body.view?.title?.text).toBe(title);
  for (let left = depth; left > 0; left -= 1) await remove('/control/modal?user=alice');
  expect((await open()).status).toBe(404);
});

test.each([
  ['a title of 25', { title: plain('x'.repeat(25)) }, 'invalid_arguments'],
  ['a callback_id of 256', { callback_id: 'x'.repeat(256) }, 'invalid_arguments'],
  ['private_metadata of 3,001', { private_metadata: 'x'.repeat(3001) }, 'invalid_arguments'],
  ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }, 'invalid_arguments'],
  ['a table', { blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }] }, 'invalid_arguments'],
  ['a plan', { blocks: [{ type: 'plan', title: 'a' }] }, 'invalid_arguments'],
  ['inputs without a button to submit them', { submit: undefined }, 'invalid_arguments'],
  [
    'a first number outside its bounds',
    {
      blocks: [input('n', { type: 'number_input', is_decimal_allowed: false, initial_value: '9', max_value: '5' })],
    },
    'invalid_arguments',
  ],
])('a modal with %s is refused', async (_name, change, error) => {
  const { workspace, modal } = await startFormBot();
  const client = quietClient(workspace);
  const call = client.views.update({ view_id: modal.view_id, view: { ...FORM, ...change } as View });
  await expect(call).rejects.toMatchObject({ data: { error } });
});

test('100 blocks fit into a modal', async () => {
  const { client, modal } = await startFormBot();
  const blocks = Array.from({ length: 100 }, () => section('x'.repeat(200)));
  expect((await client.views.update({ view_id: modal.view_id, view: { ...FORM, blocks } as View })).ok).toBe(true);
});
