import { setTimeout as sleep } from 'node:timers/promises';
import { type KnownBlock, type RetryOptions, retryPolicies, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { channelText } from '../../domain/text/escape-mrkdwn.ts';
import type { FilePart, RootMessage, TablePart, ThreadPart } from '../../domain/text/message.ts';
import { splitText } from '../../domain/text/split-text.ts';
import { tableText } from '../../domain/text/table-text.ts';
import type { Chat } from '../../ports/chat.ts';
import type { Log } from '../../ports/log.ts';
import { type BlockFallbacks, createBlockFallbacks, type Variant } from './block-fallbacks.ts';
import { chatError } from './chat-error.ts';
import { safeMrkdwn } from './safe-mrkdwn.ts';
import { sdkLogger } from './sdk-logger.ts';
import { rootBlocks, textBlocks } from './slack-blocks.ts';
import { SLACK_LIMITS } from './slack-limits.ts';
import { dataTableBlocks, tableBlocks } from './table-blocks.ts';

const TIMEOUT_MS = 10_000;
/** A run's first message: somebody waits for the answer to a command, which says if it can not be posted. */
const ROOT_RETRIES: RetryOptions = { retries: 2, minTimeout: 500, maxTimeout: 1000 };
/** So long a wait is still answered in time; a longer one is for the person to decide. */
const PATIENCE_S = 3;

export interface ChatConfig {
  /** The bot's token. */
  token: string;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
  log: Log;
  /** How posts are tried again; by default five times in five minutes, a run's first message twice in seconds. */
  retryConfig?: RetryOptions | undefined;
  /** For one call, in milliseconds; 10,000 when left out. */
  timeoutMs?: number | undefined;
}

/**
 * Posts into Slack. Posts are tried again after failures and rate limits, a run's first message only for seconds. An
 * update is not, because the next one replaces it. A rate limit that is not waited for comes back as `chat_failed` with
 * `retryAfterMs`. Slack knows no key for a post: a post whose answer was lost may appear twice.
 */
export function createChat({ token, apiUrl, log, retryConfig, timeoutMs = TIMEOUT_MS }: ChatConfig): Chat {
  const options = {
    timeout: timeoutMs,
    logger: sdkLogger(log),
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  };
  const posts = new WebClient(token, {
    ...options,
    retryConfig: retryConfig ?? retryPolicies.fiveRetriesInFiveMinutes,
  });
  const roots = new WebClient(token, {
    ...options,
    retryConfig: retryConfig ?? ROOT_RETRIES,
    rejectRateLimitedCalls: true,
  });
  const updates = new WebClient(token, { ...options, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });
  const fallbacks = createBlockFallbacks(log);

  return {
    async postRoot(channel, message) {
      return await asChat(`a run's message in ${channelText(channel)}`, async () => {
        const post = (content: RootContent) => roots.chat.postMessage({ channel, ...content, ...QUIET });
        const { ts } = await patiently(() => fallbacks.send(rootVariants(message, post)));
        if (ts === undefined) throw new Error('the answer names no message');
        return ts;
      });
    },
    async postText(channel, text) {
      return await asChat(`a message in ${channelText(channel)}`, async () => {
        const { ts } = await posts.chat.postMessage({ channel, ...textContent(text), ...QUIET });
        if (ts === undefined) throw new Error('the answer names no message');
        return ts;
      });
    },
    async postFile(channel, file) {
      await asChat(`a file in ${channelText(channel)}`, () =>
        roots.filesUploadV2({ channel_id: channel, ...fileContent(file) }),
      );
    },
    async updateRoot({ channel, ts }, message) {
      await asChat(`an update in ${channelText(channel)}`, () =>
        fallbacks.send(rootVariants(message, (content) => updates.chat.update({ channel, ts, ...content }))),
      );
    },
    async postPart({ channel, ts }, part) {
      await asChat(`a ${part.kind} in a thread of ${channelText(channel)}`, () =>
        postPart({ client: posts, fallbacks }, { channel, ts }, part),
      );
    },
    async tell(user, text) {
      await asChat(`a direct message to ${user}`, async () => {
        const { channel } = await posts.conversations.open({ users: user });
        if (channel?.id === undefined) throw new Error('the answer names no conversation');
        await posts.chat.postMessage({ channel: channel.id, ...textContent(text), ...QUIET });
      });
    },
  };
}

/** Waits once for as long as Slack asks, if that is short: a second message in a channel in one second is limited. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof WebAPIRateLimitedError) || error.retryAfter > PATIENCE_S) throw error;
    await sleep(1000 * error.retryAfter);
    return await call();
  }
}

/** Addresses in a message are for reading: no preview of them. */
const QUIET = { unfurl_links: false, unfurl_media: false } as const;

async function asChat<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw chatError(error, what);
  }
}

