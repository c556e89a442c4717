/**
 * Changes of the run store that must be one step: Redis runs a script as a whole, so that of two processes that change
 * the same run one comes first (redis.io, "Scripting with Lua").
 */
export const scripts = {
  /**
   * Keys: delivery, run, open, history. Arguments: id, delivery's seconds, request, run's seconds, score (ms), most runs in
   * the history. Gives the delivery's run. The history forgets a run no later than the run itself is.
   */
  create: `
    local known = redis.call('GET', KEYS[1])
    if known then return known end
    redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
    redis.call('HSET', KEYS[2], 'request', ARGV[3], 'state', 'queued', 'told', '0')
    redis.call('EXPIRE', KEYS[2], ARGV[4])
    redis.call('ZADD', KEYS[3], ARGV[5], ARGV[1])
    redis.call('ZADD', KEYS[4], ARGV[5], ARGV[1])
    redis.call('EXPIRE', KEYS[4], ARGV[4])
    redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', ARGV[5] - ARGV[4] * 1000)
    redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -(ARGV[6] + 1))
    return ARGV[1]`,
  /**
   * Keys: run, journal, open, and the thread where it is changed. Arguments: id, the states that may come before (each between commas; empty for any),
   * journal line or empty, seconds, '1' when told or 'again' when to be told again, then fields and values. Gives '' or what stood in the way: the
   * state, or 'unknown'.
   */
  update: `
    local now = redis.call('HGET', KEYS[1], 'state')
    if not now then return 'unknown' end
    if ARGV[2] ~= '' and not string.find(ARGV[2], ',' .. now .. ',', 1, true) then return now end
    for i = 6, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
    if ARGV[3] ~= '' then
      redis.call('RPUSH', KEYS[2], ARGV[3])
      redis.call('EXPIRE', KEYS[2], ARGV[4])
    end
    if KEYS[4] then redis.call('SET', KEYS[4], ARGV[1], 'EX', ARGV[4]) end
    if ARGV[5] == '1' then redis.call('ZREM', KEYS[3], ARGV[1]) end
    if ARGV[5] == 'again' then redis.call('ZADD', KEYS[3], 'NX', 0, ARGV[1]) end
    return ''`,
  /**
   * Keys: run, record, raw. Arguments: the ended states (each between commas), state, record, record's seconds, raw's
   * seconds, the record's summary, then names and bytes. The second outcome of a run changes nothing.
   */
  saveOutcome: `
    local now = redis.call('HGET', KEYS[1], 'state')
    if now and string.find(ARGV[1], ',' .. now .. ',', 1, true) then return 0 end
    if now then redis.call('HSET', KEYS[1], 'state', ARGV[2], 'summary', ARGV[6]) end
    redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[4])
    for i = 7, #ARGV, 2 do redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1]) end
    if #ARGV > 6 then redis.call('EXPIRE', KEYS[3], ARGV[5]) end
    return 1`,
  /** Keys: schedule, schedules. Arguments: id, schedule, the most that are kept, score (ms). Gives 1 when it is kept. */
  addSchedule: `
    if redis.call('EXISTS', KEYS[1]) == 1 then return 1 end
    if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then return 0 end
    redis.call('HSET', KEYS[1], 'schedule', ARGV[2])
    redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
    return 1`,
  /** Key: schedule. Arguments: fields and values in turn. One that was removed does not come back. */
  updateSchedule: `
    if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], unpack(ARGV)) end
    return 1`,
  /** Keys: schedule, schedules. Argument: id. Gives 1 when there was one. */
  removeSchedule: `
    redis.call('ZREM', KEYS[2], ARGV[1])
    return redis.call('DEL', KEYS[1])`,
} as const;
