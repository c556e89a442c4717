import { describe, expect, it } from 'vitest';
import type { People } from '../../src/ports/people.ts';

export interface PeopleUnderTest {
  people: People;
  /** Somebody of each language, and somebody whom the chat does not know. */
  english: string;
  japanese: string;
  unknown: string;
}

/** What every {@link People} does. */
export function peopleContract(name: string, make: () => PeopleUnderTest): void {
  describe(`${name} as people`, () => {
    it('knows the language of each', async () => {
      const { people, english, japanese } = make();
      expect(await people.languageOf(japanese)).toBe('ja');
      expect(await people.languageOf(english)).toBe('en');
    });

    it('takes English for somebody whom the chat does not know', async () => {
      const { people, unknown } = make();
      expect(await people.languageOf(unknown)).toBe('en');
    });
  });
}
