import { WebClient } from '@slack/web-api';
import type { Log } from '../../ports/log.ts';
import { sdkLogger } from './sdk-logger.ts';

export interface ImpatientClientConfig {
  /** The bot's token. */
  token: string;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
  timeoutMs: number;
  log: Log;
}

/** A client for a question that a person waits for: one try, and neither a retry nor a wait for a rate limit. */
export function impatientClient({ token, apiUrl, timeoutMs, log }: ImpatientClientConfig): WebClient {
  return new WebClient(token, {
    timeout: timeoutMs,
    logger: sdkLogger(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  });
}
