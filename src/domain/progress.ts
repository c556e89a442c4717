import type { Phase } from './scenario.ts';

/** What a running run tells while it runs; small enough to travel as a job event every second. Times in ms. */
export interface RunProgress {
  state: 'running' | 'restoring';
  phase: Phase;
  /** Which arm a change or an observation belongs to. */
  arm: string | null;
  elapsed_ms: number;
  remaining_ms: number;
  steps: { name: string; status: 'done' | 'now' | 'todo' }[];
  /** Pods that are there now, with their connections in the last samples, oldest first; null where unread. */
  pods: { name: string; recent: (number | null)[] }[];
  picks: number;
  errors: number;
  /** A sentence about what is going on, where the phase alone does not say it. */
  note: string | null;
}
