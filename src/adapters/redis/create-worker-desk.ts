import type { Redis } from 'ioredis';
import type { Answer, Ask } from '../../domain/ask.ts';
import type { WorkerDesk } from '../../ports/worker-desk.ts';
import { KEEP_S, keys } from './keys.ts';
import { withRedisErrors } from './redis-errors.ts';

/** A list of questions for each target, and a key for each answer. */
export function createWorkerDesk({ redis }: { redis: Redis }): WorkerDesk {
  const desk: WorkerDesk = {
    async ask(target, ask) {
      await redis.multi().rpush(keys.asks(target), JSON.stringify(ask)).expire(keys.asks(target), KEEP_S.ask).exec();
    },
    withdraw: async (target, ask) => (await redis.lrem(keys.asks(target), 0, JSON.stringify(ask))) > 0,
    async take(target) {
      const text = await redis.lpop(keys.asks(target));
      return text === null ? null : (JSON.parse(text) as Ask);
    },
    async answer(id, answer) {
      await redis.set(keys.answer(id), JSON.stringify(answer), 'EX', KEEP_S.answer);
    },
    async answerTo(id) {
      const text = await redis.get(keys.answer(id));
      return text === null ? null : (JSON.parse(text) as Answer);
    },
  };
  return withRedisErrors(desk);
}
