import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
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
  const found: YAMLMap[] = [];
  collectManagers(parsed.contents, statPrefix, found);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const what = found.length === 0 ? 'no' : `${found.length}`;
  throw new AppError(
    'config_unreadable',
    `Envoy's configuration has ${what} HTTP connection manager with stat_prefix "${statPrefix}"; exactly one is needed.`,
  );
}

function collectManagers(node: unknown, statPrefix: string, found: YAMLMap[]): void {
  if (isMap(node)) {
    if (node.get('@type') === HCM && node.get('stat_prefix') === statPrefix) found.push(node);
    for (const pair of node.items) collectManagers(pair.value, statPrefix, found);
  } else if (isSeq(node)) {
    for (const item of node.items) collectManagers(item, statPrefix, found);
  }
}
