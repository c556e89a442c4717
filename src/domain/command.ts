import { createRecommendReader, type RecommendCommand } from './advice/command-recommend.ts';
import {
  type CompareCommand,
  type HistoryCommand,
  parseCompare,
  parseHistory,
  parseShow,
  runId,
  type ShowCommand,
} from './command-runs.ts';
import { parseRecover, parseTargets, type RecoverCommand, type TargetsCommand } from './command-targets.ts';
import { nearest } from './nearest.ts';
import { quote } from './quote.ts';
import { readPair, type WrongPair } from './read-pair.ts';
import { findScenario, SCENARIOS, type Scenario } from './scenario.ts';
import { completeSweep, isSweepPair, readSweepPair } from './sweep/sweep-keys.ts';
import type { SweepPlan } from './sweep/sweep-plan.ts';
import { findTypography } from './typography.ts';
import { hasStreams, type RpcKind } from './workload.ts';

/** What a person typed after `/nlb`, understood. */
export type Command =
  | {
      name: 'run';
      scenario: Scenario;
      given: ReadonlyMap<string, number | string | boolean>;
      target: string | null;
      dry: boolean;
      /** The beginning of the hash of the plan that is confirmed; null when none was given. */
      confirm: string | null;
      /** With `sweep`: what it tries in the place of one value. */
      sweep?: SweepPlan;
    }
  | { name: 'status'; run: string | null }
  | { name: 'cancel'; run: string }
  | { name: 'approve'; run: string }
  | HistoryCommand
  | ShowCommand
  | CompareCommand
  | RecommendCommand
  | TargetsCommand
  | RecoverCommand
  | { name: 'doctor' }
  | { name: 'explain'; topic: ExplainTopic }
  | { name: 'help'; command: CommandName | null };

/** `sweep` is a run of many arms, and comes out as one. */
export type CommandName = Command['name'] | 'sweep';

/** A mistake in a command: what is wrong, and a line that would be right. */
export interface UsageError {
  message: string;
  /** A complete command that is right, as near to the text as the grammar can tell; starts with `/nlb`. */
  example: string;
}

export type ParsedCommand = { ok: true; command: Command } | { ok: false; error: UsageError };

/** The topics that `/nlb explain` knows. */
export const EXPLAIN_TOPICS = ['nodeport', 'nlb'] as const;
export type ExplainTopic = (typeof EXPLAIN_TOPICS)[number];

interface CommandRule {
  name: CommandName;
  usage: string;
  summary: string;
  example: string;
  parse(words: readonly string[]): ParsedCommand;
}

