import type { Language } from '../../src/domain/language.ts';
import type { People } from '../../src/ports/people.ts';

/** People in memory: the language of each; English for anybody else. */
export function createFakePeople(languages: Readonly<Record<string, Language>> = {}): People {
  return { languageOf: (user) => Promise.resolve(languages[user] ?? 'en') };
}
