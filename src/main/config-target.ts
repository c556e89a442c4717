import { type Document, isMap, isNode, isScalar, parseDocument, stringify, type YAMLMap } from 'yaml';

/** The values that a target is to have, by key. */
export type TargetValues = Readonly<Record<string, string | undefined>>;

/** What a key of a target is in the file, and what it would be; undefined where it does not stand. */
export interface KeyDifference {
  key: string;
  old: string | undefined;
  new: string | undefined;
}

export type WithTarget =
  | { kind: 'added'; text: string }
  | { kind: 'overwritten'; text: string; differences: readonly KeyDifference[] }
  | { kind: 'same' }
  /** The target is there with other values, and they were not to be overwritten. */
  | { kind: 'differs'; differences: readonly KeyDifference[] }
  /** Something else than a mapping of its own stands there, such as an alias. */
  | { kind: 'no place'; path: string };

const HEADER = '# docs/configuration.md has every field.\n';

/** A target as it stands in a configuration file that has nothing else. */
export function targetText(name: string, values: TargetValues): string {
  return stringify({ targets: { [name]: values } }, { lineWidth: 0 });
}

/**
 * The text of a configuration file with a target in it. What else it says stays, with its comments and its order; so do
 * the other keys of a target that is there already.
 *
 * @param text of a file that can be read, or null for none
 * @param values with a key of value undefined, a target that has it loses it
 */
export function withTarget(text: string | null, name: string, values: TargetValues, overwrite: boolean): WithTarget {
  const standing = text ?? HEADER;
  const document = parseDocument(standing);
  const taken = [[], ['targets'], ['targets', name]].find((path) => !hasPlace(document, path));
  if (taken !== undefined) return { kind: 'no place', path: taken.join('.') || 'the file' };
  const target = document.getIn(['targets', name]);
  const inLines = (changed: string): string =>
    standing.includes('\r\n') ? changed.replaceAll(/\r?\n/g, '\r\n') : changed;
  if (!isMap(target)) {
    const added = insertion(document, standing, name, values) ?? written(document, name, values);
    return { kind: 'added', text: inLines(added) };
  }
  const differences = Object.entries(values).flatMap(([key, value]) => {
    const old = valueIn(target, key);
    return old === value ? [] : [{ key, old, new: value }];
  });
  if (differences.length === 0) return { kind: 'same' };
  if (!overwrite) return { kind: 'differs', differences };
  const changed = differences.reduce((before, one) => withValue(before, name, one.key, one.new), standing);
  return { kind: 'overwritten', text: inLines(changed), differences };
}

/** Whether a mapping is there, or nothing yet; an alias is the mapping of another place. */
function hasPlace(document: Document, path: readonly string[]): boolean {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return node === undefined || node === null || isMap(node) || (isScalar(node) && node.value === null);
}

function valueIn(target: YAMLMap, key: string): string | undefined {
  const value = target.get(key);
  return value === undefined || value === null ? undefined : String(value);
}

/** The text with the target's own lines put in, and every other byte as it is; null where there is no line for them. */
function insertion(document: Document, text: string, name: string, values: TargetValues): string | null {
  const own = targetText(name, values);
  const { contents } = document;
  if (contents === null || isScalar(contents)) return `${text}${endsLine(text)}${own}`;
  if (!isMap(contents) || contents.flow || document.hasIn(['targets', name])) return null;
  const targets = contents.get('targets', true);
  if (targets === undefined) return putAfterLast(contents, text, own);
  if (!isMap(targets) || targets.flow) return null;
  const inside = own.split('\n').slice(1, -1);
  const indent = indentOf(targets, text);
  return putAfterLast(targets, text, inside.map((line) => `${line.replace(/^ {2}/, indent)}\n`).join(''));
}

/** The text with one value of a target that is there; undefined takes the key away. */
function withValue(text: string, name: string, key: string, value: string | undefined): string {
  const document = parseDocument(text);
  const target = document.getIn(['targets', name]);
  const node = isMap(target) ? target.get(key, true) : undefined;
  const line = value === undefined ? '' : stringify(value, { lineWidth: 0 });
  let changed: string | null = null;
  if (value === undefined && isMap(target) && !target.flow) changed = withoutLine(target, text, key);
  // A block scalar takes more than its place: it has a line of its own for each of its lines.
  else if (value !== undefined && isScalar(node) && node.range && !node.type?.startsWith('BLOCK')) {
    const [from, to] = node.range;
    changed = `${text.slice(0, from)}${line.trimEnd()}${text.slice(to)}`;
  } else if (value !== undefined && isMap(target) && node === undefined && !target.flow) {
    changed = putAfterLast(target, text, `${indentOf(target, text)}${key}: ${line}`);
  }
  return changed ?? written(document, name, { [key]: value });
}

/** The text without a key's own line; null where it has none to itself. */
function withoutLine(map: YAMLMap, text: string, key: string): string | null {
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  const at = isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  const end = isNode(pair?.value) ? pair.value.range?.[2] : undefined;
  if (at === undefined || end === undefined || map.items.length < 2) return null;
  const from = text.lastIndexOf('\n', at - 1) + 1;
  return text.slice(from, at).trim() === '' ? text.slice(0, from) + text.slice(end) : null;
}

/** What stands before the keys of a mapping that has a line for each. */
function indentOf(map: YAMLMap, text: string): string {
  const first = map.items[0]?.key;
  const at = isNode(first) ? (first.range?.[0] ?? 0) : 0;
  return ' '.repeat(at - (text.lastIndexOf('\n', at - 1) + 1));
}

/** Puts lines after the last entry of a mapping and the comments that belong to it. */
function putAfterLast(map: YAMLMap, text: string, lines: string): string | null {
  const last = map.items.at(-1)?.value;
  const end = isNode(last) ? last.range?.[2] : undefined;
  if (end === undefined) return null;
  const before = text.slice(0, end);
  return `${before}${endsLine(before)}${lines}${text.slice(end)}`;
}

function endsLine(text: string): '' | '\n' {
  return text === '' || text.endsWith('\n') ? '' : '\n';
}

/** The whole text written anew with the values below the target; an undefined one takes its key away. */
function written(document: Document, name: string, values: TargetValues): string {
  for (const path of [['targets'], ['targets', name]]) {
    if (!isMap(document.getIn(path))) document.setIn(path, document.createNode({}));
  }
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) document.deleteIn(['targets', name, key]);
    else document.setIn(['targets', name, key], value);
  }
  return document.toString({ lineWidth: 0 });
}
