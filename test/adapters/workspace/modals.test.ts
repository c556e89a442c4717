import type { View } from '@slack/types';
import { expect, test } from 'vitest';
import { section, startBot } from './start-bot.ts';

const input = (id: string, element: object, optional = false) => ({
  type: 'input',
  block_id: id,
  optional,
  label: { type: 'plain_text', text: id },
  element: { action_id: 'v', ...element },
});
const MODAL = {
  type: 'modal',
  callback_id: 'nlb_run',
  private_metadata: 'kept',
  title: { type: 'plain_text', text: 'Run' },
  submit: { type: 'plain_text', text: 'Run' },
  blocks: [
    section('Choose'),
    input('scenario', { type: 'plain_text_input' }),
    input('clients', { type: 'number_input', is_decimal_allowed: false, initial_value: '20' }, true),
  ],
} as unknown as View;
const command = { user: 'alice', channel: 'nlb', text: '/nlb run' };

async function startModalBot() {
  const submitted: object[] = [];
  const opened: string[] = [];
  const bot = await startBot((app) => {
    app.command('/nlb', async ({ ack, client, command: { trigger_id } }) => {
      await ack();
      opened.push(trigger_id);
      await client.views.open({ trigger_id, view: MODAL });
    });
    app.view('nlb_run', async ({ ack, view }) => {
      submitted.push({ values: view.state.values, kept: view.private_metadata });
      const wrong = view.state.values.scenario?.v?.value === 'wrong';
      await (wrong ? ack({ response_action: 'errors', errors: { scenario: 'No such scenario.' } }) : ack());
    });
  });
  return { ...bot, submitted, opened };
}

const submission = (values: object) => ({ user: 'alice', callback_id: 'nlb_run', values });
const scenario = (value: string) => ({ scenario: { v: { value } } });

test('a command opens a modal, its errors keep it open, and a good submission closes it', async () => {
  const { post, get, submitted } = await startModalBot();
  expect((await get('/control/modal?user=alice')).status).toBe(404);
  expect((await post('/control/commands', command)).body.response).toBeNull();
  expect((await get('/control/modal?user=alice')).body).toMatchObject({
    view_id: expect.stringMatching(/^V/),
    callback_id: 'nlb_run',
    view: { title: { text: 'Run' }, private_metadata: 'kept' },
  });
  expect((await get('/control/modal?user=bob')).status).toBe(404);

  const refused = await post('/control/views', submission(scenario('wrong')));
  expect(refused.body).toEqual({ response_action: 'errors', errors: { scenario: 'No such scenario.' } });
  expect((await get('/control/modal?user=alice')).status).toBe(200);

  expect((await post('/control/views', submission(scenario('rollout-restart')))).body).toEqual({});
  expect((await get('/control/modal?user=alice')).status).toBe(404);
  expect(submitted.at(-1)).toEqual({
    kept: 'kept',
    values: {
      scenario: { v: { type: 'plain_text_input', value: 'rollout-restart' } },
      clients: { v: { type: 'number_input', value: '20' } },
    },
  });
});

test('an empty required input is refused by the form itself', async () => {
  const { post, submitted } = await startModalBot();
  await post('/control/commands', command);
  expect((await post('/control/views', submission({}))).body).toMatchObject({
    response_action: 'errors',
    errors: { scenario: expect.any(String) },
  });
  expect(submitted).toEqual([]);
});

test('a value for an input that the view does not have is a 400, an unknown view a 404', async () => {
  const { post } = await startModalBot();
  await post('/control/commands', command);
  const foreign = await post('/control/views', submission({ other: { v: { value: 'x' } } }));
  expect(foreign).toMatchObject({ status: 400, body: { field: 'values' } });
  expect((await post('/control/views', { ...submission({}), callback_id: 'other' })).status).toBe(404);
});

test('a trigger opens one modal only, and an invented one none', async () => {
  const { post, client, opened } = await startModalBot();
  await post('/control/commands', command);
  const again = client.views.open({ trigger_id: opened[0] ?? '', view: MODAL });
  await expect(again).rejects.toMatchObject({ data: { error: 'exchanged_trigger_id' } });
  const invented = client.views.open({ trigger_id: '1.2.3', view: MODAL });
  await expect(invented).rejects.toMatchObject({ data: { error: 'invalid_trigger_id' } });
});
