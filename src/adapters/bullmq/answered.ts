import { AppError } from '../../domain/errors.ts';

export const ANSWER_MS = 2500;

/**
 * Options for a connection that a person waits for. Nothing is held back for later: ioredis would otherwise send it
 * again once Redis is back, when its person was told that it failed.
 */
export const FAIL_FAST = {
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  connectTimeout: ANSWER_MS,
} as const;

/** The answer of a call, or AppError `queue_unavailable` when none comes until then (`performance.now()`). */
export async function answered<T>(call: Promise<T>, until = performance.now() + ANSWER_MS): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`no answer within ${ANSWER_MS / 1000} s`)),
    Math.max(0, until - performance.now()),
  );
  try {
    return await Promise.race([call, late.promise]);
  } catch (cause) {
    throw new AppError('queue_unavailable', 'The queue in Redis does not answer.', { cause });
  } finally {
    clearTimeout(timer);
  }
}
