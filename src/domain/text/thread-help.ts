import type { Language } from '../language.ts';
import { nearest } from '../nearest.ts';
import { THREAD_WORDS } from '../thread-word.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { wordsIn } from './words.ts';

/** What was heard is shown up to here, in characters. */
const SHOWN_HEARD = 40;

/** The words that a run's thread knows; `heard` is what was said instead, null where the help was asked for. */
export function threadHelp(run: string, heard: string | null, language: Language = 'en'): string {
  const { answers } = wordsIn(language);
  return [
    ...(heard === null ? [] : [unknownText(heard, language)]),
    answers.threadHelp(codeText(run)),
    ...THREAD_WORDS.map(({ word, meaning }) => `• \`${word}\` ${answers.threadWord(word, meaning)}`),
    answers.wholeCommands(),
  ].join('\n');
}

/** What is said to a word about a run in a thread that is of none. */
export function noRunHere(word: string, language: Language = 'en'): string {
  return wordsIn(language).answers.noRunHere(codeText(word));
}

/** How the shortcut is called in the menu of a message; the app's manifest says the same. */
export const EXPLAIN_SHORTCUT_NAME = 'Explain this run';

/** What is said to "Explain this run" on a message of something else. */
export function notOfARun(language: Language = 'en'): string {
  return wordsIn(language).answers.notOfARun();
}

function unknownText(heard: string, language: Language): string {
  const shown = escapeMrkdwn(heard.replaceAll('`', '').slice(0, SHOWN_HEARD)).trim();
  const near = nearest(
    heard.trim().toLowerCase(),
    THREAD_WORDS.map(({ word }) => word),
  );
  return wordsIn(language).answers.unknownWord(`\`${shown}\``, near === null ? null : `\`${near}\``);
}
