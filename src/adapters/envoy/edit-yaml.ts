import { isAlias, isMap, isScalar, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { AppError } from '../../domain/errors.ts';

/** The entry of a map under that key. */
export function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === name);
}

/** The entry's value. @throws AppError `config_unreadable` for what an anchor shares with other places */
export function ownScalar(pair: Pair, field: string): Scalar {
  if (isScalar(pair.value) && pair.value.anchor === undefined) return pair.value;
  throw notOwn(field);
}

/** The entry's map; null where nothing stands behind its key. @throws AppError `config_unreadable` as {@link ownScalar} */
export function ownMap(pair: Pair, field: string): YAMLMap | null {
  if (isMap(pair.value) && pair.value.anchor === undefined) return pair.value;
  if (isScalar(pair.value) && pair.value.value === null) return null;
  throw notOwn(field);
}

export function notOwn(what: string): AppError {
  return new AppError(
    'config_unreadable',
    `${what} is not written out in Envoy's configuration (an anchor, an alias or another form); write it out there.`,
  );
}

/** A value of its own in place of a scalar, which may be empty text right behind its colon or before a comment. */
export function replaced(document: string, scalar: Scalar, by: string): string {
  const [from, to] = scalar.range ?? [0, 0];
  const before = /\s/.test(document.charAt(from - 1)) ? '' : ' ';
  const after = document.charAt(to) === '#' ? ' ' : '';
  return spliced(document, from, to, `${before}${by}${after}`);
}

/** An entry as the first of a map in braces. */
export function intoBraces(document: string, map: YAMLMap, entry: string): string {
  if (map.items.length > 0) return spliced(document, firstKey(map), firstKey(map), `${entry}, `);
  const inside = (map.range?.[0] ?? 0) + 1;
  return spliced(document, inside, inside, document.charAt(inside) === '}' ? ` ${entry} ` : ` ${entry}`);
}

/** Lines below the one that a node ends on, each with its own depth below the map's keys. */
export function belowLineOf(document: string, node: unknown, map: YAMLMap, ...lines: string[]): string {
  const at = endOfLine(document, endOf(node));
  const indent = `${lineEnd(document)}${indentOf(document, map)}`;
  return spliced(document, at, at, lines.map((line) => `${indent}${line}`).join(''));
}

/** Whether a map is written as JSON. */
export function isJson(map: YAMLMap): boolean {
  return Boolean(map.flow) && map.items.every(({ key }) => isScalar(key) && key.type === 'QUOTE_DOUBLE');
}

/** Where a scalar, or an alias of one, ends in the text. */
export function endOf(node: unknown): number {
  return (isScalar(node) || isAlias(node)) && node.range ? node.range[1] : 0;
}

export function spliced(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

function firstKey(map: YAMLMap): number {
  const key = map.items[0]?.key;
  return isScalar(key) && key.range ? key.range[0] : 0;
}

/** Spaces up to the column of a map's first key. */
function indentOf(text: string, map: YAMLMap): string {
  const key = firstKey(map);
  return ' '.repeat(key - (text.lastIndexOf('\n', key - 1) + 1));
}

function endOfLine(text: string, offset: number): number {
  const rest = /\r?\n/.exec(text.slice(offset));
  return rest === null ? text.length : offset + rest.index;
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
