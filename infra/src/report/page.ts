import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FIELDS } from '../parameters/parameter-fields.ts';
import { DEFAULTS } from '../parameters/parameters.ts';
import { costsOf } from './costs.ts';
import { drawDiagram } from './diagram.ts';
import { roleRights } from './role-rights.ts';
import type { Synthesis } from './synthesise-example.ts';

/** Where the page is kept. */
export const PAGE = resolve(import.meta.dirname, '../../../docs/infrastructure.md');

const TEMPLATE = resolve(import.meta.dirname, 'infrastructure.template.md');

/**
 * docs/infrastructure.md: its words from a template, and everything that can be read from what was synthesised.
 * @throws when the template names a part that there is not
 */
export function writePage(synthesis: Synthesis): string {
  const { templates, acknowledged } = synthesis;
  const cluster = templates.find(({ outputs }) => 'TargetCluster' in outputs);
  const parts: Readonly<Record<string, string>> = {
    diagram: drawDiagram(templates),
    stacks: table(
      ['stack', 'resources', 'what it is'],
      templates.map(({ stack, resources, description }) => [
        `\`${stack}\``,
        String(Object.keys(resources).length),
        description,
      ]),
    ),
    parameters: table(
      ['`-c nlb:`', 'default', 'meaning'],
      Object.entries(FIELDS).map(([name, field]) => [`\`${name}\``, defaultOf(name), field.description ?? '']),
    ),
    cluster: cluster?.stack ?? '',
    outputs: table(
      ['output', 'what it is'],
      Object.entries(cluster?.outputs ?? {})
        .filter(([, { Description }]) => Description !== undefined)
        .map(([name, { Description = '' }]) => [`\`${name}\``, Description]),
    ),
    rights: table(
      ['role', 'may call', "AWS's own policies"],
      roleRights(templates).map(({ role, actions, awsPolicies }) => [
        `\`${role}\``,
        actions.length > MANY_ACTIONS ? `${actions.length} actions of EC2 and Elastic Load Balancing` : words(actions),
        words(awsPolicies),
      ]),
    ),
    costs: costTable(synthesis),
    findings: table(
      ['rule', 'where', 'why it stays'],
      acknowledged.map(({ rule, construct, reason }) => [`\`${rule}\``, `\`${construct}\``, reason]),
    ),
  };
  return readFileSync(TEMPLATE, 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined)
      throw new Error(`${TEMPLATE} names the part ${name}: there are ${Object.keys(parts).join(', ')}.`);
    return part;
  });
}

/** More than these are for the policy's own file. */
const MANY_ACTIONS = 5;

function words(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function defaultOf(name: string): string {
  if (!(name in DEFAULTS)) return 'none: you have to say';
  const given = DEFAULTS[name as keyof typeof DEFAULTS];
  const text = Array.isArray(given) ? given.join(',') : String(given);
  return text === '' ? 'none' : `\`${text}\``;
}

function costTable({ templates }: Synthesis): string {
  const costs = costsOf(templates);
  const total = costs.reduce((sum, { quantity, hourly }) => sum + quantity * hourly, 0);
  const dollars = (amount: number): string => `$${amount.toFixed(4)}`;
  return table(
    ['what', 'how many', 'each', 'together', 'price from'],
    [
      ...costs.map(({ what, quantity, hourly, source }) => [
        what,
        String(quantity),
        dollars(hourly),
        dollars(quantity * hourly),
        `<${source}>`,
      ]),
      ['**together**', '', '', `**$${total.toFixed(2)}**`, ''],
    ],
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), `|${head.map(() => '---|').join('')}`, ...rows.map(row)].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
