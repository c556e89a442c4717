/** Kana, which stand in Japanese text and in no other. */
const KANA = /[\u3041-\u30FF]/;

/**
 * The `lang` of what the bot says: each person is answered in their own language, and both the voice of a screen reader
 * and the shapes of kanji depend on it. Undefined for the language of the page.
 */
export function languageOf(blocks, text = '') {
  return KANA.test(text) || KANA.test(JSON.stringify(blocks)) ? 'ja' : undefined;
}
