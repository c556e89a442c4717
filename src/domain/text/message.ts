import type { Language } from '../language.ts';
import type { RunId, RunState } from '../run.ts';

/** A button under a run's root message. */
export type ButtonName = 'approve' | 'cancel' | 'rerun' | 'change' | 'compare' | 'explain' | 'raw';

/** One step of a run in a list of steps; all of it is plain text. */
export interface Task {
  /** The same in every version of the message. */
  id: string;
  title: string;
  status: 'pending' | 'in_progress' | 'complete' | 'error';
  details: string | null;
}

/** What a chat that knows lists of steps shows in the place of one line; the title says how far the run is. */
export interface TaskList {
  title: string;
  tasks: Task[];
  /** Index of the line that says the same for a chat that does not. */
  line: number;
}

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
  /** While it runs and goes back. */
  tasks?: TaskList;
  /** Small print under the lines. */
  context: string[];
  buttons: ButtonName[];
  /** Of its buttons; left out for English. */
  language?: Language;
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

/** A file; `comment` is mrkdwn that stands above it, null for none. */
export interface FilePart {
  kind: 'file';
  name: string;
  title: string;
  alt: string;
  bytes: Uint8Array;
  comment: string | null;
}

/** One reply in the thread. */
export type ThreadPart = { kind: 'text'; text: string } | TablePart | FilePart;
