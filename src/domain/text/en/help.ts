import type { Allowed } from '../../allowed.ts';
import { allowed } from './allowed.ts';

/** A key of a command, as the grammar has it. */
interface Key {
  key: string;
  meaning: string;
  defaultText: string;
  allowed: Allowed;
}

/** The help. What the tables of the grammar say in English is said here as it stands. */
export const help = {
  /** A command's, or a scenario's, one sentence. */
  summary: (_name: string, english: string) => english,
  scenario: (_name: string, english: string) => english,
  key: (_command: 'run' | 'sweep' | 'recommend', key: Key) =>
    `${key.meaning}; default ${key.defaultText}; ${allowed.range(key.allowed)}`,
  meaning: (_command: 'run' | 'sweep' | 'recommend', { meaning }: Key) => meaning,
  keys: () => '*Keys*',
  try: (command: string) => `Try: \`${command}\``,
  sweep: () =>
    'Every value is tried with one restart a round, beside the restart alone; what is not decided goes on until it is, or until the budget is spent. Recommended is the fewest reconnects per second among the values that keep connections even.',
  sweepMore: () => 'and those of `run`, without `value` and `repeats`: `/nlb help run`.',
  head: () =>
    '*I run real experiments on how gRPC connections spread over Envoy Pods behind a load balancer, and put everything back.*',
  scenarios: (names: string) => `Scenarios: ${names}. \`/nlb help run\` lists them and their keys.`,
  inThreads: () =>
    "In a run's thread, use the buttons or mention me: `status`, `why`, `cancel`; `help` there lists the words.",
  scenarioHead: () => '*Scenarios*',
  runKeys: () => '*Keys* (`-` and `_` are equal; durations as `500ms`, `3s`, `5m`)',
  scheduleNote: () => 'A run that is due while its target is busy is left out with a note, which the list shows.',
  scheduleKeys: () => '*Keys of `add`*, one of the first four',
  scheduleKey: (_key: string, english: string) => english,
  scheduleMore: () => 'and those of `run`: `/nlb help run`.',
  scheduleIds: () =>
    '`show`, `run` (now), `pause`, `resume` and `remove` take the id of a schedule, which `/nlb schedule` lists.',
  topics: (names: string) => `Topics: ${names}, and \`run RUN\``,
  explainKeys: () =>
    '`more=true` adds everything that is known of a topic, with its sources; `on=TARGET` asks another target.',
  addTarget: (command: string) =>
    `Targets stand in \`nlb.config.yaml\` beside the bot, so one is added there, at a shell: \`${command}\` writes the cluster of \`infra/\` from the outputs of \`cdk deploy\`, and \`docs/configuration.md\` has every key. A bot that runs reads the file at its next start.`,
  /** What is wrong with a command; the grammar says it. */
  usage: (message: string) => message,
};
