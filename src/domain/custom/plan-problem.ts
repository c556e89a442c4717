import type { Place } from './plan-tree.ts';

/** What a value has to be. */
export type Expected =
  | { kind: 'one-of'; options: readonly string[] }
  /** In milliseconds. */
  | { kind: 'duration'; min: number; max: number }
  | { kind: 'whole'; min: number; max: number }
  | { kind: 'percentage' }
  | { kind: 'arm-name' | 'first-arm' | 'title' | 'probe-name' | 'statistic' | 'promql' | 'tolerance' | 'boolean' };

/** What is wrong at one place. `key` is where it belongs to, as it is written. */
export type Wrong =
  /** The text is no YAML; the parser says why. */
  | { kind: 'syntax'; message: string }
  | { kind: 'too-long'; length: number; most: number }
  | { kind: 'unknown'; key: string; keys: readonly string[]; near: string | null }
  | { kind: 'twice'; key: string }
  | { kind: 'missing'; key: string; of: 'plan' | 'arm' | 'probe' | 'setting' }
  | { kind: 'shape'; key: string; wanted: 'map' | 'list' | 'text' }
  | { kind: 'value'; key: string; got: string; expected: Expected; near: string | null }
  | { kind: 'count'; key: 'arms' | 'probes'; count: number; least: number; most: number }
  | { kind: 'same-name'; name: string }
  | { kind: 'one-judged'; name: string }
  | { kind: 'not-with'; key: string; other: string }
  /** A configuration comes with new Pods only: the arm has another one than the arm before, and restarts nothing. */
  | { kind: 'needs-restart'; arm: string; before: string }
  /** The target's profile allows less, in milliseconds. */
  | { kind: 'observe-limit'; most: number };

export interface PlanProblem {
  at: Place;
  wrong: Wrong;
}
