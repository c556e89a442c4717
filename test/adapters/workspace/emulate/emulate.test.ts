import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../../e2e/host.ts';
import { quietClient, SILENT, startBot } from '../start-bot.ts';
import { callsOn, refusedOn, type Side } from './calls.ts';
import { DELIBERATE } from './deliberate.ts';
import { differences, type Shape, shapeOf } from './shape.ts';

/** The other reading of Slack's API: npm's `emulate`, written by others. */
async function theirSide(): Promise<Side> {
  const users = [{ name: 'admin' }, { name: 'alice', real_name: 'Alice' }];
  const seed = { slack: { users, channels: [{ name: 'nlb' }] } };
  const emulator = await createEmulator({ service: 'slack', port: await freePort(), seed });
  onTestFinished(() => emulator.close());
  const client = new WebClient('xoxb-any', { slackApiUrl: `${emulator.url}/api/`, logger: SILENT });
  const channel = (await client.conversations.list({})).channels?.find(({ name }) => name === 'nlb')?.id ?? '';
  const person = (await client.users.list({})).members?.find(({ name }) => name === 'alice')?.id ?? '';
  return {
    client,
    channel,
    person,
    async trigger(viewId) {
      const answer = await client.apiCall('views.generateTriggerId', viewId === undefined ? {} : { view_id: viewId });
      return (answer as { trigger_id?: string }).trigger_id ?? '';
    },
  };
}

async function ourSide(): Promise<Side> {
  const triggers: string[] = [];
  const { workspace, post } = await startBot((app) => {
    app.command('/nlb', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack('noted');
    });
  });
  return {
    client: quietClient(workspace),
    channel: 'C0000000002',
    person: 'U0000000001',
    async trigger() {
      await post('/control/commands', { user: 'alice', channel: 'nlb', text: '/nlb status' });
      return triggers.pop() ?? '';
    },
  };
}

async function shapesOn(side: Side): Promise<Map<string, Shape>> {
  const shapes = new Map<string, Shape>();
  for await (const [name, reply] of callsOn(side)) shapes.set(name, shapeOf(reply));
  return shapes;
}

test('the same calls give replies of the same shape, but for differences that Slack itself decides', async () => {
  const [ours, theirs] = [await shapesOn(await ourSide()), await shapesOn(await theirSide())];
  expect([...ours.keys()]).toEqual([...theirs.keys()]);
  expect(ours.size).toBe(21);
  const found = [...ours].flatMap(([name, shape]) =>
    differences(shape, theirs.get(name) ?? new Map()).map((difference) => `${name} ${difference}`),
  );
  const explained = (difference: string) => DELIBERATE.some(({ where }) => where.test(difference));
  expect(found.filter((difference) => !explained(difference))).toEqual([]);
  // A reason that no longer explains anything is taken out.
  expect(DELIBERATE.filter(({ where }) => !found.some((difference) => where.test(difference)))).toEqual([]);
});

test('the same calls are refused with the same errors', async () => {
  const refusals = async (side: Side) => {
    const errors: Record<string, string> = {};
    for (const [name, call] of Object.entries(refusedOn(side))) {
      errors[name] = await call().then(
        () => 'no error',
        (error: { data?: { error?: string } }) => String(error.data?.error),
      );
    }
    return errors;
  };
  const ours = await refusals(await ourSide());
  expect(ours).toEqual(Object.fromEntries(Object.keys(ours).map((name) => [name, name.split(' ')[1]])));
  // emulate answers an unknown thread with an empty one; Slack's conversations.replies documents thread_not_found.
  expect(await refusals(await theirSide())).toEqual({ ...ours, 'conversations.replies thread_not_found': 'no error' });
});
