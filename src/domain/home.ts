import type { Language } from './language.ts';
import type { RunId, RunState } from './run.ts';
import type { ButtonName } from './text/message.ts';

/** A button of the page itself; each carries the page of the list of runs that it leads to. */
export type PageButton = 'older' | 'newer' | 'refresh';

/** One part of a home page, shown as one block unless a text is too long for it. Texts are mrkdwn that is safe to show. */
export type HomePart =
  | { kind: 'header'; text: string }
  | { kind: 'text'; text: string }
  /** Small print. */
  | { kind: 'small'; text: string }
  | { kind: 'divider' }
  /** Buttons of a run, as under its message. */
  | { kind: 'run'; run: RunId; state: RunState; buttons: ButtonName[] }
  /** Opens the form of a run. */
  | { kind: 'start'; label: string }
  | { kind: 'pages'; buttons: { name: PageButton; label: string; page: number }[] };

/** What one person sees on the bot's home tab. */
export interface HomePage {
  /** Of its runs' buttons; left out for English. */
  language?: Language;
  parts: HomePart[];
}

/** Most parts that a page has. Source: Slack's limit of blocks in a view. */
export const MOST_HOME_PARTS = 100;
