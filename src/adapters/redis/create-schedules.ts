import type { Redis } from 'ioredis';
import { AppError } from '../../domain/errors.ts';
import type { Schedule, StoredSchedule } from '../../domain/schedule/schedule.ts';
import type { Schedules } from '../../ports/schedules.ts';
import { keys } from './keys.ts';
import { withRedisErrors } from './redis-errors.ts';
import { scripts } from './scripts.ts';

/** Keeps schedules in Redis, for ever. All errors of Redis come out as AppError `queue_unavailable`. */
export function createSchedules({ redis }: { redis: Redis }): Schedules {
  const evaluate = (script: string, names: string[], args: string[]): Promise<unknown> =>
    redis.eval(script, names.length, ...names, ...args);

  async function get(id: string): Promise<StoredSchedule | null> {
    const { schedule, paused, last, note, seen } = await redis.hgetall(keys.schedule(id));
    if (schedule === undefined) return null;
    const read = <T>(text: string | undefined): T | null => (text === undefined ? null : (JSON.parse(text) as T));
    return {
      schedule: JSON.parse(schedule) as Schedule,
      paused: read<boolean>(paused) ?? false,
      last: read(last),
      note: read(note),
      seen: read(seen),
    };
  }

  return withRedisErrors<Schedules>({
    async add(schedule, most) {
      const added = await evaluate(
        scripts.addSchedule,
        [keys.schedule(schedule.id), keys.schedules],
        [schedule.id, JSON.stringify(schedule), String(most), String(Date.parse(schedule.created_at))],
      );
      if (added === 1) return;
      throw new AppError('over_limit', `${most} schedules are kept, and no more: remove one with \`/nlb schedule\`.`);
    },
    get,
    async list() {
      const ids = await redis.zrange(keys.schedules, '0', '-1');
      return (await Promise.all(ids.map(get))).filter((stored) => stored !== null);
    },
    async update(id, change) {
      const fields = Object.entries(change).flatMap(([name, value]) => [name, JSON.stringify(value)]);
      if (fields.length > 0) await evaluate(scripts.updateSchedule, [keys.schedule(id)], fields);
    },
    async remove(id) {
      return (await evaluate(scripts.removeSchedule, [keys.schedule(id), keys.schedules], [id])) === 1;
    },
  });
}
