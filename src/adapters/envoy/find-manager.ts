import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { AppError } from '../../domain/errors.ts';

const HCM = 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

/**
 * The one HTTP connection manager with this `stat_prefix` in Envoy's YAML, with the places of its text.
 * @throws AppError `config_unreadable` for a text that is no YAML, and unless there is exactly one
 */
export function findManager(document: string, statPrefix: string): YAMLMap {
  const parsed = parseDocument(document, { keepSourceTokens: true });
  const problem = parsed.errors[0];
  if (problem !== undefined) {
    throw new AppError('config_unreadable', `Envoy's configuration is no YAML: ${problem.message.split('\n')[0]}`);
  }
  const found = managersIn(parsed.contents, parsed).filter(
    (manager) => textAt(manager, 'stat_prefix', parsed) === statPrefix,
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const what = found.length === 0 ? 'no' : `${found.length}`;
  throw new AppError(
    'config_unreadable',
    `Envoy's configuration has ${what} HTTP connection manager with stat_prefix "${statPrefix}"; exactly one is needed.`,
  );
}

/** Every connection manager below a node; what an alias repeats is found where it is written out. */
function managersIn(node: unknown, document: Document): YAMLMap[] {
  if (isSeq(node)) return node.items.flatMap((item) => managersIn(item, document));
  if (!isMap(node)) return [];
  const inside = node.items.flatMap((pair) => managersIn(pair.value, document));
  return textAt(node, '@type', document) === HCM ? [node, ...inside] : inside;
}

/** The scalar under a key, also where it is an alias of one. */
function textAt(map: YAMLMap, key: string, document: Document): unknown {
  const value = map.get(key, true);
  const node = isAlias(value) ? value.resolve(document) : value;
  return isScalar(node) ? node.value : undefined;
}
