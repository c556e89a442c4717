import { expect, onTestFinished, test } from 'vitest';
import { startBot } from './start-bot.ts';

/** Collects server-sent events of one person. */
async function follow(url: string, user: string) {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  const response = await fetch(`${url}/control/events?user=${user}`, { signal: closing.signal });
  const events: { kind: string; [key: string]: unknown }[] = [];
  const read = async () => {
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) if (part.startsWith('data: ')) events.push(JSON.parse(part.slice(6)));
    }
  };
  read().catch(() => undefined);
  return events;
}

test('every change is sent to those who may see it, as it happens', async () => {
  const { workspace, client } = await startBot();
  const alice = await follow(workspace.url, 'alice');
  const bob = await follow(workspace.url, 'bob');
  const channel = 'C0000000002';
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'root' });
  await client.chat.postMessage({ channel, thread_ts: ts, text: 'reply' });
  await client.chat.postEphemeral({ channel, user: 'U0000000001', text: 'psst' });
  await client.chat.update({ channel, ts, text: 'edited' });
  await client.views.publish({ user_id: 'U0000000001', view: { type: 'home', blocks: [] } });
  const reply = await client.chat.postMessage({ channel, thread_ts: ts, text: 'gone' });
  await client.chat.delete({ channel, ts: reply.ts ?? '' });
  await expect
    .poll(() => alice)
    .toMatchObject([
      { kind: 'message_posted', message: { ts, text: 'root' } },
      { kind: 'message_posted', message: { text: 'reply' }, root: { ts, reply_count: 1 } },
      { kind: 'ephemeral_posted', ephemeral: { text: 'psst' } },
      { kind: 'message_updated', message: { ts, text: 'edited', edits: 1 } },
      { kind: 'home', view: { type: 'home' } },
      { kind: 'message_posted' },
      { kind: 'message_deleted', root: { reply_count: 1 } },
    ]);
  await expect
    .poll(() => bob.map(({ kind }) => kind))
    .toEqual(['message_posted', 'message_posted', 'message_updated', 'message_posted', 'message_deleted']);
});
