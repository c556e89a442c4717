import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, type BlockButtonAction } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { AppError } from '../../domain/errors.ts';
import type { ButtonName } from '../../domain/text/message.ts';
import type { Log } from '../../ports/log.ts';
import { answerInTime, answerOf } from './answer-in-time.ts';
import { deliverOnce } from './deliver-once.ts';
import { content, type Ears, keyOf } from './ears.ts';
import { createHttpEar, type HttpDelivery, type HttpEar } from './http-receiver.ts';
import { listenToForms } from './listen-to-forms.ts';
import { listenToHome } from './listen-to-home.ts';
import { listenToShortcuts } from './listen-to-shortcuts.ts';
import { sdkLogger } from './sdk-logger.ts';
import { ACTION_IDS } from './slack-blocks.ts';
import type { Answer } from './slack-handlers.ts';
import { createSocketEars, type SocketEars } from './socket-ears.ts';
import { startError } from './start-error.ts';
import { typedText } from './typed-text.ts';

export type SlackAppConfig = Ears & {
  /** The bot's token. */
  token: string;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
} & (
    | {
        /** The app-level token of Socket Mode. */
        appToken: string;
      }
    | {
        /** Signed HTTP instead of Socket Mode. */
        http: HttpDelivery;
      }
  );

/** The bot's ear in Slack. */
export interface SlackApp {
  /**
   * Connects and resolves when Slack says hello; afterwards it reconnects by itself. With HTTP it listens.
   * @returns the port that it listens on, null with Socket Mode
   */
  start(): Promise<number | null>;
  stop(): Promise<void>;
}

/**
 * Listens to `/nlb`, the run's buttons, forms, mentions, the message shortcut and the home tab, over Socket Mode or signed
 * HTTP, and answers each person.
 * Checks the token first. @throws AppError `slack_token` when Slack refuses it, `slack_unreachable`
 */
export async function createSlackApp(config: SlackAppConfig): Promise<SlackApp> {
  const { token, apiUrl, handlers, people, log } = config;
  const ears = { handlers, people, log };
  const logger = sdkLogger(log);
  const clientOptions = () => ({ timeout: 10_000, logger, ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }) });
  const identity = await identify(new WebClient(token, { ...clientOptions(), retryConfig: { retries: 2 } }));
  const ear =
    'http' in config ? createHttpEar(config.http, log) : createSocketEars(config.appToken, logger, clientOptions);
  const app = new App({
    receiver: ear.receiver,
    authorize: () => Promise.resolve({ botToken: token, ...identity }),
    convoStore: false,
    logger,
    clientOptions: clientOptions(),
  });
  app.processEvent = deliverOnce(app.processEvent.bind(app));
  listenToCommands(app, ears);
  for (const name of Object.keys(ACTION_IDS) as ButtonName[]) listenToButton(app, name, ears);
  listenToMentions(app, ears);
  listenToShortcuts(app, ears);
  listenToHome(app, ears);
  listenToForms(app, ears);
  app.error((error) => {
    log.warn('slack_event_failed', { message: error.message });
    return Promise.resolve();
  });
  return {
    start: () => ('port' in ear ? listen(app, ear) : connect(app, ear, log)),
    async stop() {
      await Promise.all([app.stop(), 'port' in ear ? undefined : ear.stopSpare()]);
    },
  };
}

/** @throws AppError `slack_token`, `slack_unreachable` */
async function connect(app: App, sockets: SocketEars, log: Log): Promise<null> {
  try {
    await app.start();
  } catch (error) {
    throw startError(error, 'SLACK_APP_TOKEN');
  }
  // With one connection the bot hears as well, but for the seconds in which Slack renews it.
  await sockets.startSpare(app).catch((error: unknown) => log.warn('slack_spare_failed', { message: String(error) }));
  return null;
}

/** @throws AppError `slack_unreachable` when the port can not be had */
async function listen(app: App, { port, limits }: HttpEar): Promise<number> {
  try {
    const server = (await app.start(port, limits)) as Server;
    return (server.address() as AddressInfo).port;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'it is in use' : String(error);
    throw new AppError('slack_unreachable', `The bot can not listen on port ${port} (SLACK_PORT): ${why}.`, {
      cause: error,
    });
  }
}

async function identify(client: WebClient): Promise<{ botId: string; botUserId: string }> {
  try {
    const { bot_id: botId, user_id: botUserId } = await client.auth.test();
    if (botId !== undefined && botUserId !== undefined) return { botId, botUserId };
  } catch (error) {
    throw startError(error, 'SLACK_BOT_TOKEN');
  }
  throw new AppError('slack_token', "Slack knows SLACK_BOT_TOKEN, but it is no bot's token (xoxb-).");
}

function listenToCommands(app: App, { handlers, people, log }: Ears): void {
  app.command('/nlb', async ({ command, ack, respond }) => {
    const { user_id: user, channel_id: channel, team_id: team, trigger_id: trigger } = command;
    const text = typedText(command.text);
    const input = { text, user, channel, key: keyOf(team, channel, user, trigger), trigger };
    const how = { language: people.languageOf(user), log };
    const work = answerOf({ kind: 'command', text }, how, (language) => handlers.command({ ...input, language }));
    const paths = {
      ack: (answer: Answer) => (answer === null ? ack() : ack({ response_type: 'ephemeral', ...content(answer.text) })),
      later: (answer: { text: string }) => respond({ response_type: 'ephemeral', ...content(answer.text) }),
    };
    await answerInTime(work, paths, log);
  });
}

function listenToButton(app: App, name: ButtonName, { handlers, people, log }: Ears): void {
  app.action<BlockButtonAction>(
    { type: 'block_actions', action_id: ACTION_IDS[name] },
    async ({ action, body, ack, respond }) => {
      const { id: user } = body.user;
      const channel = body.channel?.id ?? '';
      const run = action.value ?? '';
      const key = keyOf(body.team?.id, channel, user, body.trigger_id);
      const how = { language: people.languageOf(user), log };
      const work = answerOf({ kind: 'button', name, run }, how, (language) =>
        handlers.action({ name, run, user, channel, key, language, trigger: body.trigger_id }),
      );
      // The acknowledgement of a button carries no text: the answer always follows.
      await ack();
      const answer = await work;
      if (body.view?.type === 'home') {
        // The home tab is no conversation in which somebody could be answered.
        await handlers.homeAnswer({ user, text: answer?.text ?? null, language: await how.language });
        return;
      }
      if (answer === null) return;
      await respond({ response_type: 'ephemeral', replace_original: false, ...content(answer.text) });
    },
  );
}

function listenToMentions(app: App, { handlers, people, log }: Ears): void {
  app.event('app_mention', async ({ event, body, client, context }) => {
    const { channel, user, ts } = event;
    if (user === undefined) return;
    const text = typedText(event.text.replaceAll(`<@${context.botUserId ?? ''}>`, ' ')).trim();
    const threadTs = event.thread_ts ?? ts;
    const input = { text, user, channel, threadTs, key: keyOf(body.team_id, channel, user, ts) };
    const how = { language: people.languageOf(user), log };
    const answer = await answerOf({ kind: 'mention' }, how, (language) => handlers.mention({ ...input, language }));
    if (answer !== null) await client.chat.postMessage({ channel, thread_ts: threadTs, ...content(answer.text) });
  });
}
