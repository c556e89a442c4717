const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Escapes everything that Slack would act on, except mentions of one user (`<@U...>`), names of a channel (`<#C...>`,
 * which call nobody) and what is escaped already: no link or special command gets through, wherever it came from.
 */
export function safeMrkdwn(text: string): string {
  return text.replaceAll(
    /<@[UW][A-Z0-9]{2,}>|<#[CG][A-Z0-9]{2,}>|&(?:amp|lt|gt);|[&<>]/g,
    (found) => ENTITIES[found] ?? found,
  );
}
