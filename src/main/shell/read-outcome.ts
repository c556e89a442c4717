import { connectRedis } from '../../adapters/redis/connect-redis.ts';
import { createRunStore } from '../../adapters/redis/create-run-store.ts';
import { createClock } from '../../adapters/system/clock.ts';
import type { RunOutcome } from '../../ports/run-store.ts';
import type { Stack } from '../stack.ts';

/** What an instance, or a bot, keeps of a run that has ended; null where it keeps nothing. */
export async function readOutcome(stack: Pick<Stack, 'redisUrl'>, run: string): Promise<RunOutcome | null> {
  const redis = await connectRedis(stack.redisUrl);
  try {
    return await createRunStore({ redis, clock: createClock() }).outcome(run);
  } finally {
    redis.disconnect();
  }
}
