import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { buildStacks } from '../build-stacks.ts';
import { EXAMPLE, type Parameters } from '../parameters/parameters.ts';

/** Where the checks leave the templates of the example. */
export const EXAMPLE_DIRECTORY = resolve(import.meta.dirname, '../../out/example');

/** A resource of a template, with the parts that are read here. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** An output of a template; the CDK exports those that other stacks import. */
export interface Output {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Export?: { readonly Name: string };
}

/** A stack as CloudFormation gets it. */
export interface StackTemplate {
  readonly stack: string;
  readonly description: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, Output>>;
}

/** A finding of cdk-nag or of the CDK that stays, and why. */
export interface AcknowledgedFinding {
  readonly construct: string;
  readonly rule: string;
  readonly reason: string;
}

/** What a synthesis comes to. */
export interface Synthesis {
  readonly directory: string;
  /** In the order in which the stacks are made. */
  readonly templates: readonly StackTemplate[];
  readonly acknowledged: readonly AcknowledgedFinding[];
}

/**
 * Synthesises the stacks without an account, without a network, and without what a person has put into `cdk.json`.
 * @throws what the CDK throws when a finding of cdk-nag is not acknowledged
 */
export function synthesiseExample(
  options: { readonly directory?: string; readonly parameters?: Partial<Parameters> } = {},
): Synthesis {
  const directory = options.directory ?? EXAMPLE_DIRECTORY;
  const app = new App({ outdir: directory, analyticsReporting: false });
  buildStacks(app, { ...EXAMPLE, ...options.parameters });
  app.synth();
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  return {
    directory,
    templates: stacks.map((stack) => readTemplate(directory, stack)),
    acknowledged: app.node.findAll().flatMap((construct) =>
      construct.node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries(data as Record<string, string>))
        .map(([rule, reason]) => ({ construct: construct.node.path, rule: rule.replace(/^\w+::/, ''), reason })),
    ),
  };
}

function readTemplate(directory: string, { stackName, templateFile }: Stack): StackTemplate {
  const { Description, Resources, Outputs } = JSON.parse(readFileSync(join(directory, templateFile), 'utf8')) as {
    Description: string;
    Resources: StackTemplate['resources'];
    Outputs?: StackTemplate['outputs'];
  };
  return { stack: stackName, description: Description, resources: Resources, outputs: Outputs ?? {} };
}
