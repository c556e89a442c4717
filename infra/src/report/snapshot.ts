import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PAGE, writePage } from './page.ts';
import { countResources, type ResourceCounts } from './resource-counts.ts';
import type { Synthesis } from './synthesise-example.ts';

/** What is committed of the templates: a change of them is then a change that a reviewer sees. */
export const COUNTS = resolve(import.meta.dirname, '../../resource-counts.json');

/** The counts that were accepted last. */
export function readCounts(): ResourceCounts {
  return JSON.parse(readFileSync(COUNTS, 'utf8')) as ResourceCounts;
}

/** Takes the templates over as they are: writes the counts and the page. */
export function accept(synthesis: Synthesis): void {
  writeFileSync(COUNTS, `${JSON.stringify(countResources(synthesis.templates), null, 2)}\n`);
  writeFileSync(PAGE, writePage(synthesis));
}
