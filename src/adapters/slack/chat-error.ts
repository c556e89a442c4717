import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { AppError } from '../../domain/errors.ts';

/** What Slack's commonest refusals mean for a person. */
const MEANINGS: Readonly<Record<string, string>> = {
  account_inactive: 'the app was removed from the workspace',
  channel_not_found: 'the channel does not exist for the bot; invite it',
  invalid_auth: 'the token is not valid',
  is_archived: 'the channel is archived',
  message_not_found: 'the message was deleted',
  missing_scope: 'the app lacks a permission; reinstall it with its manifest',
  not_enabled: 'the Home tab of the app is off; turn it on under App Home',
  not_in_channel: 'the bot is not in the channel; invite it',
  token_revoked: 'the token was revoked',
  user_not_found: 'there is no such person in the workspace',
};

/** Whether Slack itself refused a call with one of these error codes. */
export function isRefusal(error: unknown, codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}

/** The `chat_failed` error for a failed call; `what` names the call and its place. */
export function chatError(error: unknown, what: string): AppError {
  if (error instanceof WebAPIRateLimitedError) {
    const message = `Slack asks to wait ${error.retryAfter} s before ${what}.`;
    return new AppError('chat_failed', message, { cause: error, retryAfterMs: error.retryAfter * 1000 });
  }
  return new AppError('chat_failed', `Slack did not take ${what}: ${reason(error)}.`, { cause: error });
}

function reason(error: unknown): string {
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    return MEANINGS[code] === undefined ? code : `${code}, ${MEANINGS[code]}`;
  }
  if (error instanceof WebAPIHTTPError) return `HTTP ${error.statusCode}`;
  if (error instanceof WebAPIRequestError) return error.original.message;
  return error instanceof Error ? error.message : String(error);
}
