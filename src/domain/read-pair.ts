import { nearest } from './nearest.ts';
import type { ParameterRule } from './parameter-rules.ts';
import { PARAMETERS, ruleFor } from './parameter-rules.ts';
import { quote } from './quote.ts';
import type { Scenario } from './scenario.ts';
import { allowed } from './text/en/allowed.ts';

/** A mistake in one pair, and the pair that would be right; null where it has no place in the command. */
export interface WrongPair {
  message: string;
  instead: string | null;
}

/** Reads one `key=value` of a run into `given`; gives what is wrong with it, or null. */
export function readPair(
  word: string,
  scenario: Scenario,
  given: Map<string, number | string | boolean>,
): WrongPair | null {
  const [typed = '', ...values] = word.split('=');
  const key = typed.toLowerCase().replaceAll('_', '-');
  const text = values.join('=');
  const found = PARAMETERS.find((candidate) => candidate.key === key);
  const rule = found === undefined ? undefined : ruleFor(found, scenario);
  if (rule === undefined) return unknownKey(word, key, text, scenario);
  const unfit = unfitKey(rule, scenario);
  if (unfit !== null) return { message: unfit, instead: null };
  if (given.has(key)) return { message: `\`${key}\` is given twice.`, instead: null };
  if (values.length === 0) return { message: `${quote(word)} is not \`key=value\`.`, instead: exampleOf(rule) };
  const read = rule.read(text);
  if (!read.ok) {
    const [meant] = read.refusal.meant;
    const is = text === '' ? 'empty' : quote(text);
    return {
      message: `\`${key}\` is ${is}; it must be ${allowed.mustBe(read.refusal)}.`,
      instead: meant === undefined ? exampleOf(rule) : `${key}=${meant}`,
    };
  }
  given.set(key, read.value);
  return null;
}

/** Keys of what a written plan says itself, arm by arm. */
const IN_A_PLAN: readonly string[] = ['restart', 'observe', 'repeats'];
/** Keys of what only a setting's arm carries. */
const OF_A_SETTING: readonly string[] = ['value', 'max-stream-duration', 'drain-timeout'];

/** Whether a scenario takes a key. */
export function takesKey(rule: ParameterRule, scenario: Scenario): boolean {
  return unfitKey(rule, scenario) === null;
}

/** Why a scenario does not take a key; null when it does. */
function unfitKey(rule: ParameterRule, scenario: Scenario): string | null {
  const isAsked = scenario.timed !== undefined || (scenario.choice?.options.length ?? 0) > 1;
  if (rule.key === 'value' && isAsked) return null;
  if (rule.key === 'plan' && scenario.name !== 'custom')
    return `Scenario \`${scenario.name}\` takes no \`plan\`: that is for \`custom\`.`;
  if (scenario.name === 'custom' && IN_A_PLAN.includes(rule.key))
    return `Scenario \`custom\` takes no \`${rule.key}\`: its plan says so for each arm.`;
  if (OF_A_SETTING.includes(rule.key) && scenario.setting === null)
    return `Scenario \`${scenario.name}\` takes no \`${rule.key}\`: it changes no setting.`;
  if (rule.key === 'jitter' && scenario.setting !== 'max-connection-duration')
    return `Scenario \`${scenario.name}\` takes no \`jitter\`: it spreads the ages of \`max-connection-duration\` alone.`;
  return unfitChange(rule, scenario);
}

/** The same of the keys of what moves connections. */
function unfitChange(rule: ParameterRule, scenario: Scenario): string | null {
  if (rule.key === 'setting' && scenario.choosesSetting === undefined)
    return `Scenario \`${scenario.name}\` takes no \`setting\`: its name says what it changes.`;
  if ((rule.key === 'from' || rule.key === 'to') && scenario.movement !== 'scale-out')
    return `Scenario \`${scenario.name}\` takes no \`${rule.key}\`: it adds no Pods.`;
  if (rule.key === 'add' && scenario.adds === undefined)
    return `Scenario \`${scenario.name}\` takes no \`add\`: no Pods come while its clients stay connected.`;
  if (rule.key === 'restart' && scenario.movement !== 'restart')
    return `Scenario \`${scenario.name}\` takes no \`restart\`: ${scenario.choosesSetting === undefined ? 'it restarts nothing' : 'the restart before its change is a rolling one'}.`;
  return null;
}

function unknownKey(word: string, key: string, text: string, scenario: Scenario): WrongPair {
  const keys = PARAMETERS.filter((rule) => takesKey(rule, scenario)).map((rule) => rule.key);
  const near = nearest(key, keys);
  if (near === null && (key === '' || !word.includes('=')))
    return { message: `${quote(word)} is not \`key=value\`.`, instead: null };
  return near === null
    ? { message: `There is no key ${quote(key)}. Keys: ${keys.join(', ')}.`, instead: null }
    : { message: `There is no key ${quote(key)}. Did you mean \`${near}\`?`, instead: `${near}=${text}` };
}

function exampleOf(rule: ParameterRule): string {
  return `${rule.key}=${rule.example}`;
}
