import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';

/** What Slack's commonest refusals mean for a person. */
const MEANINGS: Readonly<Record<string, string>> = {
  account_inactive: 'the app was removed from the workspace',
  channel_not_found: 'the channel does not exist for the bot; invite it with `/invite @nlb`',
  edit_window_closed: 'the workspace lets nobody edit old messages',
  invalid_auth: 'the token is not valid',
  is_archived: 'the channel is archived and has to be unarchived first',
  message_not_found: 'the message was deleted',
  missing_scope: 'the app lacks a permission; reinstall it with its manifest',
  not_enabled: 'the Home tab of the app is off; turn it on under App Home',
  not_in_channel: 'the bot is not in the channel; invite it with `/invite @nlb`',
  thread_not_found: 'the message was deleted',
  token_expired: 'the token has expired',
  token_revoked: 'the token was revoked',
  user_not_found: 'there is no such person in the workspace',
};

/** A message that is not there any more, or can not be edited any more. */
const GONE: readonly string[] = ['message_not_found', 'thread_not_found', 'cant_update_message', 'edit_window_closed'];

/** A place that takes nothing from the bot until somebody changes that: trying again does not help. */
const CLOSED: readonly string[] = [
  'account_inactive',
  'channel_not_found',
  'invalid_auth',
  'is_archived',
  'not_authed',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'token_expired',
  'token_revoked',
];

/** Whether Slack itself refused a call with one of these error codes. */
export function isRefusal(error: unknown, codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}

/**
 * The error for a failed call: `message_gone`, `chat_closed`, else `chat_failed`; `what` names the call and its place.
 */
export function chatError(error: unknown, what: string): AppError {
  if (error instanceof WebAPIRateLimitedError) {
    const message = `Slack asks to wait ${error.retryAfter} s before ${what}.`;
    return new AppError('chat_failed', message, { cause: error, retryAfterMs: error.retryAfter * 1000 });
  }
  const code = isRefusal(error, GONE) ? 'message_gone' : isRefusal(error, CLOSED) ? 'chat_closed' : 'chat_failed';
  return new AppError(code, `Slack did not take ${what}: ${reasonOf(error)}.`, { cause: error });
}

/** Why a call failed, in a few words without a full stop. */
export function reasonOf(error: unknown): string {
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    return MEANINGS[code] === undefined ? code : `${code}, ${MEANINGS[code]}`;
  }
  if (error instanceof WebAPIHTTPError) return `HTTP ${error.statusCode}`;
  if (error instanceof WebAPIRequestError) {
    const { message, cause } = error.original;
    // Of a request that was not answered only the cause says why.
    return cause instanceof Error && cause.message !== '' ? `${message}, ${cause.message}` : message;
  }
  return errorMessage(error);
}
