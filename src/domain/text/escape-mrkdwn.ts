/**
 * Makes a text that is not ours harmless in Slack mrkdwn: no mention, no link, no code fence, no control or
 * direction-changing character. Source: Slack, "Formatting text for app surfaces" (only `&`, `<`, `>` are escaped).
 */
export function escapeMrkdwn(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' || character === '\t' ? character : ''))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('```', "'''");
}

/** A text that is not ours as inline code; a backtick of its own would end that. */
export function codeText(text: string): string {
  return `\`${escapeMrkdwn(text).replaceAll('`', '')}\``;
}

/** The same as {@link escapeMrkdwn}, but a channel that is named by its id stays a link to it, which calls nobody. */
export function escapeButChannels(text: string): string {
  return escapeMrkdwn(text).replaceAll(/&lt;#([CG][A-Z0-9]+)&gt;/g, '<#$1>');
}

/** A channel by its id: a link that Slack shows with its name, or in words where it has none. */
export function channelText(id: string): string {
  if (id.startsWith('D')) return 'a direct message';
  return /^[CG][A-Z0-9]+$/.test(id) ? `<#${id}>` : id;
}

/** A line of mrkdwn without its first emoji and its marks, for notifications; what was escaped stays escaped. */
export function plainText(mrkdwn: string): string {
  return mrkdwn
    .replace(/^:[a-z_]+: /, '')
    .replaceAll(/[*`]/g, '')
    .trim();
}
