import type { Language } from '../domain/language.ts';

/**
 * The people of the chat, as far as an answer depends on who they are.
 * Not in here: names, addresses, and who may do what.
 */
export interface People {
  /**
   * The language that a person has set in the chat. Always answers, and soon: English where the chat does not say in time.
   */
  languageOf(user: string): Promise<Language>;
}