interface Place {
  channel: string;
  ts: string;
}

interface Way {
  client: WebClient;
  fallbacks: BlockFallbacks;
}

async function postPart({ client, fallbacks }: Way, place: Place, part: ThreadPart): Promise<void> {
  const thread = { channel: place.channel, thread_ts: place.ts, ...QUIET };
  switch (part.kind) {
    case 'text':
      await client.chat.postMessage({ ...thread, ...textContent(part.text) });
      return;
    case 'table':
      await fallbacks.send(tableVariants(part, (content) => client.chat.postMessage({ ...thread, ...content })));
      return;
    case 'file':
      await client.filesUploadV2({ channel_id: place.channel, thread_ts: place.ts, ...fileContent(part) });
      return;
  }
}

function fileContent({ bytes, name, title, alt, comment }: FilePart) {
  return {
    file: Buffer.from(bytes),
    filename: name,
    title,
    ...(alt === '' ? {} : { alt_text: alt.slice(0, SLACK_LIMITS.altText) }),
    ...(comment === null ? {} : { initial_comment: safeMrkdwn(comment) }),
  };
}

/** A table as one that sorts, as one that does not, and as text. */
function tableVariants<T>(part: TablePart, post: (content: Content) => Promise<T>): Variant<T>[] {
  const text = safeMrkdwn(part.caption).slice(0, SLACK_LIMITS.messageText);
  return [
    // A data_table has a row beside its header.
    ...(part.rows.length === 0
      ? []
      : [{ block: 'data_table' as const, send: () => post({ text, blocks: dataTableBlocks(part) }) }]),
    { block: 'table', send: () => post({ text, blocks: tableBlocks(part) }) },
    { block: null, send: () => post(textContent(tableText(part))) },
  ];
}

/** A run's message with its steps as a plan, where it has some, and with plain blocks. */
function rootVariants<T>(message: RootMessage, post: (content: RootContent) => Promise<T>): Variant<T>[] {
  const plain = { block: null, send: () => post(rootContent(message, false)) };
  return message.tasks === undefined
    ? [plain]
    : [{ block: 'plan', send: () => post(rootContent(message, true)) }, plain];
}

interface Content {
  text: string;
  blocks: KnownBlock[];
}

interface RootContent extends Content {
  metadata: { event_type: string; event_payload: { run: string; state: string } };
}

/** A text that an edit takes; it is for notifications, where its beginning is read. */
function editedText(text: string): string {
  let [part = ''] = splitText(safeMrkdwn(text), SLACK_LIMITS.messageText);
  while (Buffer.byteLength(part.replaceAll(/[&<>]/g, '&amp;')) > SLACK_LIMITS.editedText) {
    [part = ''] = splitText(part, Math.floor(part.length * 0.8));
  }
  return part;
}

/** The metadata stands in every version, so that a message can be found again by its run. */
function rootContent(message: RootMessage, plan: boolean): RootContent {
  return {
    text: editedText(message.text),
    blocks: rootBlocks(message, { plan }),
    metadata: { event_type: 'nlb_run', event_payload: { run: message.run, state: message.state } },
  };
}

function textContent(text: string): Content {
  return { text: safeMrkdwn(text).slice(0, SLACK_LIMITS.messageText), blocks: textBlocks(text) };
}
