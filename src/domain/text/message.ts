import type { RunId, RunState } from '../run.ts';

/** A button under a run's root message. */
export type ButtonName = 'approve' | 'cancel' | 'rerun' | 'compare' | 'explain' | 'raw';

/**
 * A run's one root message, edited in place. Lines are Slack mrkdwn that is already safe to show
 * (what people typed has been neutralised). The first line alone answers the question.
 */
export interface RootMessage {
  run: RunId;
  state: RunState;
  /** Plain text for notifications and screen readers. */
  text: string;
  lines: string[];
  /** Small print under the lines. */
  context: string[];
  buttons: ButtonName[];
}

/** A table with a header row; numbers right-aligned. */
export interface TablePart {
  kind: 'table';
  caption: string;
  columns: { title: string; align: 'left' | 'right' }[];
  rows: string[][];
  /** Lines of mrkdwn under the table; null when there is nothing to add. */
  note: string | null;
}

/** One reply in the thread. */
export type ThreadPart =
  | { kind: 'text'; text: string }
  | TablePart
  | { kind: 'file'; name: string; title: string; alt: string; bytes: Uint8Array; comment: string | null };
