import { ADVICE_KEYS } from '../advice/workload-keys.ts';
import { COMMANDS, type CommandName, EXPLAIN_TOPICS } from '../command.ts';
import { PARAMETERS, type ParameterRule } from '../parameters.ts';
import type { UsageError } from '../parsed.ts';
import { SCENARIOS } from '../scenario.ts';
import { SCHEDULE_KEYS } from '../schedule/command-schedule.ts';
import { SWEEP_KEYS } from '../sweep/sweep-keys.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';

/** The help in mrkdwn: every command, or one with its keys; from the same tables as the grammar. */
export function helpText(command: CommandName | null): string {
  const rule = COMMANDS.find((candidate) => candidate.name === command);
  if (rule === undefined) return overview();
  const head = [`*\`${rule.usage}\`*`, escapeMrkdwn(rule.summary)];
  const details = detailsOf(rule.name);
  return [...head, ...details, `Try: \`${rule.example}\``].join('\n');
}

function detailsOf(name: CommandName): string[] {
  if (name === 'run') return runDetails();
  if (name === 'sweep') return sweepDetails();
  if (name === 'recommend') return ['*Keys*', ...ADVICE_KEYS.map(keyLine)];
  if (name === 'schedule') return scheduleDetails();
  return name === 'explain' ? topics() : [];
}

function sweepDetails(): string[] {
  return [
    'Every value is tried with one restart a round, beside the restart alone; what is not decided goes on until it is, or until the budget is spent. Recommended is the fewest reconnects per second among the values that keep connections even.',
    '*Keys*',
    ...SWEEP_KEYS.map(keyLine),
    'and those of `run`, without `value` and `repeats`: `/nlb help run`.',
  ];
}

function scheduleDetails(): string[] {
  return [
    'A run that is due while its target is busy is left out with a note, which the list shows.',
    '*Keys of `add`*, one of the first four',
    ...SCHEDULE_KEYS.map(({ key, meaning }) => `• \`${key}\` ${escapeMrkdwn(meaning)}`),
    'and those of `run`: `/nlb help run`.',
    '`show`, `run` (now), `pause`, `resume` and `remove` take the id of a schedule, which `/nlb schedule` lists.',
  ];
}

function keyLine({
  key,
  meaning,
  defaultText,
  range,
}: Pick<ParameterRule, 'key' | 'meaning' | 'defaultText' | 'range'>): string {
  return `• \`${key}\` ${escapeMrkdwn(`${meaning}; default ${defaultText}; ${range}`)}`;
}

function overview(): string {
  return [
    '*I run real experiments on how gRPC connections spread over Envoy Pods behind a load balancer, and put everything back.*',
    ...COMMANDS.map(({ usage, summary }) => `• \`${usage}\` ${escapeMrkdwn(summary)}`),
    `Scenarios: ${SCENARIOS.map(({ name }) => `\`${name}\``).join(', ')}. \`/nlb help run\` lists them and their keys.`,
    "In a run's thread, use the buttons or mention me: `status`, `why`, `cancel`; `help` there lists the words.",
    'Try: `/nlb run max-connection-duration`',
  ].join('\n');
}

function runDetails(): string[] {
  return [
    '*Scenarios*',
    ...SCENARIOS.map(({ name, summary }) => `• \`${name}\` ${escapeMrkdwn(summary)}`),
    '*Keys* (`-` and `_` are equal; durations as `500ms`, `3s`, `5m`)',
    ...PARAMETERS.map(keyLine),
  ];
}

function topics(): string[] {
  return [`Topics: ${EXPLAIN_TOPICS.map((topic) => `\`${topic}\``).join(', ')}`];
}

/** What was wrong with a command and a line that is right. The message comes from the parser, which neutralises it. */
export function usageText(error: UsageError): string {
  return `${escapeMrkdwn(error.message)}\nTry: \`${escapeMrkdwn(error.example).replaceAll('`', '')}\``;
}
