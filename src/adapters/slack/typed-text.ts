/**
 * What a person typed: Slack escapes three characters of it, and whoever shows it escapes it again.
 * Source: Slack, "Formatting text for app surfaces".
 */
export function typedText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
