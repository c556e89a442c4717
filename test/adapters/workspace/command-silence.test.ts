import { expect, test } from 'vitest';
import { startBot, startWorkspace } from './start-bot.ts';

const typed = (text: string) => ({ user: 'alice', channel: 'nlb', text });

test('a command that answers nothing has no response', async () => {
  const { post } = await startBot((app) => app.command('/nlb', ({ ack }) => ack()));
  expect((await post('/control/commands', typed('/nlb run'))).body.response).toBeNull();
});

test('without a connected bot the person is told so after 3 seconds', async () => {
  const { post, get } = await startWorkspace();
  const { body } = await post('/control/commands', typed('/nlb status'));
  expect(body.response.text).toBe('/nlb failed with the error "dispatch_failed"');
  expect((await get('/control/ephemerals?user=alice')).body[0]).toMatchObject({ from_app: false });
});

test('a bot that does not acknowledge within 3 seconds is an operation_timeout', async () => {
  const { post } = await startBot((app) => app.command('/nlb', () => new Promise(() => undefined)));
  const { body } = await post('/control/commands', typed('/nlb status'));
  expect(body.ack_ms).toBeGreaterThanOrEqual(2990);
  expect(body.response.text).toBe('/nlb failed with the error "operation_timeout"');
});
