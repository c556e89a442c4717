/**
 * Shows what a person typed as code, bounded in length and without what would end the code or is no character to see.
 * Mark-up stays in it: whoever puts it into mrkdwn escapes the whole sentence.
 */
export function quote(text: string): string {
  const plain = [...text.replaceAll(/[`\p{Cc}\p{Cf}\p{Cs}]/gu, '')];
  return `\`${plain.length > 40 ? `${plain.slice(0, 40).join('')}...` : plain.join('') || '?'}\``;
}
