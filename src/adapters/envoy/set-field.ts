import { isMap, isScalar, type Scalar, type YAMLMap } from 'yaml';
import {
  belowLineOf,
  endOf,
  intoBraces,
  isJson,
  notOwn,
  ownMap,
  ownScalar,
  pairOf,
  replaced,
  spliced,
} from './edit-yaml.ts';
import { findManager } from './find-manager.ts';

const OPTIONS = 'common_http_protocol_options';
/** The one field of envoy.type.v3.Percent. */
const PERCENT = 'value';

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
    if (manager.flow) return intoBraces(document, manager, newOptions);
    return belowLineOf(document, pairOf(manager, 'stat_prefix')?.value, manager, `${OPTIONS}:`, `  ${entry}`);
  }
  if (options.map === undefined) return replaced(document, options.empty, `{ ${entry} }`);
  const present = pairOf(options.map, field);
  if (present !== undefined) return replaced(document, ownScalar(present, field), `${quote}${value}${quote}`);
  if (options.map.flow) return intoBraces(document, options.map, entry);
  return belowLineOf(document, options.key, options.map, entry);
}

/** Where a duration beside a setting stands: in the options right behind the field `beside`, or in the manager itself. */
export type Place = { in: 'options'; beside: string } | { in: 'manager' };

/**
 * A duration beside a setting as it is written; null when it is not set, and where it is not written out, because only
 * who asks for it needs it.
 */
export function getBeside(document: string, statPrefix: string, field: string, place: Place['in']): string | null {
  const manager = findManager(document, statPrefix);
  const map = place === 'manager' ? manager : optionsOf(manager)?.map;
  const value = map === undefined ? undefined : pairOf(map, field)?.value;
  return isScalar(value) && value.value !== null ? String(value.value) : null;
}

/**
 * The document with such a duration set by editing its text; in the manager a new one stands below its `stat_prefix`.
 * @throws AppError `config_unreadable`
 */
export function setBeside(document: string, statPrefix: string, field: string, value: string, place: Place): string {
  const manager = findManager(document, statPrefix);
  const map = place.in === 'manager' ? manager : optionsOf(manager)?.map;
  if (map === undefined) throw notOwn(OPTIONS);
  const quote = isJson(manager) ? '"' : '';
  const present = pairOf(map, field);
  if (present !== undefined) return replaced(document, ownScalar(present, field), `${quote}${value}${quote}`);
  return behind(
    document,
    map,
    place.in === 'manager' ? 'stat_prefix' : place.beside,
    `${quote}${field}${quote}: ${quote}${value}${quote}`,
  );
}

/** A new entry right behind the one of that name. */
function behind(document: string, map: YAMLMap, name: string, entry: string): string {
  const neighbour = pairOf(map, name)?.value;
  const end = endOf(neighbour);
  return map.flow ? spliced(document, end, end, `, ${entry}`) : belowLineOf(document, neighbour, map, entry);
}

/**
 * The number in a field of `common_http_protocol_options` that is an envoy.type.v3.Percent, as it is written; null when
 * it is not set.
 * @throws AppError `config_unreadable`
 */
export function getPercent(document: string, statPrefix: string, field: string): string | null {
  const options = optionsOf(findManager(document, statPrefix));
  const present = options?.map === undefined ? undefined : pairOf(options.map, field);
  const percent = present === undefined ? null : ownMap(present, field);
  if (percent === null) return null;
  const value = pairOf(percent, PERCENT);
  return value === undefined ? '0' : String(ownScalar(value, field).value ?? 0);
}

/**
 * The document with such a field set by editing its text; a new one stands right behind the field `beside`, which must
 * be there.
 * @throws AppError `config_unreadable`
 */
export function setPercent(
  document: string,
  statPrefix: string,
  { field, percent, beside }: { field: string; percent: number; beside: string },
): string {
  const manager = findManager(document, statPrefix);
  const map = optionsOf(manager)?.map;
  if (map === undefined) throw notOwn(OPTIONS);
  const quote = isJson(manager) ? '"' : '';
  const value = `${quote}${PERCENT}${quote}: ${percent}`;
  const present = pairOf(map, field);
  if (present === undefined) {
    return behind(document, map, beside, `${quote}${field}${quote}: { ${value} }`);
  }
  const inner = ownMap(present, field);
  if (inner === null) return replaced(document, present.value as Scalar, `{ ${value} }`);
  const number = pairOf(inner, PERCENT);
  if (number !== undefined) return replaced(document, ownScalar(number, field), String(percent));
  if (inner.items.length === 0) return intoBraces(document, inner, value);
  throw notOwn(field);
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
