import type { RecommendCommand } from './advice/command-recommend.ts';
import { ADVICE_KEYS } from './advice/workload-keys.ts';
import { parseRecommend, parseRun, parseSweep, type RunCommand } from './command-experiments.ts';
import {
  type ApproveCommand,
  type CancelCommand,
  type CompareCommand,
  type HistoryCommand,
  parseApprove,
  parseCancel,
  parseCompare,
  parseHistory,
  parseShow,
  parseStatus,
  type ShowCommand,
  type StatusCommand,
} from './command-runs.ts';
import { parseRecover, parseTargets, type RecoverCommand, type TargetsCommand } from './command-targets.ts';
import { type ExplainCommand, parseExplain } from './explain/command-explain.ts';
import { nearest } from './nearest.ts';
import { PARAMETERS } from './parameter-rules.ts';
import { type Correct, type Parsed, usage } from './parsed.ts';
import { quote } from './quote.ts';
import { findScenario } from './scenarios.ts';
import { parseSchedule, SCHEDULE_KEYS, type ScheduleCommand } from './schedule/command-schedule.ts';
import { SWEEP_KEYS } from './sweep/sweep-keys.ts';
import { findTypography } from './typography.ts';

/** What a person typed after `/nlb`, understood. */
export type Command =
  | RunCommand
  | StatusCommand
  | CancelCommand
  | ApproveCommand
  | HistoryCommand
  | ShowCommand
  | CompareCommand
  | RecommendCommand
  | TargetsCommand
  | RecoverCommand
  | ScheduleCommand
  | { name: 'doctor' }
  | ExplainCommand
  | { name: 'help'; command: CommandName | 'custom' | null };

/** `sweep` is a run of many arms, and comes out as one. */
export type CommandName = Command['name'] | 'sweep';

export type ParsedCommand = Parsed<Command>;

interface CommandRule {
  name: CommandName;
  usage: string;
  summary: string;
  example: string;
  parse(words: readonly string[], correct: Correct): ParsedCommand;
}

/** Every command, in the order of the help: the one table that grammar and help come from. */
export const COMMANDS: readonly CommandRule[] = Object.freeze([
  {
    name: 'run',
    usage: '/nlb run SCENARIO [key=value ...] [on=TARGET]',
    summary: 'Runs an experiment and answers in a thread. Alone, in Slack, it opens a form.',
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
    summary:
      'Recommends a value for your clients from the model, with its price, its limits and the lines to copy. Alone, in Slack, it opens a form.',
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
    usage: '/nlb history [scenario=NAME | audit=true [run=RUN]] [on=TARGET] [page=N] [limit=N]',
    summary:
      'Lists the runs, newest first, with the trend of each scenario on each target; with audit=true who asked for what, and what came of it.',
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
    name: 'schedule',
    usage: '/nlb schedule [add SCENARIO weekly=mon@03:00|after=rollout ... | show|run|pause|resume|remove ID]',
    summary:
      'Runs an experiment every week, day or few hours, or after every rollout, and posts what changed; alone it lists the schedules.',
    example: '/nlb schedule add rollout-restart weekly=mon@03:00 tz=Europe/Paris',
    parse: parseSchedule,
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
    usage: '/nlb explain [TOPIC [more=true] [check=false] [on=TARGET] | run RUN]',
    summary:
      "Explains how a connection reaches a Pod and what moves it, with the target's own addresses and with sources, or a run; alone it lists the topics.",
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
  if (rule !== undefined) return rule.parse(rest, corrected);
  if (first.toLowerCase() === 'why') {
    return usage(
      "`why` is asked in a run's thread; elsewhere it is `explain run RUN`.",
      corrected(['explain', 'run', ...rest]),
    );
  }
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

function parseDoctor(words: readonly string[]): ParsedCommand {
  if (words.length === 0) return { ok: true, command: { name: 'doctor' } };
  return usage(`\`doctor\` takes nothing: it looks at everything; got ${quote(words.join(' '))}.`, '/nlb doctor');
}

/** The command whose help tells of a scenario or a key. */
function helpOf(name: string): CommandName | null {
  const key = name.replaceAll('_', '-');
  const has = (rules: readonly { key: string }[]): boolean => rules.some((rule) => rule.key.split('=')[0] === key);
  if (findScenario(name) !== undefined || has(PARAMETERS)) return 'run';
  if (has(SWEEP_KEYS)) return 'sweep';
  if (has(ADVICE_KEYS)) return 'recommend';
  return has(SCHEDULE_KEYS) ? 'schedule' : null;
}

function parseHelp(words: readonly string[]): ParsedCommand {
  if (words.length === 0) return { ok: true, command: { name: 'help', command: null } };
  const name = words.join(' ').toLowerCase();
  const known = commandNames().find((candidate) => candidate === name);
  if (known !== undefined) return { ok: true, command: { name: 'help', command: known } };
  if (name === 'custom') return { ok: true, command: { name: 'help', command: 'custom' } };
  const owner = helpOf(name);
  if (owner !== null) return { ok: true, command: { name: 'help', command: owner } };
  const near = nearest(name, commandNames());
  return usage(
    `There is no command ${quote(name)}. Commands: ${commandNames().join(', ')}.`,
    near === null ? '/nlb help' : `/nlb help ${near}`,
  );
}
