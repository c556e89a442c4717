import type { Language } from '../language.ts';
import { en, type Words } from './en/en.ts';
import { ja } from './ja/ja.ts';

export type { Words };

const ALL: Readonly<Record<Language, Words>> = { en, ja };

/** The sentences of a language. */
export function wordsIn(language: Language): Words {
  return ALL[language];
}
