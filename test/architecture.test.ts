import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
/** Fewer modules than this means that the tool saw nothing, which it reports as "no violations". */
const MIN_MODULES = 150;

interface Cruise {
  summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] };
}

async function cruise(...paths: string[]): Promise<Cruise['summary']> {
  const bin = join(root, 'node_modules/.bin/depcruise');
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...paths];
  const { stdout } = await promisify(execFile)(bin, args, { cwd: root, maxBuffer: 100_000_000 });
  return (JSON.parse(stdout) as Cruise).summary;
}

describe('the layers', () => {
  it('hold, in a tree that was really read', async () => {
    const { totalCruised, violations } = await cruise('src', 'jobs');
    expect(violations).toEqual([]);
    expect(totalCruised).toBeGreaterThan(MIN_MODULES);
  });

  it('are defended: planted bad imports are caught, type-only ones too', async () => {
    const planted = await mkdtemp(join(root, 'src/domain/planted-'));
    const lines = [
      "import { readFileSync } from 'node:fs';",
      "import type { Chat } from '../../ports/chat.ts';",
      "import { createClock } from '../../adapters/system/clock.ts';",
      'export const planted: [typeof readFileSync, Chat | null, typeof createClock] = [readFileSync, null, createClock];',
    ];
    try {
      await writeFile(join(planted, 'planted.ts'), lines.join('\n'));
      const { violations } = await cruise(planted.slice(root.length + 1));
      const caught = violations.filter((violation) => violation.rule.name === 'domain-is-pure').map(({ to }) => to);
      expect(caught).toContain('fs');
      expect(caught).toContain('src/ports/chat.ts');
      expect(caught).toContain('src/adapters/system/clock.ts');
    } finally {
      await rm(planted, { recursive: true });
    }
  });
});
