import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import { type Deed, failedAnswer } from '../../domain/text/failed-answer.ts';
import type { Log } from '../../ports/log.ts';
import type { Answer } from './slack-handlers.ts';

/** Slack shows an error after 3 s without an acknowledgement; half of it is left for the way. */
const ACK_WITHIN_MS = 1500;

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
    log.warn('slack_answer_lost', { message: errorMessage(error) });
  }
}

/** Runs a handler; a failure becomes an answer that says what could not be done, why, and what to do. Never rejects. */
export async function answerOf(
  deed: Deed,
  { language, log }: { language: Promise<Language>; log: Log },
  handler: (language: Language) => Promise<Answer>,
): Promise<Answer> {
  const spoken = await language;
  try {
    return await handler(spoken);
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal';
    const message = errorMessage(error);
    log.warn('slack_handler_failed', { deed: deed.kind, code, message });
    return { text: failedAnswer(deed, error, spoken) };
  }
}