/** Every command, in the order of the help: the one table that grammar and help come from. */
export const COMMANDS: readonly CommandRule[] = Object.freeze([
  {
    name: 'run',
    usage: '/nlb run SCENARIO [key=value ...] [on=TARGET]',
    summary: 'Runs an experiment and answers in a thread.',
    example: '/nlb run max-connection-duration value=60s clients=100',
    parse: parseRun,
  },
  {
    name: 'sweep',
    usage: '/nlb sweep SETTING values=1s,5s,15s [jitter=0,25] [within=20s] [budget=15m] [key=value ...] [on=TARGET]',
    summary: 'Tries several values in one run and recommends the cheapest that keeps connections even.',
    example: '/nlb sweep max-connection-duration values=5s,15s,60s clients=200',
    parse: parseSweep,
  },
  {
    name: 'recommend',
    usage: '/nlb recommend [clients=N] [interval=3s | rps=N] [stream=5m|endless] [within=5m] [errors=0%] [on=TARGET]',
    summary: 'Recommends a value for your clients from the model, with its price, its limits and the lines to copy.',
    example: '/nlb recommend clients=500 rps=200 within=2m',
    parse: parseRecommend,
  },
  {
    name: 'status',
    usage: '/nlb status [RUN]',
    summary: 'Shows what runs and what waits, or one run.',
    example: '/nlb status',
    parse: parseStatus,
  },
  {
    name: 'cancel',
    usage: '/nlb cancel RUN',
    summary: 'Ends a run, puts the target back and reports.',
    example: '/nlb cancel r-7f3c',
    parse: parseCancel,
  },
  {
    name: 'approve',
    usage: '/nlb approve RUN',
    summary: 'Lets a run begin that waits for a person, for exactly the plan in its thread.',
    example: '/nlb approve r-7f3c',
    parse: parseApprove,
  },
  {
    name: 'history',
    usage: '/nlb history [scenario=NAME] [on=TARGET] [page=N] [limit=N]',
    summary: 'Lists the runs, newest first, with the trend of each scenario on each target.',
    example: '/nlb history scenario=rollout-restart',
    parse: parseHistory,
  },
  {
    name: 'show',
    usage: '/nlb show RUN',
    summary: 'Shows the answer of a run again, or how far it is.',
    example: '/nlb show r-7f3c',
    parse: parseShow,
  },
  {
    name: 'compare',
    usage: '/nlb compare RUN RUN',
    summary: 'Tests whether two runs spread their connections differently, and puts their numbers side by side.',
    example: '/nlb compare r-7f3c r-81a2',
    parse: parseCompare,
  },
  {
    name: 'targets',
    usage: '/nlb targets [TARGET]',
    summary: 'Shows whether each target is ready: health, rights, limits, who holds it, and what a run left there.',
    example: '/nlb targets',
    parse: parseTargets,
  },
  {
    name: 'recover',
    usage: '/nlb recover [TARGET] [keep=ours|theirs] [confirm=HASH]',
    summary:
      'Puts back what a run left changed. Where somebody else changed it too: theirs stays, or ours is written over it.',
    example: '/nlb recover lab',
    parse: parseRecover,
  },
  {
    name: 'doctor',
    usage: '/nlb doctor',
    summary: 'Looks at Slack, Redis, clocks, workers and targets, and says what to mend.',
    example: '/nlb doctor',
    parse: parseDoctor,
  },
  {
    name: 'explain',
    usage: '/nlb explain [nodeport|nlb]',
    summary: "Explains how a connection reaches a Pod, with the target's own addresses.",
    example: '/nlb explain nodeport',
    parse: parseExplain,
  },
  {
    name: 'help',
    usage: '/nlb help [COMMAND]',
    summary: 'Shows the commands, or one of them.',
    example: '/nlb help run',
    parse: parseHelp,
  },
]);

/** The longest command text that is read, in UTF-16 units. */
const MAX_TEXT = 1000;

/**
 * Reads the text after `/nlb`. Nothing is guessed: what is not exactly understood comes back as a
 * {@link UsageError} with the nearest right spelling.
 */
export function parseCommand(text: string): ParsedCommand {
  if (text.length > MAX_TEXT)
    return usage(`The command is ${text.length} characters long; ${MAX_TEXT} are read.`, '/nlb help');
  const typed = typographyError(text);
  if (typed !== null) return typed;
  const words = text.split(/[ \t]+/).filter((word) => word !== '');
  const [first, ...rest] = words;
  if (first === undefined) return { ok: true, command: { name: 'help', command: null } };
  const rule = COMMANDS.find((candidate) => candidate.name === first.toLowerCase());
  if (rule !== undefined) return rule.parse(rest);
  if (findScenario(first) !== undefined) {
    return usage(`${quote(first)} is a scenario; it is started with \`run\`.`, corrected(['run', ...words]));
  }
  const near = nearest(first, commandNames());
  return near === null
    ? usage(`There is no command ${quote(first)}. Commands: ${commandNames().join(', ')}.`, '/nlb help')
    : usage(`There is no command ${quote(first)}. Did you mean \`${near}\`?`, corrected([near, ...rest]));
}

/** The line if it is right, else the example of its own mistake; every caller has taken one mistake out, so this ends. */
function corrected(words: readonly string[]): string {
  const line = words.join(' ');
  const parsed = parseCommand(line);
  return parsed.ok ? `/nlb ${line}`.trim() : parsed.error.example;
}

function commandNames(): CommandName[] {
  return COMMANDS.map((candidate) => candidate.name);
}

function typographyError(text: string): ParsedCommand | null {
  const found = findTypography(text);
  if (found === null) return null;
  return usage(
    `Your text has ${found.called}, which keyboards put in by themselves; commands use plain characters. Nothing was started.`,
    corrected(found.plain.split(/[ \t]+/).filter((word) => word !== '')),
  );
}

