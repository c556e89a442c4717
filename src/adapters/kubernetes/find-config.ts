import { parseDocument } from 'yaml';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { KubeConfigMap, PodTemplate } from './kube-objects.ts';
import { configPaths, filesOf, hasConfigInArguments, mountedSecrets } from './mounted-config.ts';

const MANAGER = 'network.http_connection_manager.v3.HttpConnectionManager';

/** Where Envoy's configuration lives. */
export interface ConfigPlace {
  /** The ConfigMap's name. */
  name: string;
  key: string;
  document: string;
}

type Kind = 'envoy' | 'other' | { broken: string };

/**
 * Finds Envoy's configuration among the ConfigMaps that the template mounts, whatever their keys are called. Where
 * several would do, the one that Envoy's `-c` names is taken.
 * @throws AppError `config_unreadable` when there is none, or no telling which
 */
export function findConfig(
  deployment: string,
  template: PodTemplate,
  configMaps: ReadonlyMap<string, KubeConfigMap | null>,
  named: { name: string; key: string } | null,
): ConfigPlace {
  if (named !== null) return namedConfig(deployment, configMaps, named);
  const texts = [...configMaps].flatMap(([name, found]) =>
    Object.entries(found?.data ?? {}).map(([key, document]) => ({ name, key, document, kind: kindOf(document) })),
  );
  const candidates = texts.filter((text) => text.kind === 'envoy');
  const paths = configPaths(template);
  const told = texts.filter((text) => filesOf(template, text.name, text.key).some((file) => paths.includes(file)));
  const broken = told.find((text) => typeof text.kind === 'object');
  if (broken !== undefined && typeof broken.kind === 'object') throw unparsable(broken, broken.kind.broken);
  const [place] = candidates.length > 1 ? candidates.filter((text) => told.includes(text)) : candidates;
  if (place !== undefined) return { name: place.name, key: place.key, document: place.document };
  throw new AppError('config_unreadable', explain(deployment, template, [...configMaps.keys()], candidates));
}

function namedConfig(
  deployment: string,
  configMaps: ReadonlyMap<string, KubeConfigMap | null>,
  { name, key }: { name: string; key: string },
): ConfigPlace {
  // kustomize adds a hash to the name that a person knows.
  const all = [...configMaps];
  const mounted = all.find(([known]) => known === name) ?? all.find(([known]) => baseName(known) === baseName(name));
  if (mounted === undefined) {
    throw new AppError(
      'config_unreadable',
      `Deployment ${deployment} mounts no ConfigMap ${name}: correct \`config.configmap\` in the profile.`,
    );
  }
  const document = mounted[1]?.data?.[key];
  if (document === undefined) {
    throw new AppError(
      'config_unreadable',
      `ConfigMap ${mounted[0]} has no key ${key}: correct \`config.key\` in the profile.`,
    );
  }
  const kind = kindOf(document);
  if (typeof kind === 'object') throw unparsable({ name: mounted[0], key }, kind.broken);
  if (kind === 'other') {
    throw new AppError(
      'config_unreadable',
      `Key ${key} of ConfigMap ${mounted[0]} is not Envoy's: it has no HTTP connection manager.`,
    );
  }
  return { name: mounted[0], key, document };
}

/** A ConfigMap's name without the hash that kustomize's generator adds (kustomize, api/hasher, alphabet of `encode`). */
export function baseName(name: string): string {
  return name.replace(/-[2456789bcdfghkmt]{10}$/, '');
}

function kindOf(text: string): Kind {
  const parsed = parseDocument(text);
  const problem = parsed.errors[0];
  if (problem !== undefined) return { broken: problem.message.split('\n')[0] ?? 'no reason' };
  try {
    return hasManager(parsed.toJS()) ? 'envoy' : 'other';
  } catch (cause) {
    return { broken: errorMessage(cause) };
  }
}

function hasManager(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const type = (value as { '@type'?: unknown })['@type'];
  if (typeof type === 'string' && type.endsWith(MANAGER)) return true;
  return Object.values(value).some(hasManager);
}

function unparsable({ name, key }: { name: string; key: string }, problem: string): AppError {
  return new AppError('config_unreadable', `Key ${key} of ConfigMap ${name} is no valid YAML: ${problem}.`);
}

function explain(
  deployment: string,
  template: PodTemplate,
  mounted: readonly string[],
  candidates: readonly { name: string; key: string }[],
): string {
  if (candidates.length > 0) {
    const list = candidates.map(({ name, key }) => `${name}/${key}`).join(', ');
    return `Deployment ${deployment} mounts several Envoy configurations (${list}): name one as \`config: {configmap, key}\` in the profile.`;
  }
  if (hasConfigInArguments(template)) {
    return `The Envoy configuration of Deployment ${deployment} is in its arguments (--config-yaml): move it to a ConfigMap that the Deployment mounts.`;
  }
  const secrets = mountedSecrets(template);
  if (mounted.length === 0 && secrets.length > 0) {
    return `Deployment ${deployment} mounts Secrets only (${secrets.join(', ')}), which are never read: move the Envoy configuration to a ConfigMap.`;
  }
  const where = mounted.length === 0 ? 'no ConfigMap' : `only ${mounted.join(', ')}`;
  return `Deployment ${deployment} mounts ${where}, without an Envoy configuration that has an HTTP connection manager: check that the Deployment is Envoy's.`;
}
