import type { Language } from '../language.ts';
import { en } from './en/en.ts';
import { ja } from './ja/ja.ts';

/** Every sentence, by topic; the compiler names one that a language lacks. */
export type Words = typeof en;

const ALL: Readonly<Record<Language, Words>> = { en, ja };

/** The sentences of a language. */
export function wordsIn(language: Language): Words {
  return ALL[language];
}
