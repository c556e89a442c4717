import { nearest } from './nearest.ts';
import { type Mistake, type Parsed, usage } from './parsed.ts';
import { quote } from './quote.ts';
import type { Keep } from './record-restore.ts';

export interface TargetsCommand {
  name: 'targets';
  target: string | null;
  /** How a target is added is asked, which only a shell does. */
  add?: true;
}

export interface RecoverCommand {
  name: 'recover';
  target: string | null;
  keep: Keep | null;
  /** With keep `ours`: the beginning of the hash of the changes that may be overwritten; null when none was given. */
  confirm: string | null;
}

const TARGET = /^[a-z0-9][a-z0-9-]{0,40}$/;
const HASH = /^[0-9a-f]{12,64}$/;
const KEEPS: readonly Keep[] = ['ours', 'theirs'];

/** `targets [TARGET]`, or `targets add` with whatever follows; the words are those after the command. */
export function parseTargets(words: readonly string[]): Parsed<TargetsCommand> {
  if (words[0]?.toLowerCase() === 'add') return { ok: true, command: { name: 'targets', target: null, add: true } };
  const target = words.length === 1 ? targetName(words[0] ?? '') : null;
  if (words.length === 0 || target !== null) return { ok: true, command: { name: 'targets', target } };
  return usage(`\`targets\` takes one target's name, or nothing; got ${quote(words.join(' '))}.`, '/nlb targets');
}

/** `recover [TARGET] [keep=ours|theirs] [confirm=HASH]`, in any order; the words are those after the command. */
export function parseRecover(words: readonly string[]): Parsed<RecoverCommand> {
  const given: RecoverCommand = { name: 'recover', target: null, keep: null, confirm: null };
  for (const word of words) {
    const [key = '', value] = word.toLowerCase().split('=', 2);
    const wrong = value === undefined ? readTarget(word, given) : readChoice(word, key, value, given);
    if (wrong !== null) return wrong;
  }
  if (given.confirm !== null && given.keep !== 'ours') return wrongConfirm('it stands with nothing else', given.target);
  return { ok: true, command: given };
}

/** Reads one word into `given`; gives what is wrong with it, or null. */
function readTarget(word: string, given: RecoverCommand): Mistake | null {
  const target = targetName(word);
  if (target === null || given.target !== null) return notUnderstood(word, line(given.target ?? target, given.keep));
  given.target = target;
  return null;
}

/** Reads `keep=` or `confirm=` into `given`; gives what is wrong with it, or null. */
function readChoice(word: string, key: string, value: string, given: RecoverCommand): Mistake | null {
  if (key === 'keep' && given.keep === null) {
    given.keep = KEEPS.find((candidate) => candidate === value) ?? null;
    return given.keep === null ? wrongKeep(value, given.target) : null;
  }
  if (key === 'confirm' && given.confirm === null) {
    if (!HASH.test(value)) {
      return wrongConfirm(`it is the 12 digits that are shown with it, got ${quote(value)}`, given.target);
    }
    given.confirm = value;
    return null;
  }
  return notUnderstood(word, line(given.target ?? onTarget(key, value), given.keep));
}

function notUnderstood(word: string, example: string): Mistake {
  const message = `\`recover\` takes one target's name and \`keep=ours\` or \`keep=theirs\`; got ${quote(word)}.`;
  return usage(message, example);
}

function wrongConfirm(why: string, target: string | null): Mistake {
  const message = `\`confirm\` says which changes \`keep=ours\` may write over; ${why}.`;
  return usage(message, target === null ? '/nlb targets' : `/nlb targets ${target}`);
}

/** The target of `on=TARGET`, as `run` has it. */
function onTarget(key: string, value: string): string | null {
  return key === 'on' ? targetName(value) : null;
}

/** Nothing is guessed for a choice that overwrites: the example asks for neither unless the word is nearly one. */
function wrongKeep(value: string, target: string | null): Mistake {
  const near = KEEPS.find((candidate) => candidate === nearest(value.toLowerCase(), KEEPS)) ?? null;
  return usage(
    `\`keep\` is \`theirs\` (all stays as it is now) or \`ours\` (what was there before the run is written over it); got ${quote(value)}.`,
    line(target, near),
  );
}

function line(target: string | null, keep: Keep | null): string {
  return ['/nlb recover', ...(target === null ? [] : [target]), ...(keep === null ? [] : [`keep=${keep}`])].join(' ');
}

function targetName(word: string): string | null {
  const name = word.toLowerCase().replaceAll('_', '-');
  return TARGET.test(name) ? name : null;
}
