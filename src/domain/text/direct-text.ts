import { escapeMrkdwn } from './escape-mrkdwn.ts';
import type { RootMessage } from './message.ts';

/** An outcome for one person alone, because its thread could not be reached; `why` is a sentence. */
export function directText({ run, lines, context }: RootMessage, why: string): string {
  const id = escapeMrkdwn(run);
  return [
    ...lines,
    ...context,
    `You read this here because the channel could not be told: ${escapeMrkdwn(why)} Its report: \`/nlb show ${id}\`.`,
  ].join('\n');
}
