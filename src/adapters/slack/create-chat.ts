import { type KnownBlock, type RetryOptions, retryPolicies, WebClient } from '@slack/web-api';
import type { RootMessage, TablePart, ThreadPart } from '../../domain/text/message.ts';
import { tableText } from '../../domain/text/table-text.ts';
import type { Chat } from '../../ports/chat.ts';
import type { Log } from '../../ports/log.ts';
import { chatError, isRefusal } from './chat-error.ts';
import { safeMrkdwn } from './safe-mrkdwn.ts';
import { sdkLogger } from './sdk-logger.ts';
import { rootBlocks, tableBlocks, textBlocks } from './slack-blocks.ts';
import { SLACK_LIMITS } from './slack-limits.ts';

const TIMEOUT_MS = 10_000;

export interface ChatConfig {
  /** The bot's token. */
  token: string;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
  log: Log;
  /** How posts are tried again; by default five times in five minutes. */
  retryConfig?: RetryOptions | undefined;
}

/**
 * Posts into Slack. Posts are tried again after failures and rate limits; an update is not, because the next one
 * replaces it, so its rate limit comes back as `chat_failed` with `retryAfterMs`. Slack knows no key for a post: a post
 * whose answer was lost may appear twice.
 */
export function createChat({ token, apiUrl, log, retryConfig }: ChatConfig): Chat {
  const options = {
    timeout: TIMEOUT_MS,
    logger: sdkLogger(log),
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  };
  const posts = new WebClient(token, {
    ...options,
    retryConfig: retryConfig ?? retryPolicies.fiveRetriesInFiveMinutes,
  });
  const updates = new WebClient(token, { ...options, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });

  return {
    async postRoot(channel, message) {
      return await asChat(`a run's message in ${channel}`, async () => {
        const { ts } = await posts.chat.postMessage({ channel, ...rootContent(message), ...QUIET });
        if (ts === undefined) throw new Error('the answer names no message');
        return ts;
      });
    },
    async postText(channel, text) {
      return await asChat(`a message in ${channel}`, async () => {
        const { ts } = await posts.chat.postMessage({ channel, ...textContent(text), ...QUIET });
        if (ts === undefined) throw new Error('the answer names no message');
        return ts;
      });
    },
    async updateRoot({ channel, ts }, message) {
      await asChat(`an update in ${channel}`, () => updates.chat.update({ channel, ts, ...rootContent(message) }));
    },
    async postPart({ channel, ts }, part) {
      await asChat(`a ${part.kind} in a thread of ${channel}`, () => postPart(posts, { channel, ts }, part));
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

async function postPart(client: WebClient, place: Place, part: ThreadPart): Promise<void> {
  const thread = { channel: place.channel, thread_ts: place.ts, ...QUIET };
  switch (part.kind) {
    case 'text':
      await client.chat.postMessage({ ...thread, ...textContent(part.text) });
      return;
    case 'table':
      await postTable(client, thread, part);
      return;
    case 'file':
      await client.filesUploadV2({
        channel_id: place.channel,
        thread_ts: place.ts,
        file: Buffer.from(part.bytes),
        filename: part.name,
        title: part.title,
        ...(part.alt === '' ? {} : { alt_text: part.alt.slice(0, SLACK_LIMITS.altText) }),
        ...(part.comment === null ? {} : { initial_comment: safeMrkdwn(part.comment) }),
      });
      return;
  }
}

async function postTable(
  client: WebClient,
  thread: { channel: string; thread_ts: string },
  part: TablePart,
): Promise<void> {
  try {
    const text = safeMrkdwn(part.caption).slice(0, SLACK_LIMITS.messageText);
    await client.chat.postMessage({ ...thread, text, blocks: tableBlocks(part) });
  } catch (error) {
    if (!isRefusal(error, ['invalid_blocks', 'invalid_blocks_format'])) throw error;
    await client.chat.postMessage({ ...thread, ...textContent(tableText(part)) });
  }
}

/** The metadata stands in every version, so that a message can be found again by its run. */
function rootContent(message: RootMessage): {
  text: string;
  blocks: KnownBlock[];
  metadata: { event_type: string; event_payload: { run: string; state: string } };
} {
  return {
    text: safeMrkdwn(message.text).slice(0, SLACK_LIMITS.messageText),
    blocks: rootBlocks(message),
    metadata: { event_type: 'nlb_run', event_payload: { run: message.run, state: message.state } },
  };
}

function textContent(text: string): { text: string; blocks: KnownBlock[] } {
  return { text: safeMrkdwn(text).slice(0, SLACK_LIMITS.messageText), blocks: textBlocks(text) };
}
