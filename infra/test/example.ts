import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { Parameters } from '../src/parameters/parameters.ts';
import { type Resource, type Synthesis, synthesiseExample } from '../src/report/synthesise-example.ts';

/** The example's templates, in a directory of the test's own. */
export function synthesise(parameters: Partial<Parameters> = {}): Synthesis {
  return synthesiseExample({ directory: mkdtempSync(join(tmpdir(), 'nlb-infra-')), parameters });
}

/** The template of the stack whose name ends so, for the CDK's assertions. */
export function stack({ templates }: Synthesis, part: string): Template {
  const found = templates.find(({ stack: name }) => name.endsWith(`-${part}`));
  if (found === undefined) throw new Error(`There is no stack ${part}.`);
  return Template.fromJSON({ Resources: found.resources, Outputs: found.outputs });
}

/** The properties of every resource of a type, whichever stack it is in. */
export function propertiesOf({ templates }: Synthesis, type: string): Record<string, unknown>[] {
  return resourcesOf({ templates }, type).map(({ Properties }) => ({ ...Properties }));
}

/** Every resource, or those of a type. */
export function resourcesOf({ templates }: Pick<Synthesis, 'templates'>, type?: string): Resource[] {
  const all = templates.flatMap(({ resources }) => Object.values(resources));
  return type === undefined ? all : all.filter(({ Type }) => Type === type);
}
