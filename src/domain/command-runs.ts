import { nearest } from './nearest.ts';
import { type Mistake, type Parsed, usage } from './parsed.ts';
import { quote } from './quote.ts';
import type { ScenarioName } from './scenario.ts';
import { findScenario, SCENARIOS } from './scenarios.ts';

export interface StatusCommand {
  name: 'status';
  /** Null: every run that runs or waits. */
  run: string | null;
}

export interface CancelCommand {
  name: 'cancel';
  run: string;
}

export interface ApproveCommand {
  name: 'approve';
  run: string;
}

export interface CompareCommand {
  name: 'compare';
  a: string;
  b: string;
}

export interface HistoryCommand {
  name: 'history';
  scenario: ScenarioName | null;
  target: string | null;
  /** From 1. */
  page: number;
  /** Runs, or entries of the audit log, a page. */
  limit: number;
  /** Set where the audit log is asked for instead of the runs; `run` null means that of every run. */
  audit?: { run: string | null };
}

export interface ShowCommand {
  name: 'show';
  run: string;
}

/** A run's id: `r-` and four or more lower-case letters and digits. */
const RUN_ID = /^r-[a-z0-9]{4,12}$/;
const TARGET = /^[a-z0-9][a-z0-9-]{0,40}$/;
const KEYS = ['scenario', 'on', 'audit', 'run', 'page', 'limit'] as const;
const WHOLE = /^[1-9]\d{0,3}$/;
const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 25;
const MAX_PAGE = 1000;

/** The one run id that the words are, however it is typed; null when they are anything else. */
export function runId(words: readonly string[]): string | null {
  const id = words.join(' ').toLowerCase().replaceAll('_', '-');
  return RUN_ID.test(id) ? id : null;
}

/** `status [RUN]`; the words are those after the command. */
export function parseStatus(words: readonly string[]): Parsed<StatusCommand> {
  const run = runId(words);
  if (words.length === 0 || run !== null) return { ok: true, command: { name: 'status', run } };
  return usage(
    `\`status\` takes one run id such as \`r-7f3c\`, or nothing; got ${quote(words.join(' '))}.`,
    '/nlb status',
  );
}

/** `cancel RUN`; the words are those after the command. */
export function parseCancel(words: readonly string[]): Parsed<CancelCommand> {
  if (words.length === 0)
    return usage('`cancel` needs the id of a run; `/nlb status` lists them.', '/nlb cancel r-7f3c');
  const run = runId(words);
  if (run !== null) return { ok: true, command: { name: 'cancel', run } };
  return usage(`\`cancel\` takes one run id such as \`r-7f3c\`; got ${quote(words.join(' '))}.`, '/nlb status');
}

/** `approve RUN`; the words are those after the command. */
export function parseApprove(words: readonly string[]): Parsed<ApproveCommand> {
  if (words.length === 0)
    return usage('`approve` needs the id of a run; `/nlb status` lists them.', '/nlb approve r-7f3c');
  const run = runId(words);
  if (run !== null) return { ok: true, command: { name: 'approve', run } };
  return usage(`\`approve\` takes one run id such as \`r-7f3c\`; got ${quote(words.join(' '))}.`, '/nlb status');
}

/** `compare RUN RUN`; the words are those after the command. */
export function parseCompare(words: readonly string[]): Parsed<CompareCommand> {
  if (words.length !== 2) {
    const got = words.length === 0 ? '' : `; got ${quote(words.join(' '))}`;
    return usage(`\`compare\` takes the ids of two runs, which \`/nlb history\` lists${got}.`, '/nlb history');
  }
  const ids = words.map((word) => runId([word]));
  const wrong = words.find((_, index) => ids[index] === null);
  const [a, b] = ids;
  if (wrong !== undefined || !a || !b) {
    return usage(`${quote(wrong ?? '')} is not a run id such as \`r-7f3c\`.`, '/nlb history');
  }
  if (a === b) return usage(`A run is compared with another one; got ${quote(a)} twice.`, `/nlb show ${a}`);
  return { ok: true, command: { name: 'compare', a, b } };
}

/** `show RUN`; the words are those after the command. */
export function parseShow(words: readonly string[]): Parsed<ShowCommand> {
  if (words.length === 0) return usage('`show` needs the id of a run; `/nlb history` lists them.', '/nlb history');
  const run = runId(words);
  if (run !== null) return { ok: true, command: { name: 'show', run } };
  return usage(`\`show\` takes one run id such as \`r-7f3c\`; got ${quote(words.join(' '))}.`, '/nlb history');
}

/**
 * `history [scenario=NAME] [on=TARGET] [page=N] [limit=N]`, or with `audit=true [run=RUN]` instead of the scenario, in any
 * order; the words are those after the command.
 */
