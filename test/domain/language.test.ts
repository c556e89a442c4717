import { expect, it } from 'vitest';
import { languageOf } from '../../src/domain/language.ts';

it.each(['ja', 'ja-JP', 'ja_JP.UTF-8', 'ja_JP@cjknarrow', 'JA-jp'])('reads %s as Japanese', (locale) => {
  expect(languageOf(locale)).toBe('ja');
});

it.each(['en-US', 'de-DE', 'jam', 'C.UTF-8', '', null, undefined])('takes English for %s', (locale) => {
  expect(languageOf(locale)).toBe('en');
});
