import type { HomePages } from '../../ports/home-pages.ts';
import type { Log } from '../../ports/log.ts';
import { chatError } from './chat-error.ts';
import { homeBlocks } from './home-blocks.ts';
import { impatientClient } from './impatient-client.ts';

export interface HomePagesConfig {
  /** The bot's token. */
  token: string;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
  log: Log;
}

const TIMEOUT_MS = 5000;

/** Publishes home pages in Slack (views.publish). A page is not tried again, because the next one replaces it. */
export function createHomePages({ token, apiUrl, log }: HomePagesConfig): HomePages {
  const client = impatientClient({ token, apiUrl, timeoutMs: TIMEOUT_MS, log });
  return {
    async publish(user, page) {
      try {
        await client.views.publish({ user_id: user, view: { type: 'home', blocks: homeBlocks(page) } });
      } catch (error) {
        throw chatError(error, `the home page of ${user}`);
      }
    },
  };
}
