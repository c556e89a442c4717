import { isMap, isScalar, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { AppError } from '../../domain/errors.ts';
import { findManager } from './find-manager.ts';

const OPTIONS = 'common_http_protocol_options';

/**
 * The value of `common_http_protocol_options.<field>` as it is written, null when it is not set.
 * @throws AppError `config_unreadable`
 */
export function getField(document: string, statPrefix: string, field: string): string | null {
  const options = optionsOf(findManager(document, statPrefix));
  const present = options?.map === undefined ? undefined : pairOf(options.map, field);
  if (present === undefined) return null;
  const value = ownScalar(present, field).value;
  return value === null ? null : String(value);
}

/**
 * The document with one field of `common_http_protocol_options` set by editing its text, so that no other character of
 * it changes; `value` must be plain YAML.
 * @throws AppError `config_unreadable`
 */
export function setField(document: string, statPrefix: string, field: string, value: string): string {
  const manager = findManager(document, statPrefix);
  const options = optionsOf(manager);
  const quote = isJson(manager) ? '"' : '';
  const entry = `${quote}${field}${quote}: ${quote}${value}${quote}`;
  const newOptions = `${quote}${OPTIONS}${quote}: { ${entry} }`;
  if (options === undefined) {
    return manager.flow ? intoBraces(document, manager, newOptions) : afterStatPrefix(document, manager, entry);
  }
  if (options.map === undefined) return replaced(document, options.empty, `{ ${entry} }`);
  const present = pairOf(options.map, field);
  if (present !== undefined) return replaced(document, ownScalar(present, field), `${quote}${value}${quote}`);
  if (options.map.flow) return intoBraces(document, options.map, entry);
  const line = endOfLine(document, endOf(options.key));
  return spliced(document, line, line, `${lineEnd(document)}${indentOf(document, options.map)}${entry}`);
}

type Options = { key: Scalar } & ({ map: YAMLMap } | { map?: never; empty: Scalar });

/** The manager's options; undefined without any. What an anchor shares with other places is not ours to edit. */
function optionsOf(manager: YAMLMap): Options | undefined {
  const pair = pairOf(manager, OPTIONS);
  if (pair === undefined) return undefined;
  const { key, value } = pair;
  if (isScalar(key) && isMap(value) && value.anchor === undefined) return { key, map: value };
  if (isScalar(key) && isScalar(value) && value.value === null) return { key, empty: value };
  throw notOwn(OPTIONS);
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === name);
}

function ownScalar(pair: Pair, field: string): Scalar {
  if (isScalar(pair.value) && pair.value.anchor === undefined) return pair.value;
  throw notOwn(field);
}

function notOwn(what: string): AppError {
  return new AppError(
    'config_unreadable',
    `${what} is not written out in Envoy's configuration (an anchor, an alias or another form); write it out there.`,
  );
}

/** A value of its own in place of a scalar, which may be empty text right behind its colon or before a comment. */
function replaced(document: string, scalar: Scalar, by: string): string {
  const [from, to] = scalar.range ?? [0, 0];
  const before = /\s/.test(document.charAt(from - 1)) ? '' : ' ';
  const after = document.charAt(to) === '#' ? ' ' : '';
  return spliced(document, from, to, `${before}${by}${after}`);
}

function intoBraces(document: string, map: YAMLMap, entry: string): string {
  if (map.items.length > 0) return spliced(document, firstKey(map), firstKey(map), `${entry}, `);
  const inside = (map.range?.[0] ?? 0) + 1;
  return spliced(document, inside, inside, document.charAt(inside) === '}' ? ` ${entry} ` : ` ${entry}`);
}

function afterStatPrefix(document: string, manager: YAMLMap, entry: string): string {
  const line = endOfLine(document, endOf(pairOf(manager, 'stat_prefix')?.value));
  const indent = `${lineEnd(document)}${indentOf(document, manager)}`;
  return spliced(document, line, line, `${indent}${OPTIONS}:${indent}  ${entry}`);
}

/** A document written as JSON stays JSON. */
function isJson(manager: YAMLMap): boolean {
  return Boolean(manager.flow) && manager.items.every(({ key }) => isScalar(key) && key.type === 'QUOTE_DOUBLE');
}

function firstKey(map: YAMLMap): number {
  const key = map.items[0]?.key;
  return isScalar(key) && key.range ? key.range[0] : 0;
}

function endOf(node: unknown): number {
  return isScalar(node) && node.range ? node.range[1] : 0;
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

function spliced(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}
