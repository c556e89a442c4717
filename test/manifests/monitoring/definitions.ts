import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

const FOLDER = resolve(import.meta.dirname, '../../../.cache/prometheus-operator');
const PLURALS = { PodMonitor: 'podmonitors', PrometheusRule: 'prometheusrules', ServiceMonitor: 'servicemonitors' };

/** Kinds of the Prometheus operator that are checked. */
export type OperatorKind = keyof typeof PLURALS;

/** Whether `.ci/prometheus-operator-crds` has written the operator's definitions. */
export const HAS_DEFINITIONS = existsSync(resolve(FOLDER, 'version'));

interface Schema {
  [key: string]: unknown;
  pattern?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
}

/** A definition as it is applied to a cluster. */
export function definitionOf(kind: OperatorKind): string {
  return readFileSync(resolve(FOLDER, `${PLURALS[kind]}.yaml`), 'utf8');
}

/** The name of a kind's definition in a cluster. */
export function definitionName(kind: OperatorKind): string {
  return `${PLURALS[kind]}.monitoring.coreos.com`;
}

/** What is wrong with an object: its fields, their types, patterns and words, and fields that are not defined. */
export function faultsOf(kind: OperatorKind, object: object): string[] {
  const definition = parse(definitionOf(kind)) as { spec: { versions: { schema: { openAPIV3Schema: Schema } }[] } };
  const [version] = definition.spec.versions;
  if (version === undefined) throw new Error(`the definition of ${kind} has no version`);
  const check = new Ajv({ strict: false, allErrors: true, logger: false }).compile(
    closed(version.schema.openAPIV3Schema),
  );
  check(object);
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** The schema without room for fields that it does not name, as the API server is with `--validate=strict`. */
function closed(schema: Schema): Schema {
  const { properties, items, additionalProperties: others } = schema;
  const shut = { ...schema };
  // Patterns are Go's, which lets a flag stand for the rest.
  if (schema.pattern !== undefined) shut.pattern = schema.pattern.replace(/^\^\(\?i\)(.*)\$$/, '^(?i:$1)$');
  if (properties !== undefined) {
    shut.properties = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, closed(one)]));
    const isOpen = others !== undefined || schema['x-kubernetes-preserve-unknown-fields'] === true;
    if (!isOpen) shut.additionalProperties = false;
  }
  if (items !== undefined) shut.items = closed(items);
  if (typeof others === 'object') shut.additionalProperties = closed(others);
  return shut;
}
