import { nearest } from './nearest.ts';
import { quote } from './quote.ts';
import type { Keep } from './record.ts';

export interface TargetsCommand {
  name: 'targets';
  target: string | null;
}

export interface RecoverCommand {
  name: 'recover';
  target: string | null;
  keep: Keep | null;
}

/** As the grammar of all commands has it. */
type Parsed<C> = { ok: true; command: C } | { ok: false; error: { message: string; example: string } };

const TARGET = /^[a-z0-9][a-z0-9-]{0,40}$/;
const KEEPS: readonly Keep[] = ['ours', 'theirs'];

/** `targets [TARGET]`; the words are those after the command. */
export function parseTargets(words: readonly string[]): Parsed<TargetsCommand> {
  const target = words.length === 1 ? targetName(words[0] ?? '') : null;
  if (words.length === 0 || target !== null) return { ok: true, command: { name: 'targets', target } };
  return usage(`\`targets\` takes one target's name, or nothing; got ${quote(words.join(' '))}.`, '/nlb targets');
}

/** `recover [TARGET] [keep=ours|theirs]`, in either order; the words are those after the command. */
export function parseRecover(words: readonly string[]): Parsed<RecoverCommand> {
  let target: string | null = null;
  let keep: Keep | null = null;
  for (const word of words) {
    const [key = '', value] = word.toLowerCase().split('=', 2);
    if (value === undefined && target === null && targetName(word) !== null) target = targetName(word);
    else if (value !== undefined && key === 'keep' && keep === null) {
      keep = KEEPS.find((candidate) => candidate === value) ?? null;
      if (keep === null) return wrongKeep(value, target);
    } else return notUnderstood(word, line(target ?? onTarget(key, value), keep));
  }
  return { ok: true, command: { name: 'recover', target, keep } };
}

function notUnderstood(word: string, example: string): Parsed<never> {
  const message = `\`recover\` takes one target's name and \`keep=ours\` or \`keep=theirs\`; got ${quote(word)}.`;
  return usage(message, example);
}

/** The target of `on=TARGET`, as `run` has it. */
function onTarget(key: string, value: string | undefined): string | null {
  return key === 'on' && value !== undefined ? targetName(value) : null;
}

/** Nothing is guessed for a choice that overwrites: the example asks for neither unless the word is nearly one. */
function wrongKeep(value: string, target: string | null): Parsed<never> {
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

function usage(message: string, example: string): Parsed<never> {
  return { ok: false, error: { message, example } };
}
