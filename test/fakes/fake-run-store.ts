import { AppError } from '../../src/domain/errors.ts';
import { canMove, hasEnded } from '../../src/domain/run.ts';
import { summaryOf } from '../../src/domain/run-history.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { HISTORY_RUNS, type RunHistory } from '../../src/ports/run-history.ts';
import type { RunOutcome, RunStore, StoredRun } from '../../src/ports/run-store.ts';

export interface FakeRunStore extends RunStore {
  /** While true every call fails with `queue_unavailable`. */
  away(isAway: boolean): void;
  /** Forgets everything, as a Redis without persistence does when it starts again. */
  lose(): void;
  /** The runs kept here, as the history shows them. */
  readonly history: RunHistory;
}

/** Runs in memory; what goes in and out is copied, as through a real store. */
export function createFakeRunStore({ clock }: { clock: Clock }): FakeRunStore {
  const runs = new Map<string, StoredRun>();
  const deliveries = new Map<string, string>();
  const outcomes = new Map<string, RunOutcome>();
  const threads = new Map<string, string>();
  let isAway = false;

  function assertThere(): void {
    if (isAway) throw new AppError('queue_unavailable', 'Redis is away.');
  }

  function known(id: string): StoredRun {
    const stored = runs.get(id);
    if (stored === undefined) throw new AppError('internal', `Run ${id} is unknown and can not be changed.`);
    return stored;
  }

  return {
    away(next) {
      isAway = next;
    },
    lose() {
      runs.clear();
      deliveries.clear();
      outcomes.clear();
      threads.clear();
    },
    history: {
      async runs() {
        assertThere();
        const newest = [...runs.values()]
          .filter(({ refusal }) => refusal === null)
          .reverse()
          .sort((a, b) => b.request.requested_at.localeCompare(a.request.requested_at));
        const past = newest.slice(0, HISTORY_RUNS).map(({ request, state, recovery }) => {
          const outcome = outcomes.get(request.id);
          return { request, state, recovery, summary: outcome === undefined ? null : summaryOf(outcome.record) };
        });
        return structuredClone(past);
      },
      async ofThread({ channel, ts }) {
        assertThere();
        return threads.get(`${channel}:${ts}`) ?? null;
      },
    },
    async create(request, key) {
      assertThere();
      const before = deliveries.get(key);
      if (before !== undefined) return before;
      deliveries.set(key, request.id);
      const copy = structuredClone(request);
      runs.set(request.id, {
        request: copy,
        state: 'queued',
        journal: [],
        cancelled_by: null,
        approval: null,
        told: false,
        recovery: null,
        refusal: null,
      });
      return request.id;
    },
    async get(id) {
      assertThere();
      return structuredClone(runs.get(id) ?? null);
    },
    async update(id, change) {
      assertThere();
      const stored = known(id);
      const { state, from } = change;
      if (from !== undefined && stored.state !== from) {
        throw new AppError('internal', `Run ${id} is ${stored.state} and not ${from}.`);
      }
      if (state !== undefined && state !== stored.state && !canMove(stored.state, state)) {
        throw new AppError('internal', `Run ${id} is ${stored.state} and can not become ${state}.`);
      }
      stored.state = state ?? stored.state;
      if (change.thread !== undefined) {
        stored.request.thread = structuredClone(change.thread);
        threads.set(`${change.thread.channel}:${change.thread.ts}`, id);
      }
      stored.cancelled_by = change.cancelledBy ?? stored.cancelled_by;
      stored.approval = structuredClone(change.approval ?? stored.approval);
      stored.told = change.told ?? stored.told;
      if (change.recovery !== undefined) {
        stored.recovery = structuredClone(change.recovery);
        stored.told = false;
      }
      stored.refusal = structuredClone(change.refusal ?? stored.refusal);
      if (change.enter !== undefined) stored.journal.push({ phase: change.enter, at: clock.wallIso() });
    },
    async open() {
      assertThere();
      const open = [...runs.values()].filter(({ told, state }) => !told || !hasEnded(state));
      return structuredClone(open.sort((a, b) => a.request.requested_at.localeCompare(b.request.requested_at)));
    },
    async saveOutcome(outcome) {
      assertThere();
      const stored = runs.get(outcome.record.id);
      if (stored !== undefined && hasEnded(stored.state)) return;
      if (stored !== undefined) stored.state = outcome.record.state;
      const raw = Object.fromEntries(Object.entries(outcome.raw).map(([name, bytes]) => [name, Buffer.from(bytes)]));
      outcomes.set(outcome.record.id, { record: structuredClone(outcome.record), raw });
    },
    async outcome(id) {
      assertThere();
      const found = outcomes.get(id);
      if (found === undefined) return null;
      const record = structuredClone(found.record);
      const recovery = runs.get(id)?.recovery ?? null;
      if (recovery !== null) record.restore.recovery = structuredClone(recovery);
      return { record, raw: { ...found.raw } };
    },
  };
}
