import { nearest } from '../nearest.ts';
import { THREAD_WORDS } from '../thread-word.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';

/** What was heard is shown up to here, in characters. */
const SHOWN_HEARD = 40;

/** The words that a run's thread knows; `heard` is what was said instead, null where the help was asked for. */
export function threadHelp(run: string, heard: string | null): string {
  return [
    ...(heard === null ? [] : [unknownText(heard)]),
    `In this thread of run \`${escapeMrkdwn(run)}\` mention me with one word:`,
    ...THREAD_WORDS.map(({ word, meaning }) => `• \`${word}\` ${meaning}`),
    'Whole commands work too, without their `/nlb`: `explain nlb`, `history`.',
  ].join('\n');
}

/** What is said to a word about a run in a thread that is of none. */
export function noRunHere(word: string): string {
  return `This thread is of no run that is kept, so \`${escapeMrkdwn(word)}\` means nothing here. \`/nlb history\` lists the runs.`;
}

/** How the shortcut is called in the menu of a message; the app's manifest says the same. */
export const EXPLAIN_SHORTCUT_NAME = 'Explain this run';

/** What is said to "Explain this run" on a message of something else. */
export function notOfARun(): string {
  return 'This message is of no run that is kept, so there is nothing to explain. Use the shortcut on a message of a run or in its thread; `/nlb history` lists the runs.';
}

function unknownText(heard: string): string {
  const shown = escapeMrkdwn(heard.replaceAll('`', '').slice(0, SHOWN_HEARD)).trim();
  const near = nearest(
    heard.trim().toLowerCase(),
    THREAD_WORDS.map(({ word }) => word),
  );
  return `I do not know \`${shown}\`.${near === null ? '' : ` Did you mean \`${near}\`?`}`;
}
