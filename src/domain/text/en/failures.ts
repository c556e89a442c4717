import { ERROR_CODES, type ErrorCode } from '../../errors.ts';

/** What could not be done, why, and what to do. */
export const failures = {
  /** How every such answer begins. */
  couldNot: 'Could not',
  command: (line: string) => `do \`${line}\``,
  button: (name: string, run: string) => `${BUTTONS[name] ?? name} \`${run}\``,
  mention: () => 'answer',
  shortcut: () => 'explain this run',
  unexpected: () => 'something unexpected happened.',
  sentence: (deed: string, code: ErrorCode, message: string) =>
    `Could not ${deed}: ${message} ${ERROR_CODES[code].advice}`,
  nothingStarted: () => 'Nothing was started.',
  advice: (code: ErrorCode): string => ERROR_CODES[code].advice,
};

const BUTTONS: Readonly<Record<string, string>> = {
  approve: 'approve',
  cancel: 'cancel',
  rerun: 'run again',
  change: 'change',
  compare: 'compare',
  explain: 'explain',
  raw: 'fetch the raw data of',
};
