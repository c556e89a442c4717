/** What Slack accepts in a message (docs.slack.dev, Block Kit reference); docs/slack-limits.md has the whole list. */
export const SLACK_LIMITS = {
  /** Characters of a section's or a context element's text. */
  sectionText: 3000,
  contextElements: 10,
  contextText: 2000,
  /** Characters of one fact in a run's small print. */
  smallPrint: 300,
  blocks: 50,
  /** Characters over all blocks of a message; undocumented, Slack answers `msg_blocks_too_long` near 13,200 (bolt-js issue 2509). */
  blocksText: 12_000,
  /** Blocks of a modal or the home tab. */
  viewBlocks: 100,
  /** Characters of a header block. */
  headerText: 150,
  tableRows: 100,
  /** With the header. */
  dataTableRows: 101,
  tableCells: 20,
  /** Characters of a table cell; undocumented, the section's limit is safe. */
  cellText: 3000,
  /** Characters over all cells, so that caption and note fit into the message too. */
  tableText: 9000,
  tableCaption: 250,
  /** Rows that a data_table shows at a time; Slack takes 1 to 100. */
  pageSize: 30,
  /** Slack takes 50; these and their details leave room for the rest of the message. */
  planTasks: 20,
  /** Characters of a task's title, and of its details; undocumented, and much less is ever shown. */
  planTitle: 150,
  taskId: 255,
  buttonValue: 2000,
  /** Bytes of an edited message's fallback text, with what is escaped (msg_too_long). */
  editedText: 4000,
  /** Characters of the fallback text; longer ones are cut by Slack at 40,000, and nobody reads them in a notification. */
  messageText: 3000,
  altText: 2000,
  /** Of a modal's title, and of its buttons. */
  viewTitle: 24,
  /** Of an input's label, and of its hint. */
  fieldLabel: 2000,
  /** Characters that an input of many lines takes. */
  inputText: 3000,
  placeholder: 150,
  optionText: 75,
  /** Of a menu. */
  options: 100,
} as const;
