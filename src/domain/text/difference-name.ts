import type { Language } from '../language.ts';
import { wordsIn } from './words.ts';

/** What two runs differ in, as a text names it: a parameter by its key, anything else in the language. */
export function differenceName(what: string, language: Language = 'en'): string {
  return wordsIn(language).comparison.names[what] ?? what;
}
