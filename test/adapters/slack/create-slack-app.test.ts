import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChat } from '../../../src/adapters/slack/create-chat.ts';
import { createHomePages } from '../../../src/adapters/slack/create-home-pages.ts';
import { createSlackApp, type SlackApp } from '../../../src/adapters/slack/create-slack-app.ts';
import type { SlackHandlers } from '../../../src/adapters/slack/slack-handlers.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { createFakePeople } from '../../fakes/fake-people.ts';
import { IDLE_HANDLERS } from './idle-handlers.ts';
import { eventually, type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';

type Input<Name extends keyof SlackHandlers> = Parameters<SlackHandlers[Name]>[0];

interface Heard {
  commands: 'command';
  actions: 'action';
  mentions: 'mention';
  shortcuts: 'explain';
  homes: 'home';
  homeAnswers: 'homeAnswer';
}

let local: LocalWorkspace;
let app: SlackApp;
const seen: {
  [Name in 'commands' | 'actions' | 'mentions' | 'shortcuts' | 'homes' | 'homeAnswers']: Input<Heard[Name]>[];
} = { commands: [], actions: [], mentions: [], shortcuts: [], homes: [], homeAnswers: [] };
let handlers: Omit<SlackHandlers, 'formChanged' | 'formSent'>;

beforeAll(async () => {
  local = await startLocalWorkspace();
  app = await createSlackApp({
    token: local.workspace.botToken,
    appToken: local.workspace.appToken,
    apiUrl: local.workspace.apiUrl,
    log: local.log,
    people: createFakePeople({ U0000000004: 'ja' }),
    handlers: {
      ...IDLE_HANDLERS,
      command: (input) => {
        seen.commands.push(input);
        return handlers.command(input);
      },
      action: (input) => {
        seen.actions.push(input);
        return handlers.action(input);
      },
      mention: (input) => {
        seen.mentions.push(input);
        return handlers.mention(input);
      },
      explain: (input) => {
        seen.shortcuts.push(input);
        return handlers.explain(input);
      },
      home: async (input) => {
        seen.homes.push(input);
        await handlers.home(input);
      },
      homeRun: (input) => handlers.homeRun(input),
      homeAnswer: async (input) => void seen.homeAnswers.push(input),
    },
  });
  await app.start();
});
beforeEach(() => {
  for (const list of Object.values(seen)) list.length = 0;
  handlers = {
    command: ({ text }) => Promise.resolve({ text: `took ${text} <!here>` }),
    action: ({ name, run }) => Promise.resolve({ text: `did ${name} ${run}` }),
    mention: ({ text }) => Promise.resolve({ text: `heard ${text}` }),
    explain: ({ run }) => Promise.resolve({ text: `explained ${run}` }),
    home: () => Promise.resolve(),
    homeRun: ({ trigger }) => Promise.resolve({ text: `may open ${trigger === '' ? 'nothing' : 'a form'}` }),
    homeAnswer: () => Promise.resolve(),
  };
});
afterAll(async () => {
  await app.stop();
  await local.workspace.close();
});

interface Acknowledged {
  ack_ms: number;
  response: { text: string; blocks: unknown[] } | null;
}

function type(text: string, more: object = {}): Promise<Acknowledged> {
  return local.control('/control/commands', { user: local.user, channel: local.channel, text, ...more });
}

async function rootWithButtons(): Promise<string> {
  const chat = createChat({ token: local.workspace.botToken, apiUrl: local.workspace.apiUrl, log: local.log });
  return await chat.postRoot(local.channel, {
    run: 'r-7f3c',
    state: 'running',
    text: 'runs',
    lines: ['runs'],
    context: [],
    buttons: ['cancel', 'rerun', 'change', 'explain', 'raw'],
  });
}

describe('a slash command', () => {
  it('is answered in its acknowledgement, harmless and with blocks', async () => {
    const { ack_ms, response } = await type('/nlb status');
    expect(response?.text).toBe('took status &lt;!here&gt;');
    expect(response?.blocks).toHaveLength(1);
    expect(ack_ms).toBeLessThan(1500);
    expect(seen.commands[0]).toMatchObject({ text: 'status', user: local.user, channel: local.channel });
  });

  it('is acknowledged in time when the answer is slow, and answered later', async () => {
    const gate = Promise.withResolvers<{ text: string }>();
    handlers.command = () => gate.promise;
    const typed = type('/nlb run slow');
    await eventually(() => Promise.resolve(seen.commands[0]));
    setTimeout(() => gate.resolve({ text: 'the slow answer' }), 2400);
    const { ack_ms } = await typed;
    expect(ack_ms).toBeLessThan(2200);
    const told = await eventually(async () =>
      (await local.ephemerals()).find(({ text }) => text === 'the slow answer'),
    );
    expect(told).toBeDefined();
  });

  it('is handled once in all copies of one delivery, and has another key in the next', async () => {
    await type('/nlb run twice', { deliver: { times: 3 } });
    expect(seen.commands).toHaveLength(1);
    const first = seen.commands[0]?.key;
    await type('/nlb run twice');
    expect(seen.commands).toHaveLength(2);
    expect(seen.commands.at(-1)?.key).not.toBe(first);
  });

  it('that fails says why, what to do and that nothing was started', async () => {
    handlers.command = () => Promise.reject(new AppError('target_unknown', 'There is no target <x>.'));
    const { response } = await type('/nlb run baseline on=x');
    expect(response?.text).toBe(
      'Could not do `/nlb run baseline on=x`: There is no target &lt;x&gt;. Use the name of a configured target. Nothing was started.',
    );
    expect(local.log.warnings.at(-1)).toMatchObject({ event: 'slack_handler_failed', code: 'target_unknown' });
  });

  it('that only asks says nothing of a start', async () => {
    handlers.command = () => Promise.reject(new AppError('queue_unavailable', 'Redis does not answer.'));
    const started = /[Nn]othing was started/;
    expect((await type('/nlb history')).response?.text).not.toMatch(started);
    expect((await type('/nlb run baseline')).response?.text).toMatch(started);
  });

  it('that fails tells a person who reads Japanese in Japanese, with the message as it was thrown', async () => {
    handlers.command = ({ language }) =>
      Promise.reject(new AppError('target_unknown', `There is no target ${language}.`));
    const { response } = await type('/nlb run baseline on=x', { user: 'haruka' });
    expect(response?.text).toBe(
      '実行できませんでした: `/nlb run baseline on=x`。そのターゲットはありません。設定にあるターゲット名を使ってください。\n詳細: There is no target ja. 何も開始していません。',
    );
  });

  it('that fails unexpectedly shows nothing of the inside', async () => {
    handlers.command = () => {
      throw new TypeError('secret stack');
    };
    const { response } = await type('/nlb status');
    expect(response?.text).toContain('Could not do `/nlb status`: something unexpected happened.');
    expect(response?.text).not.toContain('secret');
    expect(local.log.warnings.at(-1)).toMatchObject({ code: 'internal', message: 'secret stack' });
  });
});

describe('a button', () => {
  it.each(['cancel', 'rerun', 'change', 'explain', 'raw'] as const)(
    '%s is handled with its run and answered to that person',
    async (name) => {
      const ts = await rootWithButtons();
      const { channel, user } = local;
      const pressed = await local.control('/control/actions', { user, channel, ts, action_id: `nlb_${name}` });
      expect(pressed).toMatchObject({ ok: true });
      await eventually(async () => (await local.ephemerals()).find(({ text }) => text === `did ${name} r-7f3c`));
      expect(seen.actions).toMatchObject([{ name, run: 'r-7f3c', user, channel }]);
      const root = (await local.messages()).find((message) => message.ts === ts);
      expect(root?.text).toBe('runs');
    },
  );

  it('that fails tells the person', async () => {
    handlers.action = () => Promise.reject(new AppError('queue_unavailable', 'The queue does not answer.'));
    const ts = await rootWithButtons();
    await local.control('/control/actions', { user: local.user, channel: local.channel, ts, action_id: 'nlb_cancel' });
    const told = await eventually(async () =>
      (await local.ephemerals()).find(({ text }) => text.startsWith('Could not cancel `r-7f3c`: The queue')),
    );
    expect(told.text).toContain('Where REDIS_URL is set, check that Redis answers there; where it is not, the Valkey');
    expect(told.text).not.toContain('was started');
  });
});

describe('a mention', () => {
  it('in a thread is heard without the name and answered there', async () => {
    const ts = await rootWithButtons();
    const { channel, user } = local;
    await local.control('/control/mentions', { user, channel, thread_ts: ts, text: 'status' });
    const answer = await eventually(async () => (await local.messages(ts)).find(({ text }) => text === 'heard status'));
    expect(answer.thread_ts).toBe(ts);
    expect(seen.mentions).toMatchObject([{ text: 'status', threadTs: ts, user, channel }]);
  });

  it('is heard as it was typed, not as Slack escapes it', async () => {
    const { channel, user } = local;
    await local.control('/control/mentions', { user, channel, text: 'a&b <!channel>' });
    await eventually(async () => seen.mentions.find(({ text }) => text === 'a&b <!channel>'));
  });

  it('in the channel is answered in a thread of its own', async () => {
    const { channel, user } = local;
    const { ts } = await local.control<{ ts: string }>('/control/mentions', { user, channel, text: 'help' });
    await eventually(async () => (await local.messages(ts)).find(({ text }) => text === 'heard help'));
    expect(seen.mentions[0]?.threadTs).toBe(ts);
  });
});

describe('the shortcut on a message', () => {
  const use = (ts: string) =>
    local.control('/control/shortcuts', {
      user: local.user,
      channel: local.channel,
      callback_id: 'nlb_explain_run',
      ts,
    });
  const told = (text: string) => eventually(async () => (await local.ephemerals()).find((one) => one.text === text));

  it('names the run of a root message, and is answered to that person in the channel', async () => {
    const ts = await rootWithButtons();
    expect(await use(ts)).toMatchObject({ ok: true });
    expect(await told('explained r-7f3c')).toMatchObject({ thread_ts: null });
    const { channel, user } = local;
    expect(seen.shortcuts).toMatchObject([{ run: 'r-7f3c', threadTs: ts, channel, user }]);
  });

  it('on a reply names its thread, and is answered there', async () => {
    const root = await rootWithButtons();
    await local.control('/control/mentions', { user: local.user, channel: local.channel, thread_ts: root, text: 'hi' });
    const reply = await eventually(async () => (await local.messages(root)).find(({ text }) => text === 'heard hi'));
    await use(reply.ts);
    expect(await told('explained null')).toMatchObject({ thread_ts: root });
    expect(seen.shortcuts).toMatchObject([{ run: null, threadTs: root }]);
  });

  it('that fails tells the person', async () => {
    handlers.explain = () => Promise.reject(new AppError('queue_unavailable', 'Redis is away.'));
    await use(await rootWithButtons());
    await eventually(async () =>
      (await local.ephemerals()).find(({ text }) => text.startsWith('Could not explain this run: Redis is away.')),
    );
  });
});

describe('the home tab', () => {
  const publish = (text: string) =>
    createHomePages({ token: local.workspace.botToken, apiUrl: local.workspace.apiUrl, log: local.log }).publish(
      local.user,
      {
        parts: [
          { kind: 'text', text },
          { kind: 'run', run: 'r-7f3c', state: 'running', buttons: ['cancel'] },
          { kind: 'pages', buttons: [{ name: 'older', label: 'Older', page: 3 }] },
        ],
      },
    );
  const open = () =>
    local.get<{ id: string; blocks: { text?: { text: string } }[] }>(`/control/home?user=${local.user}`);

  it('is told who opened it, and shows what is published', async () => {
    handlers.home = () => publish('now & then');
    const view = await open();
    expect(view.blocks[0]?.text?.text).toBe('now &amp; then');
    expect(seen.homes).toEqual([{ user: local.user, page: 1, language: 'en' }]);
  });

  it('turns its pages', async () => {
    handlers.home = () => publish('first');
    const { id } = await open();
    const press = { user: local.user, view_id: id, action_id: 'nlb_home_older' };
    expect(await local.control('/control/actions', press)).toMatchObject({ ok: true });
    await eventually(() => Promise.resolve(seen.homes.find(({ page }) => page === 3)));
  });

  it('has its own answer to a button of a run, failed or not', async () => {
    handlers.home = () => publish('first');
    const { id } = await open();
    const press = () =>
      local.control('/control/actions', { user: local.user, view_id: id, action_id: 'nlb_cancel', value: 'r-7f3c' });
    await press();
    await eventually(() => Promise.resolve(seen.homeAnswers.find(({ text }) => text === 'did cancel r-7f3c')));
    expect(seen.actions).toMatchObject([{ name: 'cancel', run: 'r-7f3c', channel: '', user: local.user }]);
    handlers.action = () => Promise.reject(new AppError('queue_unavailable', 'Redis is away.'));
    await press();
    await eventually(() =>
      Promise.resolve(
        seen.homeAnswers.find(({ text }) => text?.startsWith('Could not cancel `r-7f3c`: Redis is away.')),
      ),
    );
  });

  it('has a button that may open a form, and shows why none was opened', async () => {
    handlers.home = () =>
      createHomePages({
        token: local.workspace.botToken,
        apiUrl: local.workspace.apiUrl,
        log: local.log,
      }).publish(local.user, { parts: [{ kind: 'start', label: 'Run an experiment' }] });
    const { id } = await open();
    await local.control('/control/actions', { user: local.user, view_id: id, action_id: 'nlb_home_run' });
    await eventually(() => Promise.resolve(seen.homeAnswers.find(({ text }) => text === 'may open a form')));
  });

  it('that can not be shown leaves a line in the log', async () => {
    handlers.home = () => Promise.reject(new Error('no page'));
    await open();
    expect(local.log.warnings.at(-1)).toMatchObject({ event: 'home_not_shown', message: 'no page' });
  });
});

it('a token that Slack does not know stops the start with a sentence', async () => {
  const config = { token: 'xoxb-wrong', appToken: local.workspace.appToken, apiUrl: local.workspace.apiUrl };
  await expect(
    createSlackApp({
      ...config,
      log: local.log,
      people: createFakePeople(),
      handlers: { ...IDLE_HANDLERS, ...handlers },
    }),
  ).rejects.toMatchObject({
    code: 'slack_token',
    message: 'Slack refused SLACK_BOT_TOKEN: invalid_auth, the token is not valid.',
  });
});

it('commands are heard again after Slack asked to reconnect', async () => {
  await local.control('/control/disconnect', {});
  const { response } = await type('/nlb status');
  expect(response?.text).toContain('took status');
});
