import { type App, SocketModeReceiver } from '@slack/bolt';
import type { Logger, WebClientOptions } from '@slack/web-api';

/**
 * How long the SDK waits before it connects again, and for the answer to a ping. Slack closes each connection now and
 * then; the SDK's own 5 s would be longer than a command may wait.
 */
const RECONNECT_AFTER_MS = 2000;

/** The Socket Mode connections of one app. */
export interface SocketEars {
  /** The one that the app starts and stops by itself. */
  receiver: SocketModeReceiver;
  /** Connects the other one, which hears for the same app. */
  startSpare(app: App): Promise<void>;
  stopSpare(): Promise<void>;
}

/**
 * Makes two connections: Slack takes up to ten for an app and sends each event to one of them
 * (docs.slack.dev/apis/events-api/using-socket-mode). It renews each at a time of its own, so that one hears while the
 * other one is away.
 */
export function createSocketEars(appToken: string, logger: Logger, clientOptions: () => WebClientOptions): SocketEars {
  const connection = () =>
    new SocketModeReceiver({
      appToken,
      logger,
      clientPingTimeout: RECONNECT_AFTER_MS,
      installerOptions: { clientOptions: clientOptions() },
    });
  const [receiver, spare] = [connection(), connection()];
  return {
    receiver,
    async startSpare(app) {
      spare.init(app);
      await spare.start();
    },
    async stopSpare() {
      await spare.stop();
    },
  };
}
