/** Shows what a person typed without letting it act in Slack: no mark-up, no mention, bounded length. */
export function quote(text: string): string {
  const plain = [...text.replaceAll(/[`<>&@!\p{Cc}\p{Cf}\p{Cs}]/gu, '')];
  return `\`${plain.length > 40 ? `${plain.slice(0, 40).join('')}...` : plain.join('') || '?'}\``;
}
