import { expect, onTestFinished, test } from 'vitest';
import { createSlackApp } from '../../../src/adapters/slack/create-slack-app.ts';
import { createFakePeople } from '../../fakes/fake-people.ts';
import { IDLE_HANDLERS } from './idle-handlers.ts';
import { eventually, startLocalWorkspace } from './local-workspace.ts';

interface Typed {
  ack_ms: number;
  response: { text: string } | null;
}

async function startEars() {
  const local = await startLocalWorkspace();
  const { workspace, log } = local;
  const app = await createSlackApp({
    token: workspace.botToken,
    appToken: workspace.appToken,
    apiUrl: workspace.apiUrl,
    log,
    people: createFakePeople(),
    handlers: { ...IDLE_HANDLERS, command: ({ text }) => Promise.resolve({ text: `heard ${text}` }) },
  });
  await app.start();
  onTestFinished(async () => {
    await app.stop();
    await workspace.close();
  });
  const type = (text: string) =>
    local.control<Typed>('/control/commands', { user: local.user, channel: local.channel, text: `/nlb ${text}` });
  /** Until so many connections were asked for in all; the SDK must not be stopped in the middle of one. */
  const allBack = async (count: number) => {
    const opened = () => local.get<unknown[]>('/control/calls?method=apps.connections.open');
    await eventually(async () => (await opened()).length === count || undefined);
    await type('status');
  };
  return { ...local, type, allBack };
}

test.each(['warning', 'refresh_requested', 'link_disabled'])(
  'a command typed while Slack renews a connection (%s) is heard at once',
  async (reason) => {
    const { control, type, allBack } = await startEars();
    await control('/control/disconnect', { reason, which: 'oldest' });
    for (const text of ['status', 'help', 'history']) {
      const { ack_ms, response } = await type(text);
      expect(response?.text).toBe(`heard ${text}`);
      expect(ack_ms).toBeLessThan(1000);
    }
    await allBack(3);
  },
);

test('what is typed while every connection is away is heard when the first one is back', async () => {
  const { control, type, allBack } = await startEars();
  await control('/control/disconnect', { which: 'all' });
  expect((await type('status')).response?.text).toBe('heard status');
  await allBack(4);
});
