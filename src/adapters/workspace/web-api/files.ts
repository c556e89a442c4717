import { isObject, MAX_UPLOAD_BYTES } from '../http/body.ts';
import { BOT_USER_ID } from '../state/directory.ts';
import type { FileRecord } from '../state/model.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { Arguments } from './arguments.ts';
import { findChannel, findThread } from './find.ts';
import { checkedBlocks } from './message-content.ts';
import type { Method } from './method.ts';
import { presentFile } from './presented.ts';
import { SlackError } from './slack-error.ts';

const getUploadUrl: Method = (args, { state, baseUrl }) => {
  const name = args.required('filename');
  const length = Number(args.required('length'));
  if (!Number.isInteger(length) || length < 1 || length > MAX_UPLOAD_BYTES) {
    throw new SlackError('invalid_arguments', [`[ERROR] length must be 1 to ${MAX_UPLOAD_BYTES} bytes`]);
  }
  // The SDK sends alt_text where the documentation says alt_txt.
  const { record, key } = state.files.announce(name, args.text('alt_txt') ?? args.text('alt_text') ?? '');
  return { upload_url: `${baseUrl}/upload/${key}`, file_id: record.id };
};

function uploadedFiles(args: Arguments, state: WorkspaceState): FileRecord[] {
  const list = args.nested('files');
  if (!Array.isArray(list) || list.length === 0) {
    throw new SlackError('invalid_arguments', ['[ERROR] missing required field: files']);
  }
  return list.map((item: unknown) => {
    const id = isObject(item) && typeof item.id === 'string' ? item.id : '';
    const record = state.files.find(id);
    if (!record?.uploaded) throw new SlackError('file_not_found');
    if (isObject(item) && typeof item.title === 'string' && item.title !== '') record.title = item.title;
    return record;
  });
}

const completeUpload: Method = (args, { state, baseUrl }) => {
  const records = uploadedFiles(args, state);
  const channelIds = (args.text('channel_id') ?? args.text('channels') ?? '').split(',').filter((id) => id !== '');
  const rawBlocks = args.nested('blocks', 'invalid_blocks_format');
  const content = {
    text: args.text('initial_comment') ?? '',
    blocks: rawBlocks === undefined ? [] : checkedBlocks(rawBlocks, state.files),
    metadata: null,
  };
  for (const id of channelIds) {
    const channel = findChannel(state, id);
    const thread = findThread(state, channel, args.text('thread_ts'));
    const place = {
      channel: channel.id,
      user: BOT_USER_ID,
      thread_ts: thread,
      files: records.map((record) => record.id),
    };
    const { ts } = state.messages.post(place, content);
    for (const record of records) {
      const share = { channel: channel.id, channel_name: channel.name, ts };
      state.files.share(record, { ...share, ...(thread === undefined ? {} : { thread_ts: thread }) });
    }
  }
  return { files: records.map((record) => presentFile(record, baseUrl)) };
};

const filesInfo: Method = (args, { state, baseUrl }) => {
  const record = state.files.find(args.required('file'));
  if (!record?.uploaded) throw new SlackError('file_not_found');
  return { file: presentFile(record, baseUrl), comments: [] };
};

/** The files.* methods of the external upload. */
export const FILE_METHODS: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
  'files.info': filesInfo,
};
