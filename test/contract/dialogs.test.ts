import { afterAll, beforeAll } from 'vitest';
import { createDialogs } from '../../src/adapters/slack/create-dialogs.ts';
import { createSlackApp, type SlackApp } from '../../src/adapters/slack/create-slack-app.ts';
import { IDLE_HANDLERS } from '../adapters/slack/idle-handlers.ts';
import { type LocalWorkspace, startLocalWorkspace } from '../adapters/slack/local-workspace.ts';
import { createFakeDialogs } from '../fakes/fake-dialogs.ts';
import { createFakePeople } from '../fakes/fake-people.ts';
import { type DialogsUnderTest, dialogsContract } from './dialogs.contract.ts';

interface ShownModal {
  view?: {
    title: { text: string };
    blocks: { type: string; block_id: string; text?: { text: string } }[];
  };
}

function fakeUnderTest(): DialogsUnderTest {
  const dialogs = createFakeDialogs();
  let triggers = 0;
  return {
    dialogs,
    trigger: async () => {
      triggers += 1;
      return `t${triggers}`;
    },
    async seen() {
      const { form, isClosed } = dialogs.last();
      if (isClosed) return null;
      const texts = form.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
      const keys = form.parts.flatMap((part) => (part.kind === 'field' ? [part.field.key] : []));
      return { title: form.title, texts, keys };
    },
    close: async () => dialogs.close(),
  };
}

let local: LocalWorkspace;
let app: SlackApp;
let slack: DialogsUnderTest;
beforeAll(async () => {
  local = await startLocalWorkspace();
  const { botToken: token, appToken, apiUrl } = local.workspace;
  const triggers: string[] = [];
  app = await createSlackApp({
    ...{ token, appToken, apiUrl, log: local.log, people: createFakePeople({}) },
    handlers: {
      ...IDLE_HANDLERS,
      command: async ({ trigger }) => {
        triggers.push(trigger);
        return { text: 'heard' };
      },
    },
  });
  await app.start();
  const { user, channel } = local;
  slack = {
    dialogs: createDialogs({ token, apiUrl, log: local.log }),
    async trigger() {
      await local.control('/control/commands', { user, channel, text: '/nlb run' });
      return triggers.at(-1) ?? '';
    },
    async seen() {
      const { view } = await local.get<ShownModal>(`/control/modal?user=${user}`);
      if (view === undefined) return null;
      const texts = view.blocks.flatMap(({ type, text }) => (type === 'section' ? [text?.text ?? ''] : []));
      const keys = view.blocks.flatMap(({ type, block_id }) => (type === 'input' ? [block_id] : []));
      return { title: view.title.text, texts, keys };
    },
    async close() {
      await local.control(`/control/modal?user=${user}&all`, {}, 'DELETE');
    },
  };
});
afterAll(async () => {
  await app.stop();
  await local.workspace.close();
});

const fake = fakeUnderTest();
dialogsContract('the fake', () => fake);
dialogsContract('Slack', () => slack);
