const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Escapes everything that Slack would act on, except mentions of one user (`<@U...>`) and what is escaped already:
 * no channel mention, link or special command gets through, wherever it came from.
 */
export function safeMrkdwn(text: string): string {
  return text.replaceAll(/<@[UW][A-Z0-9]{2,}>|&(?:amp|lt|gt);|[&<>]/g, (found) => ENTITIES[found] ?? found);
}
