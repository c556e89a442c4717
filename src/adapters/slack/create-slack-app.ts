import { App, type BlockButtonAction, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { AppError } from '../../domain/errors.ts';
import { escapeMrkdwn } from '../../domain/text/escape-mrkdwn.ts';
import type { ButtonName } from '../../domain/text/message.ts';
import type { Log } from '../../ports/log.ts';
import { answerInTime, answerOf } from './answer-in-time.ts';
import { chatError } from './chat-error.ts';
import { safeMrkdwn } from './safe-mrkdwn.ts';
import { sdkLogger } from './sdk-logger.ts';
import { ACTION_IDS, textBlocks } from './slack-blocks.ts';
import type { Answer, SlackHandlers } from './slack-handlers.ts';
import { SLACK_LIMITS } from './slack-limits.ts';

/**
 * How long the SDK waits before it connects again, and for the answer to a ping. Slack closes each connection now and
 * then; the SDK's own 5 s would be longer than a command may wait.
 */
const RECONNECT_AFTER_MS = 2000;

export interface SlackAppConfig {
  /** The bot's token. */
  token: string;
  /** The app-level token of Socket Mode. */
  appToken: string;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
  handlers: SlackHandlers;
  log: Log;
}

/** The bot's ear in Slack. */
export interface SlackApp {
  /** Connects and resolves when Slack says hello; afterwards it reconnects by itself. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Listens to `/nlb`, the run's buttons and mentions over Socket Mode and answers each person.
 * Checks the token first. @throws AppError `chat_failed` when Slack refuses it or can not be reached
 */
export async function createSlackApp({ token, appToken, apiUrl, handlers, log }: SlackAppConfig): Promise<SlackApp> {
  const logger = sdkLogger(log);
  const clientOptions = () => ({ timeout: 10_000, logger, ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }) });
  const identity = await identify(new WebClient(token, { ...clientOptions(), retryConfig: { retries: 2 } }));
  const app = new App({
    receiver: new SocketModeReceiver({
      appToken,
      logger,
      clientPingTimeout: RECONNECT_AFTER_MS,
      installerOptions: { clientOptions: clientOptions() },
    }),
    authorize: () => Promise.resolve({ botToken: token, ...identity }),
    convoStore: false,
    logger,
    clientOptions: clientOptions(),
  });
  listenToCommands(app, handlers, log);
  for (const name of Object.keys(ACTION_IDS) as ButtonName[]) listenToButton(app, name, handlers, log);
  listenToMentions(app, handlers, log);
  app.error((error) => {
    log.warn('slack_event_failed', { message: error.message });
    return Promise.resolve();
  });
  return {
    async start() {
      try {
        await app.start();
      } catch (error) {
        throw chatError(error, 'the Socket Mode connection');
      }
    },
    async stop() {
      await app.stop();
    },
  };
}

async function identify(client: WebClient): Promise<{ botId: string; botUserId: string }> {
  try {
    const { bot_id: botId, user_id: botUserId } = await client.auth.test();
    if (botId !== undefined && botUserId !== undefined) return { botId, botUserId };
  } catch (error) {
    throw chatError(error, 'the token of the bot');
  }
  throw new AppError('chat_failed', "Slack knows SLACK_BOT_TOKEN, but it is no bot's token (xoxb-).");
}

function listenToCommands(app: App, handlers: SlackHandlers, log: Log): void {
  app.command('/nlb', async ({ command, ack, respond }) => {
    const { text, user_id: user, channel_id: channel, team_id: team, trigger_id: trigger } = command;
    const input = { text, user, channel, key: keyOf(team, channel, user, trigger) };
    const shown = escapeMrkdwn(text.replaceAll('`', '').slice(0, 80)).trim();
    const work = answerOf(
      `do \`/nlb${shown === '' ? '' : ` ${shown}`}\``,
      log,
      () => handlers.command(input),
      'Nothing was started.',
    );
    const paths = {
      ack: (answer: Answer) => (answer === null ? ack() : ack({ response_type: 'ephemeral', ...content(answer.text) })),
      later: (answer: { text: string }) => respond({ response_type: 'ephemeral', ...content(answer.text) }),
    };
    await answerInTime(work, paths, log);
  });
}

const DEEDS: Readonly<Record<ButtonName, string>> = {
  approve: 'approve',
  cancel: 'cancel',
  rerun: 'run again',
  compare: 'compare',
  explain: 'explain',
  raw: 'fetch the raw data of',
};

function listenToButton(app: App, name: ButtonName, handlers: SlackHandlers, log: Log): void {
  app.action<BlockButtonAction>(
    { type: 'block_actions', action_id: ACTION_IDS[name] },
    async ({ action, body, ack, respond }) => {
      const { id: user } = body.user;
      const channel = body.channel?.id ?? '';
      const run = action.value ?? '';
      const key = keyOf(body.team?.id, channel, user, body.trigger_id);
      const work = answerOf(`${DEEDS[name]} \`${escapeMrkdwn(run)}\``, log, () =>
        handlers.action({ name, run, user, channel, key }),
      );
      // The acknowledgement of a button carries no text: the answer always follows.
      await ack();
      const answer = await work;
      if (answer === null) return;
      await respond({ response_type: 'ephemeral', replace_original: false, ...content(answer.text) });
    },
  );
}

function listenToMentions(app: App, handlers: SlackHandlers, log: Log): void {
  app.event('app_mention', async ({ event, body, client, context }) => {
    const { channel, user, ts } = event;
    if (user === undefined) return;
    const text = event.text.replaceAll(`<@${context.botUserId ?? ''}>`, ' ').trim();
    const threadTs = event.thread_ts ?? ts;
    const input = { text, user, channel, threadTs, key: keyOf(body.team_id, channel, user, ts) };
    const answer = await answerOf('answer', log, () => handlers.mention(input));
    if (answer !== null) await client.chat.postMessage({ channel, thread_ts: threadTs, ...content(answer.text) });
  });
}

/** One deed of one person, however often and in whatever envelope it is delivered. */
function keyOf(team: string | undefined, channel: string, user: string, moment: string): string {
  return [team ?? '', channel, user, moment].join(':');
}

function content(text: string): { text: string; blocks: ReturnType<typeof textBlocks> } {
  return { text: safeMrkdwn(text).slice(0, SLACK_LIMITS.messageText), blocks: textBlocks(text) };
}
