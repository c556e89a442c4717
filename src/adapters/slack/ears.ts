import type { Log } from '../../ports/log.ts';
import type { People } from '../../ports/people.ts';
import { safeMrkdwn } from './safe-mrkdwn.ts';
import { textBlocks } from './slack-blocks.ts';
import type { SlackHandlers } from './slack-handlers.ts';
import { SLACK_LIMITS } from './slack-limits.ts';

/** What every listener needs to answer a person. */
export interface Ears {
  handlers: SlackHandlers;
  /** Who speaks which language. */
  people: People;
  log: Log;
}

/** One deed of one person, however often and in whatever envelope it is delivered. */
export function keyOf(team: string | undefined, channel: string, user: string, moment: string): string {
  return [team ?? '', channel, user, moment].join(':');
}

/** An answer as a message's text and blocks. */
export function content(text: string): { text: string; blocks: ReturnType<typeof textBlocks> } {
  return { text: safeMrkdwn(text).slice(0, SLACK_LIMITS.messageText), blocks: textBlocks(text) };
}