function parseRun(words: readonly string[]): ParsedCommand {
  const [name, ...pairs] = words;
  if (name === undefined || name.includes('=')) {
    return usage(`\`run\` needs a scenario: ${scenarioList()}.`, corrected(['run max-connection-duration', ...words]));
  }
  const scenario = findScenario(name);
  if (scenario === undefined) return unknownScenario(name, pairs);
  const given = new Map<string, number | string | boolean>();
  const wrong = readPairs(['run', scenario.name], pairs, (pair) => readPair(pair, scenario, given));
  if (wrong !== null) return wrong;
  return (
    withoutStream(['run', scenario.name], pairs, given) ?? {
      ok: true,
      command: { name: 'run', scenario, given, ...takeFrame(given) },
    }
  );
}

/** Reads every pair; gives the first mistake with the line as it would be right, or null. `head` are the words before. */
function readPairs(
  head: readonly string[],
  pairs: readonly string[],
  read: (pair: string) => WrongPair | null,
): ParsedCommand | null {
  const joined = pairs.join(' ').replaceAll(/ ?= ?/g, '=');
  if (joined !== pairs.join(' ')) {
    return usage('`key=value` is written without spaces.', corrected([...head, joined]));
  }
  for (const [index, pair] of pairs.entries()) {
    const wrong = read(pair);
    if (wrong === null) continue;
    const better = wrong.instead === null ? [] : [wrong.instead];
    return usage(wrong.message, corrected([...head, ...pairs.slice(0, index), ...better, ...pairs.slice(index + 1)]));
  }
  return null;
}

/** The mistake of a stream's length where there is none; null when that is right. */
function withoutStream(
  head: readonly string[],
  pairs: readonly string[],
  given: ReadonlyMap<string, number | string | boolean>,
): ParsedCommand | null {
  if (!given.has('stream') || hasStreams({ rpc: given.get('rpc') as RpcKind | undefined })) return null;
  return usage(
    '`stream` is how long a stream lasts; it needs `rpc=server-stream` or `rpc=bidi-stream`.',
    corrected([...head, ...pairs.filter((pair) => !/^rpc=/i.test(pair)), 'rpc=server-stream']),
  );
}

/** Takes what is about a run as a whole out of what its parameters are. */
function takeFrame(given: Map<string, number | string | boolean>): {
  target: string | null;
  dry: boolean;
  confirm: string | null;
} {
  const target = (given.get('on') as string | undefined) ?? null;
  const dry = given.get('dry') === true;
  const confirm = (given.get('confirm') as string | undefined) ?? null;
  for (const key of ['on', 'dry', 'confirm']) given.delete(key);
  return { target, dry, confirm };
}

/** `recommend [key=value ...]`. */
function parseRecommend(words: readonly string[]): ParsedCommand {
  const reader = createRecommendReader();
  return readPairs(['recommend'], words, reader.read) ?? { ok: true, command: reader.command() };
}

/** `sweep SETTING values=... [key=value ...]`: a run of the setting's scenario with many values. */
function parseSweep(words: readonly string[]): ParsedCommand {
  // People put a space after a comma.
  const [name, ...pairs] = words
    .join(' ')
    .replaceAll(/ *, */g, ',')
    .split(' ')
    .filter((word) => word !== '');
  const settings = SCENARIOS.filter((scenario) => scenario.setting !== null).map((scenario) => scenario.name);
  const listed = settings.map((setting) => `\`${setting}\``).join(' or ');
  if (name === undefined || name.includes('=')) {
    return usage(`\`sweep\` needs a setting: ${listed}.`, corrected(['sweep max-connection-duration', ...words]));
  }
  const scenario = findScenario(name);
  if (scenario?.setting == null) {
    const near = nearest(name.replaceAll('_', '-'), settings) ?? 'max-connection-duration';
    return usage(`${quote(name)} is no setting to sweep: ${listed}.`, corrected(['sweep', near, ...pairs]));
  }
  const given = new Map<string, number | string | boolean>();
  const asked = new Map<string, number | number[]>();
  const head = ['sweep', scenario.name];
  const wrong = readPairs(
    head,
    pairs,
    (pair) => readSweepPair(pair, scenario, asked) ?? (isSweepPair(pair) ? null : readPair(pair, scenario, given)),
  );
  const mistake = wrong ?? withoutStream(head, pairs, given);
  if (mistake !== null) return mistake;
  const sweep = completeSweep(asked);
  if ('missing' in sweep) {
    const { missing, instead } = sweep;
    const example =
      instead === null ? `/nlb sweep ${scenario.name} values=1s,5s,15s` : corrected([...head, instead, ...pairs]);
    return usage(missing, example);
  }
  return { ok: true, command: { name: 'run', scenario, given, ...takeFrame(given), sweep } };
}

