import type { StepProgress } from '../domain/progress.ts';
import type { Step } from '../domain/run-plan.ts';
import type { RunRecorder } from './run-recorder.ts';

interface Entered {
  from: number;
  to: number | null;
  picks: number;
  errors: number;
}

/** What each step of a run has brought so far. */
export interface StepLog {
  /** Begins a step, which ends the one before; one that goes on is left alone. */
  enter(name: string): void;
  /** The step that goes on ends the run early. */
  fail(): void;
  /** Every planned step as it stands, in order, with the report at the end. */
  list(planned: readonly Step[]): StepProgress[];
}

/** Counts on from the last event that it has seen, because a large run has millions of them. */
export function createStepLog(recorder: Pick<RunRecorder, 'events' | 'now'>): StepLog {
  const entered = new Map<string, Entered>();
  const failed = new Set<string>();
  let now: string | null = null;
  let counted = 0;

  function count(): void {
    const fresh = recorder.events.slice(counted);
    counted += fresh.length;
    const step = now === null ? undefined : entered.get(now);
    if (step === undefined) return;
    // A client's first connection is no choice that a setting or a restart has brought about.
    step.picks += fresh.filter((event) => event.kind === 'connect' && event.conn > 1).length;
    step.errors += fresh.filter((event) => event.kind === 'rpc' && event.code !== 'OK').length;
  }

  function progressOf(name: string): StepProgress {
    const step = entered.get(name);
    if (step === undefined) return { name, status: 'todo' };
    const status = failed.has(name) ? 'failed' : name === now ? 'now' : 'done';
    const { from, to, picks, errors } = step;
    return { name, status, took_ms: Math.round((to ?? recorder.now()) - from), picks, errors };
  }

  return {
    enter(name) {
      if (name === now) return;
      count();
      const at = recorder.now();
      const before = now === null ? undefined : entered.get(now);
      if (before !== undefined) before.to = at;
      entered.set(name, { from: at, to: null, picks: 0, errors: 0 });
      now = name;
    },
    fail() {
      if (now !== null) failed.add(now);
    },
    list(planned) {
      count();
      return [...planned.map(({ name }) => name), 'report'].map(progressOf);
    },
  };
}
