import { costsOf } from './costs.ts';
import { countResources } from './resource-counts.ts';
import type { Synthesis } from './synthesise-example.ts';

/** Columns of a terminal that nobody has widened. */
const WIDTH = 100;

/** What the stacks come to, for a person at a terminal. */
export function summarise({ templates, acknowledged }: Synthesis): string {
  const stacks = Object.entries(countResources(templates)).flatMap(([stack, counts]) => {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const types = Object.entries(counts).map(([type, count]) => `${count} ${type.split('::').slice(1).join(' ')}`);
    return [`  ${stack}, ${total} ${total === 1 ? 'resource' : 'resources'}`, ...wrapped(types)];
  });
  const hourly = costsOf(templates).reduce((sum, { quantity, hourly: each }) => sum + quantity * each, 0);
  return [
    'Stacks, with the parameters of the example:',
    ...stacks,
    `${acknowledged.length} findings stay, each with its reason; about $${hourly.toFixed(2)} an hour: docs/infrastructure.md`,
  ].join('\n');
}

/** Items with commas between them, in as few indented lines as they need. */
function wrapped(items: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [index, item] of items.entries()) {
    const text = index < items.length - 1 ? `${item},` : item;
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + text.length > WIDTH) lines.push(`    ${text}`);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return lines;
}
