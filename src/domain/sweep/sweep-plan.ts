/** What a sweep tries, how long it may take, and what the value that it recommends has to keep. */
export interface SweepPlan {
  /** Values of the setting in milliseconds, each once, in rising order. */
  values_ms: number[];
  /** Jitters to try with each value, in percent; empty leaves the field alone. */
  jitters_percent: number[];
  /** No round is begun that would not end within this time, restore included; milliseconds. */
  budget_ms: number;
  /** The longest that connections may take to be even again, in milliseconds; null: any. */
  within_ms: number | null;
  /** The largest share of requests that may fail, in percent. */
  errors_percent: number;
}

/** The most tries of one setting: what ten of them do not decide is a matter of more clients. */
export const MAX_ROUNDS = 10;

/** The most settings that one sweep tries: with more, no arm gets a repeat in a sensible time. */
export const MAX_SETTINGS = 12;
