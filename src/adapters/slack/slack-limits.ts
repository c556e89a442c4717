/** What Slack accepts in a message (docs.slack.dev, Block Kit reference). */
export const SLACK_LIMITS = {
  /** Characters of a section's or a context element's text. */
  sectionText: 3000,
  contextElements: 10,
  blocks: 50,
  tableRows: 100,
  tableCells: 20,
  /** Characters of a table cell; undocumented, the section's limit is safe. */
  cellText: 3000,
  /** Characters of the fallback text; longer ones are cut by Slack at 40,000, and nobody reads them in a notification. */
  messageText: 3000,
  altText: 2000,
} as const;
