import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RuleGroups } from './monitoring-objects.ts';

/** Whether the program `promtool` is there (Debian's package `prometheus`). */
export const HAS_PROMTOOL = spawnSync('promtool', ['--version']).status === 0;

/**
 * Lets promtool check rules, or test them by a file of unit tests, which names them as `rules.json`.
 * @throws Error with what promtool prints when it finds a fault
 */
export async function promtool(rules: RuleGroups, unitTests?: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nlb-promtool-'));
  try {
    // JSON is YAML.
    await writeFile(join(folder, 'rules.json'), JSON.stringify(rules));
    if (unitTests !== undefined) await writeFile(join(folder, 'tests.yaml'), unitTests);
    const args =
      unitTests === undefined ? ['check', 'rules', '--lint-fatal', 'rules.json'] : ['test', 'rules', 'tests.yaml'];
    await promisify(execFile)('promtool', args, { cwd: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}
