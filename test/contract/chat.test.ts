import { afterAll, beforeAll } from 'vitest';
import { createChat } from '../../src/adapters/slack/create-chat.ts';
import { type LocalWorkspace, startLocalWorkspace } from '../adapters/slack/local-workspace.ts';
import { createFakeChat } from '../fakes/fake-chat.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { type ChatUnderTest, chatContract } from './chat.contract.ts';

function fakeUnderTest(): ChatUnderTest {
  const chat = createFakeChat({ clock: createFakeClock() });
  const threadOf = (ts: string) => {
    const found = chat.threads.find((thread) => thread.ts === ts) ?? chat.texts.find((text) => text.ts === ts);
    if (found === undefined) throw new Error(`there is no message ${ts}`);
    return found;
  };
  return {
    chat,
    channel: 'C0SRE',
    user: 'U0KATO',
    async root(ts) {
      const posted = chat.texts.find((text) => text.ts === ts);
      if (posted !== undefined) return { text: posted.text, state: '', edits: 0 };
      const { versions } = chat.threads.find((thread) => thread.ts === ts) ?? { versions: [] };
      const last = versions.at(-1)?.message;
      return { text: last?.text ?? '', state: last?.state ?? '', edits: versions.length - 1 };
    },
    parts: async (ts) =>
      threadOf(ts).parts.map((part) =>
        part.kind === 'text' ? part.text : part.kind === 'table' ? part.caption : part.name,
      ),
    channelFiles: async () => chat.files.map(({ file }) => ({ name: file.name, text: file.comment ?? '' })),
    told: async () => chat.told.map(({ text }) => text),
    refuseNext: async (method, retryAfterMs) =>
      chat.fail(method, 1, retryAfterMs === undefined ? { code: 'chat_closed' } : { retryAfterMs }),
  };
}

const SLACK_METHODS = {
  postRoot: 'chat.postMessage',
  postText: 'chat.postMessage',
  postFile: 'files.completeUploadExternal',
  updateRoot: 'chat.update',
  postPart: 'chat.postMessage',
  tell: 'conversations.open',
} as const;

function slackUnderTest(local: LocalWorkspace): ChatUnderTest {
  const { workspace, channel, user, log } = local;
  const chat = createChat({ token: workspace.botToken, apiUrl: workspace.apiUrl, log, retryConfig: { retries: 0 } });
  return {
    chat,
    channel,
    user,
    async root(ts) {
      const found = (await local.messages()).find((message) => message.ts === ts);
      const { event_payload } = (found?.metadata ?? {}) as { event_payload?: { state: string } };
      return { text: found?.text ?? '', state: event_payload?.state ?? '', edits: found?.edits ?? -1 };
    },
    async parts(ts) {
      const replies = (await local.messages(ts)).filter((message) => message.ts !== ts);
      return replies.map(({ text, files }) => files[0]?.name ?? text);
    },
    async channelFiles() {
      const roots = await local.messages();
      return roots.flatMap(({ text, files }) => files.map(({ name }) => ({ name, text })));
    },
    async told() {
      const direct = await local.get<{ text: string }[]>(`/control/messages?channel=${user.replace('U', 'D')}`);
      return direct.map(({ text }) => text);
    },
    async refuseNext(method, retryAfterMs) {
      const fault =
        retryAfterMs === undefined ? { error: 'not_in_channel' } : { status: 429, retry_after: retryAfterMs / 1000 };
      await local.control('/control/faults', { method: SLACK_METHODS[method], count: 1, ...fault });
    },
  };
}

let local: LocalWorkspace;
let slack: ChatUnderTest;
beforeAll(async () => {
  local = await startLocalWorkspace();
  slack = slackUnderTest(local);
});
afterAll(() => local.workspace.close());

const fake = fakeUnderTest();
chatContract('the fake', () => fake);
chatContract('Slack', () => slack);
