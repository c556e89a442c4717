import { AppError } from '../../domain/errors.ts';

/** A port whose every error is an AppError; those of Redis are `queue_unavailable`. */
export function withRedisErrors<T extends object>(port: T): T {
  const wrapped = Object.entries(port).map(([name, method]: [string, (...args: never[]) => Promise<unknown>]) => [
    name,
    async (...args: never[]): Promise<unknown> => {
      try {
        return await method(...args);
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        throw new AppError('queue_unavailable', whatRedisDid(cause), { cause });
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}

/** What Redis did instead of answering, for people: how its client says that a connection is lost is no help to them. */
function whatRedisDid(cause: unknown): string {
  // JSON that another program has written, or what an earlier version kept.
  if (cause instanceof SyntaxError || cause instanceof TypeError)
    return `What Redis keeps is not readable: ${cause.message}.`;
  return cause instanceof Error && cause.name === 'ReplyError'
    ? `Redis refused: ${cause.message}.`
    : 'Redis does not answer.';
}
