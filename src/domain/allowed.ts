import { formatDuration } from './duration.ts';

/** Values from `min` to `max`; of a duration in milliseconds. */
export interface AllowedRange {
  kind: 'whole' | 'decimal' | 'duration' | 'percentage';
  min: number;
  max: number;
}

/** What a key's value may be; each language has words for it. */
export type Allowed =
  | AllowedRange
  /** Several of a range, with commas between them; `most` of them, null where nothing is said of that. */
  | { kind: 'list'; of: AllowedRange; most: number | null }
  /** One of a range, or this word. */
  | { kind: 'or-word'; of: AllowedRange; word: string }
  /** Of `value`: a time, and in some scenarios another range, or one of a few words. */
  | {
      kind: 'by-scenario';
      time: AllowedRange;
      of: readonly { scenario: string; range: AllowedRange }[];
      words: readonly { scenario: string; options: readonly string[] }[];
    }
  | { kind: 'one-of'; options: readonly string[] }
  | { kind: 'plan-hash'; digits: number }
  | { kind: 'target' | 'file' };

/** Why a text is no value. */
export interface Refusal {
  allowed: Allowed;
  /** unit: a duration without its unit. form: nothing that looks like a value. null: it is not among the values allowed. */
  flaw: 'unit' | 'form' | null;
  /** Values that are nearly what was typed; the first is the likeliest. */
  meant: readonly string[];
}

/** Both ends of a range as they are typed, with thousands told apart. */
export function endsOf({ kind, min, max }: AllowedRange): readonly [string, string] {
  switch (kind) {
    case 'duration':
      return [min === 0 ? '0s' : formatDuration(min), formatDuration(max)];
    case 'percentage':
      return [`${min}%`, `${max}%`];
    case 'whole':
    case 'decimal':
      return [grouped(min), grouped(max)];
  }
}

function grouped(n: number): string {
  return n.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