function unknownScenario(name: string, pairs: readonly string[]): ParsedCommand {
  const near = nearest(
    name.replaceAll('_', '-'),
    SCENARIOS.map((candidate) => candidate.name),
  );
  return near === null
    ? usage(`There is no scenario ${quote(name)}. Scenarios: ${scenarioList()}.`, '/nlb run max-connection-duration')
    : usage(`There is no scenario ${quote(name)}. Did you mean \`${near}\`?`, corrected(['run', near, ...pairs]));
}

function parseStatus(words: readonly string[]): ParsedCommand {
  const run = runId(words);
  if (words.length === 0 || run !== null) return { ok: true, command: { name: 'status', run } };
  return usage(
    `\`status\` takes one run id such as \`r-7f3c\`, or nothing; got ${quote(words.join(' '))}.`,
    '/nlb status',
  );
}

function parseCancel(words: readonly string[]): ParsedCommand {
  if (words.length === 0)
    return usage('`cancel` needs the id of a run; `/nlb status` lists them.', '/nlb cancel r-7f3c');
  const run = runId(words);
  if (run !== null) return { ok: true, command: { name: 'cancel', run } };
  return usage(`\`cancel\` takes one run id such as \`r-7f3c\`; got ${quote(words.join(' '))}.`, '/nlb status');
}

function parseApprove(words: readonly string[]): ParsedCommand {
  if (words.length === 0)
    return usage('`approve` needs the id of a run; `/nlb status` lists them.', '/nlb approve r-7f3c');
  const run = runId(words);
  if (run !== null) return { ok: true, command: { name: 'approve', run } };
  return usage(`\`approve\` takes one run id such as \`r-7f3c\`; got ${quote(words.join(' '))}.`, '/nlb status');
}

function parseDoctor(words: readonly string[]): ParsedCommand {
  if (words.length === 0) return { ok: true, command: { name: 'doctor' } };
  return usage(`\`doctor\` takes nothing: it looks at everything; got ${quote(words.join(' '))}.`, '/nlb doctor');
}

function parseExplain(words: readonly string[]): ParsedCommand {
  const topic = words.length === 0 ? 'nodeport' : words.join(' ').toLowerCase();
  const known = EXPLAIN_TOPICS.find((candidate) => candidate === topic);
  if (known !== undefined) return { ok: true, command: { name: 'explain', topic: known } };
  const near = nearest(topic, EXPLAIN_TOPICS);
  return usage(
    `There is no topic ${quote(topic)}. Topics: ${EXPLAIN_TOPICS.join(', ')}.`,
    `/nlb explain ${near ?? 'nodeport'}`,
  );
}

function parseHelp(words: readonly string[]): ParsedCommand {
  if (words.length === 0) return { ok: true, command: { name: 'help', command: null } };
  const name = words.join(' ').toLowerCase();
  const known = commandNames().find((candidate) => candidate === name);
  if (known !== undefined) return { ok: true, command: { name: 'help', command: known } };
  const near = nearest(name, commandNames());
  return usage(
    `There is no command ${quote(name)}. Commands: ${commandNames().join(', ')}.`,
    near === null ? '/nlb help' : `/nlb help ${near}`,
  );
}

function scenarioList(): string {
  return SCENARIOS.map((scenario) => `\`${scenario.name}\``).join(', ');
}

function usage(message: string, example: string): ParsedCommand {
  return { ok: false, error: { message, example } };
}
