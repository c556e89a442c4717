import { nearest } from '../nearest.ts';
import type { Expected, PlanProblem, Wrong } from './plan-problem.ts';
import type { Place, PlanNode } from './plan-tree.ts';

/** Reads the keys of one map, and puts down everything that is wrong with them. */
export interface Fields {
  at: Place;
  /** The value of a key, undefined where it is not there. */
  node(key: string): PlanNode | undefined;
  /** The text of a key; undefined where it is not there or is none. */
  text(key: string): { text: string; at: Place } | undefined;
  /** What a key's text reads as; `read` gives undefined for what is none. */
  read<T>(key: string, expected: Expected, read: (text: string) => T | undefined): T | undefined;
  wrong(at: Place, wrong: Wrong): void;
}

export type OfWhat = Extract<Wrong, { kind: 'missing' }>['of'];

/** The fields of a map with these keys; null for what is no map. `name` is the key that it stands behind. */
export function fieldsOf(
  node: PlanNode,
  { name, keys, required, of }: { name: string; keys: readonly string[]; required: readonly string[]; of: OfWhat },
  problems: PlanProblem[],
): Fields | null {
  const wrong = (at: Place, what: Wrong): void => void problems.push({ at, wrong: what });
  if (node.kind !== 'map') {
    wrong(node.at, { kind: 'shape', key: name, wanted: 'map' });
    return null;
  }
  const values = new Map<string, PlanNode>();
  for (const { key, at, value } of node.entries) {
    const known = keys.find((candidate) => candidate === key.replaceAll('_', '-').toLowerCase());
    if (known === undefined) wrong(at, { kind: 'unknown', key, keys, near: nearest(key, keys) });
    else if (values.has(known)) wrong(at, { kind: 'twice', key: known });
    else values.set(known, value);
  }
  for (const key of required) if (!values.has(key)) wrong(node.at, { kind: 'missing', key, of });
  const text: Fields['text'] = (key) => {
    const value = values.get(key);
    if (value === undefined) return undefined;
    if (value.kind === 'text') return { text: value.text.trim(), at: value.at };
    wrong(value.at, { kind: 'shape', key, wanted: 'text' });
    return undefined;
  };
  return {
    at: node.at,
    node: (key) => values.get(key),
    text,
    read(key, expected, read) {
      const found = text(key);
      if (found === undefined) return undefined;
      const value = read(found.text);
      if (value !== undefined) return value;
      const near = expected.kind === 'one-of' ? nearest(found.text, expected.options) : null;
      wrong(found.at, { kind: 'value', key, got: found.text, expected, near });
      return undefined;
    },
    wrong,
  };
}

/** The items of a list, as many as are allowed; none for what is no list. */
export function itemsOf(
  node: PlanNode | undefined,
  key: 'arms' | 'probes',
  [least, most]: readonly [number, number],
  problems: PlanProblem[],
): readonly PlanNode[] {
  if (node === undefined) return [];
  if (node.kind !== 'list') {
    problems.push({ at: node.at, wrong: { kind: 'shape', key, wanted: 'list' } });
    return [];
  }
  const count = node.items.length;
  if (count < least || count > most) problems.push({ at: node.at, wrong: { kind: 'count', key, count, least, most } });
  return node.items;
}

/** The option that a text is, however it is written. */
export function oneOf<T extends string>(options: readonly T[]): (text: string) => T | undefined {
  return (text) => options.find((option) => option === text.toLowerCase().replaceAll('_', '-'));
}
