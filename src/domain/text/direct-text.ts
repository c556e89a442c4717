import { escapeButChannels, escapeMrkdwn } from './escape-mrkdwn.ts';
import type { RootMessage } from './message.ts';
import { wordsIn } from './words.ts';

/** An outcome for one person alone, because its thread could not be reached; `why` is a sentence. */
export function directText({ run, lines, context, language = 'en' }: RootMessage, why: string): string {
  return [
    ...lines,
    ...context,
    wordsIn(language).ended.readHere(escapeButChannels(why), `/nlb show ${escapeMrkdwn(run)}`),
  ].join('\n');
}
