import { expect, test } from 'vitest';
import { startBot } from './start-bot.ts';

async function startWithUrl() {
  const urls: string[] = [];
  const bot = await startBot((app) =>
    app.command('/nlb', async ({ ack, command }) => {
      await ack('taken');
      urls.push(command.response_url);
    }),
  );
  await bot.post('/control/commands', { user: 'alice', channel: 'nlb', text: '/nlb status' });
  const respond = async (body: object, url = urls[0] ?? '') => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    return [response.status, await response.text()];
  };
  return { ...bot, respond, ephemerals: async () => (await bot.get('/control/ephemerals?user=alice')).body };
}

test('a response_url takes five answers and no sixth', async () => {
  const { respond, ephemerals } = await startWithUrl();
  for (const text of ['1', '2', '3', '4', '5']) expect(await respond({ text })).toEqual([200, 'ok']);
  expect(await respond({ text: '6' })).toEqual([404, '{"ok":false,"error":"used_url"}']);
  expect(await ephemerals()).toMatchObject(['taken', '1', '2', '3', '4', '5'].map((text) => ({ text })));
});

test('an answer can replace or delete the first one', async () => {
  const { respond, ephemerals } = await startWithUrl();
  await respond({ text: 'better', replace_original: true });
  expect(await ephemerals()).toMatchObject([{ text: 'better' }]);
  await respond({ delete_original: true });
  expect(await ephemerals()).toEqual([]);
});

test('an answer in the channel is a message', async () => {
  const { respond, get } = await startWithUrl();
  await respond({ text: 'for all', response_type: 'in_channel' });
  expect((await get('/control/messages?channel=nlb')).body).toMatchObject([{ text: 'for all' }]);
});

test('an invented address, an empty answer and wrong blocks are refused', async () => {
  const { respond, workspace } = await startWithUrl();
  expect(await respond({ text: 'x' }, `${workspace.url}/response/abc`)).toEqual([
    404,
    '{"ok":false,"error":"expired_url"}',
  ]);
  expect(await respond({})).toEqual([400, '{"ok":false,"error":"no_text"}']);
  expect(await respond({ blocks: [{ type: 'nope' }] })).toEqual([400, '{"ok":false,"error":"invalid_blocks"}']);
});
