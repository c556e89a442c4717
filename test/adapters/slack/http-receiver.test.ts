import { afterEach, expect, it } from 'vitest';
import { createSlackApp, type SlackApp } from '../../../src/adapters/slack/create-slack-app.ts';
import type { SlackHandlers } from '../../../src/adapters/slack/slack-handlers.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import { createFakePeople } from '../../fakes/fake-people.ts';
import { IDLE_HANDLERS } from './idle-handlers.ts';
import { eventually, type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A bot that a workspace of its own reaches by signed HTTP. */
async function start(
  handlers: Partial<SlackHandlers>,
  port = 0,
): Promise<{ local: LocalWorkspace; app: SlackApp; port: number }> {
  const local = await startLocalWorkspace();
  closing.push(() => local.workspace.close());
  const { botToken: token, apiUrl, signingSecret } = local.workspace;
  const app = await createSlackApp({
    ...{ token, apiUrl, log: local.log, people: createFakePeople() },
    http: { signingSecret, port, clock: createClock(), onRefused: () => undefined },
    handlers: { ...IDLE_HANDLERS, ...handlers },
  });
  const taken = (await app.start()) ?? 0;
  closing.push(() => app.stop());
  await local.control('/control/delivery', { request_url: `http://127.0.0.1:${taken}/slack/events` });
  return { local, app, port: taken };
}

it('acknowledges within 3 s whatever a handler takes, and answers afterwards', async () => {
  const gate = Promise.withResolvers<{ text: string }>();
  const { local } = await start({ command: () => gate.promise, action: () => gate.promise });
  const { channel, user } = local;
  setTimeout(() => gate.resolve({ text: 'the slow answer' }), 2400);
  const { ack_ms } = await local.control<{ ack_ms: number }>('/control/commands', {
    user,
    channel,
    text: '/nlb status',
  });
  expect(ack_ms).toBeLessThan(2200);
  await eventually(async () => (await local.ephemerals()).find(({ text }) => text === 'the slow answer'));
  expect(await local.get('/control/calls?method=apps.connections.open')).toEqual([]);
});

it('acknowledges fifty commands at once, each with its own answer', async () => {
  const { local } = await start({ command: ({ text }) => Promise.resolve({ text: `heard ${text}` }) });
  const { channel, user } = local;
  const typed = Array.from({ length: 50 }, (_, n) =>
    local.control<{ ack_ms: number; response: { text: string } }>('/control/commands', {
      user,
      channel,
      text: `/nlb ${n}`,
    }),
  );
  const answers = await Promise.all(typed);
  expect(answers.map(({ response }) => response.text)).toEqual(answers.map((_, n) => `heard ${n}`));
  expect(Math.max(...answers.map(({ ack_ms }) => ack_ms))).toBeLessThan(3000);
});

it('says that its port is taken, and gives it back at its end', async () => {
  const { app, port } = await start({});
  await expect(start({}, port)).rejects.toMatchObject({
    code: 'slack_unreachable',
    message: `The bot can not listen on port ${port} (SLACK_PORT): it is in use.`,
  });
  await app.stop();
  closing.splice(1, 1);
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
});
