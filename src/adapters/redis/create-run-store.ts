import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Redis } from 'ioredis';
import { AppError } from '../../domain/errors.ts';
import type { RunRecord } from '../../domain/record.ts';
import type { Recovery } from '../../domain/record-restore.ts';
import { type Approval, canMove, hasEnded, type Refusal, type RunRequest, type RunState } from '../../domain/run.ts';
import { summaryOf } from '../../domain/run-history.ts';
import type { Clock } from '../../ports/clock.ts';
import { HISTORY_RUNS } from '../../ports/run-history.ts';
import type { RunOutcome, RunStore, StoredRun } from '../../ports/run-store.ts';
import { KEEP_S, keys } from './keys.ts';
import { withRedisErrors } from './redis-errors.ts';
import { scripts } from './scripts.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

const STATES: Record<RunState, null> = {
  queued: null,
  awaiting_approval: null,
  running: null,
  restoring: null,
  done: null,
  failed: null,
  cancelled: null,
  interrupted: null,
};

/** States between commas, as the scripts look them up. */
function stateList(belongs: (state: RunState) => boolean): string {
  return `,${(Object.keys(STATES) as RunState[]).filter(belongs).join(',')},`;
}

/** Keeps runs in Redis. All errors of Redis come out as AppError `queue_unavailable`. */
export function createRunStore({ redis, clock }: { redis: Redis; clock: Clock }): RunStore {
  async function get(id: string): Promise<StoredRun | null> {
    const [fields, journal] = await Promise.all([redis.hgetall(keys.run(id)), redis.lrange(keys.journal(id), 0, -1)]);
    if (fields.request === undefined) return null;
    const request = JSON.parse(fields.request) as RunRequest;
    if (fields.thread !== undefined) request.thread = JSON.parse(fields.thread) as RunRequest['thread'];
    return {
      request,
      state: (fields.state ?? 'queued') as RunState,
      journal: journal.map((line) => JSON.parse(line) as { phase: string; at: string }),
      cancelled_by: fields.cancelled_by ?? null,
      approval: fields.approval === undefined ? null : (JSON.parse(fields.approval) as Approval),
      told: fields.told === '1',
      recovery: fields.recovery === undefined ? null : (JSON.parse(fields.recovery) as Recovery),
      refusal: fields.refusal === undefined ? null : (JSON.parse(fields.refusal) as Refusal),
    };
  }

  const evaluate = (script: string, names: string[], args: (string | number | Buffer)[]): Promise<unknown> =>
    redis.eval(script, names.length, ...names, ...args);

  const store: RunStore = {
    async create(request, key) {
      const known = await evaluate(
        scripts.create,
        [keys.delivery(key), keys.run(request.id), keys.open, keys.history],
        [
          request.id,
          KEEP_S.delivery,
          JSON.stringify(request),
          KEEP_S.run,
          Date.parse(request.requested_at),
          HISTORY_RUNS,
        ],
      );
      return String(known);
    },
    get,
    async update(id, change) {
      const next = change.state;
      const mayCome = (state: RunState): boolean =>
        (change.from === undefined || state === change.from) &&
        (next === undefined || state === next || canMove(state, next));
      const before = next === undefined && change.from === undefined ? '' : stateList(mayCome);
      const entry = change.enter === undefined ? '' : JSON.stringify({ phase: change.enter, at: clock.wallIso() });
      const inTheWay = await evaluate(
        scripts.update,
        [keys.run(id), keys.journal(id), keys.open, ...threadKeys(change)],
        [id, before, entry, KEEP_S.run, tellingOf(change), ...changedFields(change)],
      );
      if (inTheWay === '') return;
      throw new AppError('internal', `Run ${id} is ${String(inTheWay)} and can not become ${next ?? 'changed'}.`);
    },
    async open() {
      const ids = await redis.zrange(keys.open, '0', '-1');
      const runs = await Promise.all(ids.map(get));
      return runs.filter((stored) => stored !== null).filter((stored) => !stored.told || !hasEnded(stored.state));
    },
    async saveOutcome({ record, raw }) {
      const packed = await Promise.all(
        Object.entries(raw).map(async ([name, bytes]): Promise<[string, Buffer]> => [name, await pack(bytes)]),
      );
      // A run ends once: whoever comes second, a recovery or a worker that was thought dead, changes nothing.
      await evaluate(
        scripts.saveOutcome,
        [keys.run(record.id), keys.record(record.id), keys.raw(record.id)],
        [
          stateList(hasEnded),
          record.state,
          JSON.stringify(record),
          KEEP_S.run,
          KEEP_S.raw,
          JSON.stringify(summaryOf(record)),
          ...packed.flat(),
        ],
      );
    },
    async outcome(id) {
      const text = await redis.get(keys.record(id));
      if (text === null) return null;
      const packed = await redis.hgetallBuffer(keys.raw(id));
      const raw: RunOutcome['raw'] = {};
      for (const [name, bytes] of Object.entries(packed)) raw[name] = await unpack(bytes);
      const record = JSON.parse(text) as RunRecord;
      const recovery = await redis.hget(keys.run(id), 'recovery');
      if (recovery !== null) record.restore.recovery = JSON.parse(recovery) as Recovery;
      return { record, raw };
    },
  };
  return withRedisErrors(store);
}

/** What finds the run again by its thread; nothing before its message is posted. */
function threadKeys({ thread }: Parameters<RunStore['update']>[1]): string[] {
  return thread === undefined || thread.ts === null ? [] : [keys.thread(thread.channel, thread.ts)];
}

function tellingOf({ told, recovery }: Parameters<RunStore['update']>[1]): string {
  if (recovery !== undefined) return 'again';
  return told === true ? '1' : '0';
}

/** Fields and values in turn. */
function changedFields(change: Parameters<RunStore['update']>[1]): string[] {
  const fields = {
    state: change.state,
    thread: change.thread === undefined ? undefined : JSON.stringify(change.thread),
    cancelled_by: change.cancelledBy,
    approval: change.approval === undefined ? undefined : JSON.stringify(change.approval),
    told: change.recovery !== undefined ? '0' : change.told === undefined ? undefined : String(Number(change.told)),
    recovery: change.recovery === undefined ? undefined : JSON.stringify(change.recovery),
    refusal: change.refusal === undefined ? undefined : JSON.stringify(change.refusal),
  };
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
}
