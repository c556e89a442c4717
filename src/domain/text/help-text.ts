import { ADVICE_KEYS } from '../advice/workload-keys.ts';
import { COMMANDS, type CommandName } from '../command.ts';
import { EXAMPLE_PLAN } from '../custom/example-plan.ts';
import { EXPLAIN_TOPICS } from '../explain/topics.ts';
import type { Language } from '../language.ts';
import type { ParameterRule } from '../parameter-rules.ts';
import { PARAMETERS } from '../parameter-rules.ts';
import type { UsageError } from '../parsed.ts';
import { SCENARIOS } from '../scenarios.ts';
import { SCHEDULE_KEYS } from '../schedule/command-schedule.ts';
import { SWEEP_KEYS } from '../sweep/sweep-keys.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { type Words, wordsIn } from './words.ts';

/** The help in mrkdwn: every command, or one with its keys; from the same tables as the grammar. */
export function helpText(command: CommandName | 'custom' | null, language: Language = 'en'): string {
  const { help } = wordsIn(language);
  if (command === 'custom') return customHelp(language);
  const rule = COMMANDS.find((candidate) => candidate.name === command);
  if (rule === undefined) return overview(help);
  const head = [`*\`${rule.usage}\`*`, escapeMrkdwn(help.summary(rule.name, rule.summary))];
  return [...head, ...detailsOf(rule.name, help), help.try(rule.example)].join('\n');
}

/** The one scenario that takes more than keys. */
function customHelp(language: Language): string {
  const { custom, help } = wordsIn(language);
  const rule = SCENARIOS.find(({ name }) => name === 'custom');
  return [
    '*`/nlb run custom`*',
    escapeMrkdwn(help.scenario('custom', rule?.summary ?? '')),
    custom.helpHead(),
    `\`\`\`\n${escapeMrkdwn(EXAMPLE_PLAN)}\`\`\``,
    custom.helpMore(),
  ].join('\n');
}

type HelpWords = Words['help'];

/** What a shell adds a target with; a chat has no file to give. */
const ADD_TARGET = 'npm run -s nlb -- targets add --from-outputs outputs.json';

/** How a target is added, for somebody who wants to do it in the chat. */
export function addTargetText(language: Language = 'en'): string {
  return wordsIn(language).help.addTarget(ADD_TARGET);
}

function detailsOf(name: CommandName, help: HelpWords): string[] {
  if (name === 'run') return runDetails(help);
  if (name === 'sweep') return sweepDetails(help);
  if (name === 'recommend') return [help.keys(), ...ADVICE_KEYS.map((key) => keyLine(key, name, help))];
  if (name === 'schedule') return scheduleDetails(help);
  if (name === 'targets') return [help.addTarget(ADD_TARGET)];
  return name === 'explain' ? explainDetails(help) : [];
}

function explainDetails(help: HelpWords): string[] {
  const topics = EXPLAIN_TOPICS.map((topic) => `\`${topic}\``).join(', ');
  return [help.topics(topics), help.explainKeys()];
}

function sweepDetails(help: HelpWords): string[] {
  return [help.sweep(), help.keys(), ...SWEEP_KEYS.map((key) => keyLine(key, 'sweep', help)), help.sweepMore()];
}

function scheduleDetails(help: HelpWords): string[] {
  return [
    help.scheduleNote(),
    help.scheduleKeys(),
    ...SCHEDULE_KEYS.map(({ key, meaning }) => `• \`${key}\` ${escapeMrkdwn(help.scheduleKey(key, meaning))}`),
    help.scheduleMore(),
    help.scheduleIds(),
  ];
}

function keyLine(
  rule: Pick<ParameterRule, 'key' | 'meaning' | 'defaultText' | 'allowed'>,
  command: 'run' | 'sweep' | 'recommend',
  help: HelpWords,
): string {
  return `• \`${rule.key}\` ${escapeMrkdwn(help.key(command, rule))}`;
}

function overview(help: HelpWords): string {
  return [
    help.head(),
    ...COMMANDS.map(({ name, usage, summary }) => `• \`${usage}\` ${escapeMrkdwn(help.summary(name, summary))}`),
    help.scenarios(SCENARIOS.map(({ name }) => `\`${name}\``).join(', ')),
    help.inThreads(),
    help.try('/nlb run max-connection-duration'),
  ].join('\n');
}

function runDetails(help: HelpWords): string[] {
  return [
    help.scenarioHead(),
    ...SCENARIOS.map(({ name, summary }) => `• \`${name}\` ${escapeMrkdwn(help.scenario(name, summary))}`),
    help.runKeys(),
    ...PARAMETERS.map((rule) => keyLine(rule, 'run', help)),
  ];
}

/** What was wrong with a command and a line that is right. The message comes from the parser, which neutralises it. */
export function usageText(error: UsageError, language: Language = 'en'): string {
  const { help } = wordsIn(language);
  return `${help.usage(escapeMrkdwn(error.message))}\n${help.try(escapeMrkdwn(error.example).replaceAll('`', ''))}`;
}
