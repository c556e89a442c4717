import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

interface Schema {
  properties: Record<string, { enum?: string[] }>;
  required: string[];
}

/** The schema of `record.json`, as the documentation has it. */
export const recordSchema = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../docs/record.schema.json'), 'utf8'),
) as Schema;
const validate = new Ajv2020({
  strict: true,
  allErrors: true,
  strictRequired: false,
  allowUnionTypes: true,
  strictTypes: false,
}).compile(recordSchema);

/** Where a record breaks the schema, as it comes from disk. */
export function schemaProblems(record: unknown): string[] {
  validate(JSON.parse(JSON.stringify(record)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
