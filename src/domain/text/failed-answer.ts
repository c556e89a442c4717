import type { CommandName } from '../command.ts';
import { AppError } from '../errors.ts';
import type { Language } from '../language.ts';
import { escapeButChannels, escapeMrkdwn } from './escape-mrkdwn.ts';
import type { ButtonName } from './message.ts';
import { type Words, wordsIn } from './words.ts';

/** What a person asked for, as an answer names it. */
export type Deed =
  | { kind: 'command'; text: string }
  | { kind: 'button'; name: ButtonName; run: string }
  | { kind: 'mention' }
  /** "Explain this run" on a message. */
  | { kind: 'shortcut' };

/** Buttons that start a run. */
const STARTING: readonly ButtonName[] = ['approve', 'rerun'];

/** Characters of a command that an answer repeats. */
const SHOWN = 80;

/** Says what could not be done, why, and what to do; of what starts a run also that nothing was started. */
export function failedAnswer(deed: Deed, error: unknown, language: Language): string {
  const words = wordsIn(language).failures;
  const code = error instanceof AppError ? error.code : 'internal';
  const message = error instanceof AppError ? error.message : words.unexpected();
  const answer = words.sentence(deedText(deed, words), code, escapeButChannels(message));
  const ending = isOfChange(deed) ? words.nothingStarted() : '';
  // Some advice ends with the same words.
  return answer.toLowerCase().includes(ending.toLowerCase().replace(/[.。]$/, '')) ? answer : `${answer} ${ending}`;
}

/** Commands that start nothing, so that it need not be said. */
const STARTING_NOTHING: readonly string[] = [
  'recommend',
  'status',
  'cancel',
  'history',
  'show',
  'compare',
  'targets',
  'recover',
  'doctor',
  'explain',
  'help',
] satisfies CommandName[];

/** Whether somebody wanted a run to start, or something else to change. */
function isOfChange(deed: Deed): boolean {
  if (deed.kind === 'button') return STARTING.includes(deed.name);
  return deed.kind === 'command' && !STARTING_NOTHING.includes(deed.text.trim().split(/\s+/)[0] ?? '');
}

function deedText(deed: Deed, words: Words['failures']): string {
  if (deed.kind === 'mention') return words.mention();
  if (deed.kind === 'shortcut') return words.shortcut();
  if (deed.kind === 'button') return words.button(deed.name, escapeMrkdwn(deed.run));
  const shown = escapeMrkdwn(deed.text.replaceAll('`', '').slice(0, SHOWN)).trim();
  return words.command(`/nlb${shown === '' ? '' : ` ${shown}`}`);
}

/** Whether an answer, in whatever language, says that something could not be done. */
export function isFailedAnswer(text: string): boolean {
  return text.startsWith(wordsIn('en').failures.couldNot) || text.startsWith(wordsIn('ja').failures.couldNot);
}
