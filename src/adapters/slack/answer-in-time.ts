import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, ERROR_CODES } from '../../domain/errors.ts';
import { escapeMrkdwn } from '../../domain/text/escape-mrkdwn.ts';
import type { Log } from '../../ports/log.ts';
import type { Answer } from './slack-handlers.ts';

/** Slack shows an error after 3 s without an acknowledgement; half of it is left for the way. */
const ACK_WITHIN_MS = 1500;

/** How every answer begins that says what was not done. */
export const COULD_NOT = 'Could not';

/** The two ways to answer a person: in the acknowledgement, or later. */
export interface AnswerPaths {
  ack(answer: Answer): Promise<void>;
  later(answer: { text: string }): Promise<unknown>;
}

/** Acknowledges with the answer when it is there in time, else at once without and sends it later. Never rejects. */
export async function answerInTime(work: Promise<Answer>, paths: AnswerPaths, log: Log): Promise<void> {
  const timer = new AbortController();
  const late = Symbol('late');
  // The rejection is the timer's own end after the answer came first.
  const timeout = sleep(ACK_WITHIN_MS, late, { signal: timer.signal }).catch(() => late);
  try {
    const first = await Promise.race([work, timeout]);
    timer.abort();
    if (typeof first !== 'symbol') {
      await paths.ack(first);
      return;
    }
    await paths.ack(null);
    const answer = await work;
    if (answer !== null) await paths.later(answer);
  } catch (error) {
    log.warn('slack_answer_lost', { message: error instanceof Error ? error.message : String(error) });
  }
}

/** Runs a handler; a failure becomes an answer that says what could not be done, why, and what to do. Never rejects. */
export async function answerOf(what: string, log: Log, handler: () => Promise<Answer>, ending = ''): Promise<Answer> {
  try {
    return await handler();
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal';
    log.warn('slack_handler_failed', { what, code, message: error instanceof Error ? error.message : String(error) });
    const message = error instanceof AppError ? error.message : 'something unexpected happened.';
    const reason = `${COULD_NOT} ${what}: ${escapeMrkdwn(message)} ${ERROR_CODES[code].advice}`;
    // Some advice ends with the same words.
    return { text: reason.toLowerCase().includes(ending.toLowerCase()) ? reason : `${reason} ${ending}` };
  }
}