export function parseHistory(words: readonly string[]): Parsed<HistoryCommand> {
  const command: HistoryCommand = { name: 'history', scenario: null, target: null, page: 1, limit: DEFAULT_LIMIT };
  const given = new Set<string>();
  for (const word of words) {
    const [typed = '', value] = word.split('=', 2);
    const key = typed.toLowerCase();
    const known = KEYS.find((candidate) => candidate === key);
    if (known === undefined || value === undefined) return unknownWord(word, key, value, command);
    if (given.has(known)) return usage(`\`${known}\` is given twice.`, line(command));
    given.add(known).add(`${known}=${value.toLowerCase()}`);
    const wrong = readKey(known, value, command);
    if (wrong !== null) return wrong;
  }
  return checkTogether(command, given);
}

/** `run` is of the audit log, `scenario` of the runs; `audit=false` is the same as without. */
function checkTogether(command: HistoryCommand, given: ReadonlySet<string>): Parsed<HistoryCommand> {
  const { audit, ...runs } = command;
  const isAudit = audit !== undefined && given.has('audit') && !given.has('audit=false');
  if (audit !== undefined && !isAudit) {
    return usage('`run` picks entries of the audit log, which `audit=true` shows.', line(command));
  }
  if (isAudit && command.scenario !== null) {
    return usage('The audit log has no `scenario=`; `run=` picks one run of it.', line({ ...command, scenario: null }));
  }
  return { ok: true, command: isAudit ? command : runs };
}

/** The command that shows this page of the history; what has its default is left out. */
export function historyLine(command: Omit<HistoryCommand, 'name'>): string {
  return line({ name: 'history', ...command });
}

/** Reads one pair into the command; gives what is wrong with it, or null. */
function readKey(key: (typeof KEYS)[number], value: string, command: HistoryCommand): Mistake | null {
  switch (key) {
    case 'scenario': {
      const found = findScenario(value);
      if (found === undefined) return unknownScenario(value, command);
      command.scenario = found.name;
      return null;
    }
    case 'on': {
      const target = value.toLowerCase().replaceAll('_', '-');
      if (!TARGET.test(target)) {
        return usage(`\`on\` is ${shown(value)}; it must be the name of a configured target.`, line(command));
      }
      command.target = target;
      return null;
    }
    case 'audit':
      return readAudit(value, command);
    case 'run': {
      const run = runId([value]);
      if (run === null)
        return usage(`\`run\` is ${shown(value)}; it must be a run id such as \`r-7f3c\`.`, line(command));
      command.audit = { run };
      return null;
    }
    case 'page':
    case 'limit':
      return readNumber(key, value, command);
  }
}

function readAudit(value: string, command: HistoryCommand): Mistake | null {
  const typed = value.toLowerCase();
  if (typed !== 'true' && typed !== 'false') {
    return usage(`\`audit\` is ${shown(value)}; it must be true or false.`, line({ ...command, audit: { run: null } }));
  }
  if (typed === 'true') command.audit ??= { run: null };
  return null;
}

function readNumber(key: 'page' | 'limit', value: string, command: HistoryCommand): Mistake | null {
  const most = key === 'page' ? MAX_PAGE : MAX_LIMIT;
  if (!WHOLE.test(value) || Number(value) > most) {
    return usage(
      `\`${key}\` is ${shown(value)}; it must be a whole number, 1 to ${most.toLocaleString('en-US')}.`,
      line(command),
    );
  }
  command[key] = Number(value);
  return null;
}

function shown(value: string): string {
  return value === '' ? 'empty' : quote(value);
}

function unknownScenario(value: string, command: HistoryCommand): Mistake {
  const names = SCENARIOS.map(({ name }) => name);
  const near = nearest(value.toLowerCase().replaceAll('_', '-'), names);
  const scenario = names.find((name) => name === near) ?? null;
  const instead = near === null ? `Scenarios: ${names.join(', ')}.` : `Did you mean \`${near}\`?`;
  return usage(`There is no scenario ${shown(value)}. ${instead}`, line({ ...command, scenario }));
}

function unknownWord(word: string, key: string, value: string | undefined, command: HistoryCommand): Mistake {
  const near = value === undefined ? null : nearest(key, KEYS);
  if (near !== null)
    return usage(`There is no key ${quote(key)}. Did you mean \`${near}\`?`, nearLine(near, value, command));
  return usage(
    `\`history\` takes \`scenario=\`, \`on=\`, \`page=\` and \`limit=\`, or \`audit=true\` with \`run=\`; got ${quote(word)}.`,
    line(command),
  );
}

/** The line with the nearest key, if its value is right for it. */
function nearLine(near: string, value = '', command: HistoryCommand): string {
  const better = { ...command };
  const key = KEYS.find((candidate) => candidate === near);
  return key !== undefined && readKey(key, value, better) === null ? line(better) : line(command);
}

function line({ scenario, target, audit, page, limit }: HistoryCommand): string {
  return [
    '/nlb history',
    ...(audit === undefined ? [] : ['audit=true']),
    ...(audit?.run ? [`run=${audit.run}`] : []),
    ...(scenario === null ? [] : [`scenario=${scenario}`]),
    ...(target === null ? [] : [`on=${target}`]),
    ...(page === 1 ? [] : [`page=${page}`]),
    ...(limit === DEFAULT_LIMIT ? [] : [`limit=${limit}`]),
  ].join(' ');
}
