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
        throw new AppError(
          'queue_unavailable',
          `Redis did not take ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}: ${(cause as Error).message}.`,
          {
            cause,
          },
        );
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
