import { z } from 'zod';

/** Which output of the stacks in `infra/` says which key of a profile, in the order in which keys are written. */
export const OUTPUT_OF = {
  class: 'TargetClass',
  cluster: 'TargetCluster',
  region: 'TargetRegion',
  role_arn: 'TargetRoleArn',
  namespace: 'TargetNamespace',
} as const;

type Key = keyof typeof OUTPUT_OF;
export type DeployedOutputs = Readonly<Partial<Record<Key, string>>>;

/** What `cdk deploy --outputs-file` writes: for each stack its outputs by their logical ids (AWS CDK CLI, cdk deploy). */
const outputsFile = z.record(z.string(), z.record(z.string(), z.string()));
type Stacks = z.infer<typeof outputsFile>;

/**
 * What the outputs in a text say of the cluster, or what is wrong with them, as the rest of a sentence about the file.
 * @param isInside whether the bot is in that cluster, with the role of its own Pod instead of one that it assumes
 */
export function readOutputs(text: string, isInside: boolean): DeployedOutputs | string {
  let json: unknown;
  try {
    // A byte order mark comes with editors and shells of Windows.
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return 'is no JSON';
  }
  const parsed = outputsFile.safeParse(json);
  if (!parsed.success) return 'has no outputs by stack';
  const stacks = parsed.data;
  const wanted = (Object.keys(OUTPUT_OF) as Key[]).filter((key) => !(isInside && key === 'role_arn'));
  const missing = wanted.map((key) => OUTPUT_OF[key]).filter((output) => valuesOf(output, stacks).size === 0);
  if (missing.length > 0) return `lacks ${missing.join(', ')}; it has ${shown(stacks)}`;
  for (const key of wanted) {
    const values = [...valuesOf(OUTPUT_OF[key], stacks)];
    if (values.length > 1) {
      const each = values.map(([value, stack]) => `"${value}" in stack ${stack}`).join(', ');
      return `is of more than one cluster: ${OUTPUT_OF[key]} is ${each}. Keep the stacks of one`;
    }
  }
  return Object.fromEntries(wanted.map((key) => [key, [...valuesOf(OUTPUT_OF[key], stacks).keys()][0]]));
}

/** The profile of a target of that cluster, as it stands in a configuration file; undefined for a key without a value. */
export function profileFrom(outputs: DeployedOutputs): Record<'kind' | Key, string | undefined> {
  const { class: cls, cluster, region, role_arn, namespace } = outputs;
  return { kind: 'eks', class: cls, cluster, region, role_arn, namespace };
}

/** The different values of an output, each with a stack that has it. */
function valuesOf(output: string, stacks: Stacks): Map<string, string> {
  const values = new Map<string, string>();
  for (const [stack, { [output]: value }] of Object.entries(stacks)) if (value !== undefined) values.set(value, stack);
  return values;
}

/** Enough names to know a file by. */
const SHOWN = 10;

function shown(stacks: Stacks): string {
  const each = Object.entries(stacks).map(([stack, outputs]) => `${stack} (${few(Object.keys(outputs))})`);
  return each.length === 0 ? 'no stack' : few(each);
}

function few(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return more > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${more} more` : names.join(', ');
}
