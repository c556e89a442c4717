import { Redis } from 'ioredis';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';

const CONNECT_TIMEOUT_MS = 2000;
const COMMAND_TIMEOUT_MS = 2500;

/** Options for a connection that answers or fails within seconds: a person waits for it. */
const FAIL_FAST = {
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  connectTimeout: CONNECT_TIMEOUT_MS,
  commandTimeout: COMMAND_TIMEOUT_MS,
  lazyConnect: true,
};

/** The address of a Redis URL without its password, for messages. */
export function redisName(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? 'REDIS_URL' : `${parsed.hostname}:${parsed.port || '6379'}`;
}

/**
 * Connects and checks that keys are never evicted: a queue whose jobs may vanish is none.
 * @throws AppError `queue_unavailable`
 */
export async function connectRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, FAIL_FAST);
  // ioredis tells the cause in an event; the call itself only says that the connection is closed. Without a listener
  // every reconnect attempt of a lost Redis would end the process.
  let lastError: Error | null = null;
  redis.on('error', (error: Error) => {
    lastError = error;
  });
  try {
    await redis.connect();
    const memory = await redis.info('memory');
    const policy = /maxmemory_policy:(\S+)/.exec(memory)?.[1] ?? 'noeviction';
    if (policy !== 'noeviction') {
      throw new AppError(
        'queue_unavailable',
        `Redis at ${redisName(url)} has maxmemory-policy ${policy}, which may drop queued runs: set it to noeviction.`,
      );
    }
    return redis;
  } catch (cause) {
    redis.disconnect();
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'queue_unavailable',
      `Redis at ${redisName(url)} does not answer: ${reasonOf(lastError ?? cause)}.`,
      { cause },
    );
  }
}

/** Why Redis did not answer: one line without a full stop. */
function reasonOf(cause: unknown): string {
  const message = errorMessage(cause);
  return message.split('\n')[0]?.replace(/\.$/, '') ?? 'no reason given';
}
