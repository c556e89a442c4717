import type { Redis } from 'ioredis';
import type { Answer, Ask } from '../../domain/ask.ts';
import type { WorkerDesk } from '../../ports/worker-desk.ts';
import { KEEP_S, keys } from './keys.ts';
import { withRedisErrors } from './redis-errors.ts';

/** In one step, so that no question is marked as put that is not. */
const ASK = `
if redis.call('SET', KEYS[2], '1', 'NX', 'EX', ARGV[2]) then
  redis.call('RPUSH', KEYS[1], ARGV[1])
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
return 0
`;
const WITHDRAW = `
if redis.call('LREM', KEYS[1], 0, ARGV[1]) == 0 then return 0 end
redis.call('DEL', KEYS[2])
return 1
`;

/** A list of questions for each target, and keys for each that was put and for each answer. */
export function createWorkerDesk({ redis }: { redis: Redis }): WorkerDesk {
  const desk: WorkerDesk = {
    async ask(target, ask) {
      const named = [keys.asks(target), keys.asked(ask.id)];
      await redis.eval(ASK, named.length, ...named, JSON.stringify(ask), KEEP_S.ask);
    },
    async withdraw(target, ask) {
      const named = [keys.asks(target), keys.asked(ask.id)];
      return (await redis.eval(WITHDRAW, named.length, ...named, JSON.stringify(ask))) === 1;
    },
    async take(target) {
      const text = await redis.lpop(keys.asks(target));
      if (text === null) return null;
      const ask = JSON.parse(text) as Ask;
      await redis.expire(keys.asked(ask.id), KEEP_S.asked);
      return ask;
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
