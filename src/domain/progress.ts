import type { Movement, Phase } from './scenario.ts';

/** One step of a run: preflight, warm-up, each arm, restore, report. */
export interface StepProgress {
  name: string;
  /** `failed`: the run ended early in it; `todo` of a run that goes back is a step that it never reached. */
  status: 'done' | 'now' | 'todo' | 'failed';
  /** How long it has taken so far; left out of a step that was not reached. */
  took_ms?: number;
  /** Connections that the clients opened anew in it, and requests that failed in it. */
  picks?: number;
  errors?: number;
}

/** What goes on in an arm's change: Pods, clients or nothing yet; `restart` also where that only gets the arm ready. */
export type Doing = 'prepare' | Exclude<Movement, 'none'>;

/** What a running run tells while it runs; small enough to travel as a job event every second. Times in ms. */
export interface RunProgress {
  state: 'running' | 'restoring';
  phase: Phase;
  /** Which arm a change or an observation belongs to. */
  arm: string | null;
  /** Of a change. */
  doing?: Doing;
  elapsed_ms: number;
  remaining_ms: number;
  steps: StepProgress[];
  /** Pods that are there now, with their connections in the last samples, oldest first; null where unread. */
  pods: { name: string; recent: (number | null)[] }[];
  picks: number;
  errors: number;
  /** A sentence about what is going on, where the phase alone does not say it. */
  note: string | null;
}
