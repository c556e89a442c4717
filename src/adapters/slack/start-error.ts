import { WebAPIPlatformError } from '@slack/web-api';
import { AppError } from '../../domain/errors.ts';
import { reasonOf } from './chat-error.ts';

/** The error for a start that Slack refuses, or where it does not answer; `variable` has the token that was used. */
export function startError(error: unknown, variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN'): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof WebAPIPlatformError) {
    return new AppError('slack_token', `Slack refused ${variable}: ${reasonOf(error)}.`, { cause: error });
  }
  return new AppError('slack_unreachable', `Slack did not answer: ${reasonOf(error)}.`, { cause: error });
}
