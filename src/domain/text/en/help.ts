/** A key of a command, as the grammar has it. */
interface Key {
  key: string;
  meaning: string;
  defaultText: string;
  range: string;
}

/** The help. What the tables of the grammar say in English is said here as it stands. */
export const help = {
  /** A command's, or a scenario's, one sentence. */
  summary: (_name: string, english: string) => english,
  scenario: (_name: string, english: string) => english,
  key: (_command: 'run' | 'sweep' | 'recommend', { meaning, defaultText, range }: Key) =>
    `${meaning}; default ${defaultText}; ${range}`,
  meaning: (_command: 'run' | 'sweep' | 'recommend', { meaning }: Key) => meaning,
  keys: () => '*Keys*',
  try: (command: string) => `Try: \`${command}\``,
  sweep: () =>
    'Every value is tried with one restart a round, beside the restart alone; what is not decided goes on until it is, or until the budget is spent. Recommended is the fewest reconnects per second among the values that keep connections even.',
  sweepMore: () => 'and those of `run`, without `value` and `repeats`: `/nlb help run`.',
  head: () =>
    '*I run real experiments on how gRPC connections spread over Envoy Pods behind a load balancer, and put everything back.*',
  scenarios: (names: string) => `Scenarios: ${names}. \`/nlb help run\` lists them and their keys.`,
  inThreads: () => "In a run's thread, use the buttons or mention me: `status`, `explain nlb`, `cancel`.",
  scenarioHead: () => '*Scenarios*',
  runKeys: () => '*Keys* (`-` and `_` are equal; durations as `500ms`, `3s`, `5m`)',
  topics: (names: string) => `Topics: ${names}`,
  /** What is wrong with a command; the grammar says it. */
  usage: (message: string) => message,
};
