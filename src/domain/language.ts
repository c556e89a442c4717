/** The languages that the bot speaks. */
export type Language = 'en' | 'ja';

/** The language for a locale as Slack writes it (`ja-JP`) or a system does (`ja_JP.UTF-8`); English for every other. */
export function languageOf(locale: string | null | undefined): Language {
  return /^ja(?:$|[-_.@])/i.test(locale ?? '') ? 'ja' : 'en';
}
