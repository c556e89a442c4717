import type { View } from '@slack/types';
import type { WebClient } from '@slack/web-api';

/** One of the two workspaces, and who and what there is. */
export interface Side {
  client: WebClient;
  channel: string;
  /** Somebody who is not the caller. */
  person: string;
  /** A trigger as an interaction in that view, or in none, gives it. */
  trigger(viewId?: string): Promise<string>;
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const section = { type: 'section' as const, block_id: 'b', text: { type: 'mrkdwn' as const, text: '*hi*' } };
const modal = (change: object = {}) =>
  ({ type: 'modal', callback_id: 'c', title: plain('T'), blocks: [section], ...change }) as View;
const home: View = { type: 'home', blocks: [section] };

/** Every call with the name that its reply has below; each is made once, in this order, on both sides. */
export async function* callsOn({
  client,
  channel,
  person,
  trigger,
}: Side): AsyncGenerator<[name: string, reply: unknown]> {
  const root = await client.chat.postMessage({
    channel,
    text: 'root',
    blocks: [section],
    metadata: { event_type: 'nlb_run', event_payload: { run: 'r-1' } },
  });
  const ts = root.ts ?? '';
  yield ['chat.postMessage', root];
  yield ['chat.postMessage in a thread', await client.chat.postMessage({ channel, thread_ts: ts, text: 'reply' })];
  yield ['chat.update', await client.chat.update({ channel, ts, text: 'edited' })];
  yield ['chat.postEphemeral', await client.chat.postEphemeral({ channel, user: person, text: 'for you' })];
  yield ['chat.getPermalink', await client.chat.getPermalink({ channel, message_ts: ts })];

  yield ['conversations.list', await client.conversations.list({ types: 'public_channel' })];
  yield ['conversations.info', await client.conversations.info({ channel })];
  yield ['conversations.members', await client.conversations.members({ channel })];
  yield ['conversations.history', await client.conversations.history({ channel })];
  yield ['conversations.replies', await client.conversations.replies({ channel, ts })];
  yield ['conversations.open', await client.conversations.open({ users: person })];
  yield ['conversations.join', await client.conversations.join({ channel })];

  const content = Buffer.from('{"schema":1}');
  const announced = await client.files.getUploadURLExternal({ filename: 'record.json', length: content.length });
  yield ['files.getUploadURLExternal', announced];
  await fetch(announced.upload_url ?? '', { method: 'POST', body: content });
  const files: [{ id: string; title: string }] = [{ id: announced.file_id ?? '', title: 'Raw data' }];
  const shared = { channel_id: channel, thread_ts: ts, initial_comment: 'raw' };
  yield ['files.completeUploadExternal', await client.files.completeUploadExternal({ files, ...shared })];
  yield ['files.info', await client.files.info({ file: announced.file_id ?? '' })];
  const uploaded = { ...shared, file: content, filename: 'again.json', title: 'Again' };
  yield ['files.uploadV2', await client.files.uploadV2(uploaded)];

  yield ['views.publish', await client.views.publish({ user_id: person, view: home })];
  const opened = await client.views.open({ trigger_id: await trigger(), view: modal({ submit: plain('Go') }) });
  yield ['views.open', opened];
  const viewId = opened.view?.id ?? '';
  yield ['views.update', await client.views.update({ view_id: viewId, hash: opened.view?.hash ?? '', view: modal() })];
  yield [
    'views.push',
    await client.views.push({ trigger_id: await trigger(viewId), view: modal({ close: plain('Back') }) }),
  ];
  yield ['chat.delete', await client.chat.delete({ channel, ts })];
}

/** Calls that both sides refuse: each with the error that it is about. */
export function refusedOn({ client, channel, person, trigger }: Side): Record<string, () => Promise<unknown>> {
  const nowhere = 'C0000000099';
  const never = '1.000001';
  const blocks = [section];
  return {
    'chat.postMessage channel_not_found': () => client.chat.postMessage({ channel: nowhere, text: 'x' }),
    'chat.postMessage no_text': () => client.apiCall('chat.postMessage', { channel }),
    'chat.update message_not_found': () => client.chat.update({ channel, ts: never, text: 'x' }),
    'chat.delete message_not_found': () => client.chat.delete({ channel, ts: never }),
    'chat.getPermalink message_not_found': () => client.chat.getPermalink({ channel, message_ts: never }),
    'conversations.info channel_not_found': () => client.conversations.info({ channel: nowhere }),
    'conversations.replies thread_not_found': () => client.conversations.replies({ channel, ts: never }),
    'files.info file_not_found': () => client.files.info({ file: 'F0000000099' }),
    'views.open invalid_trigger_id': () => client.views.open({ trigger_id: '1.2.three', view: modal() }),
    'views.open exchanged_trigger_id': async () => {
      const once = await trigger();
      await client.views.open({ trigger_id: once, view: modal() });
      return await client.views.open({ trigger_id: once, view: modal() });
    },
    'views.update not_found': () => client.views.update({ view_id: 'V0000000099', view: modal() }),
    'views.publish hash_conflict': async () => {
      await client.views.publish({ user_id: person, view: { type: 'home', blocks } });
      return await client.views.publish({ user_id: person, hash: '1.2', view: { type: 'home', blocks } });
    },
    'views.open duplicate_external_id': async () => {
      await client.views.open({ trigger_id: await trigger(), view: modal({ external_id: 'same' }) });
      const other = { type: 'home', blocks, external_id: 'same' } as View;
      return await client.views.publish({ user_id: person, view: other });
    },
  };
}
