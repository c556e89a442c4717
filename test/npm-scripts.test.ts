import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};

it.each(['start', 'nlb'])(
  'npm run %s passes on the signal that ends npm, so that nothing is left running',
  async (name) => {
    // npm tells its shell alone: whatever that starts as a child would not hear of it.
    const script = scripts[name]?.replace(/node src\S+/, `"${process.execPath}" -p process.pid`) ?? '';
    expect(script).toContain('process.pid');
    const shell = spawn('sh', ['-c', `${script}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(shell.stdout, 'data')) as [Buffer];
    expect(Number(String(said))).toBe(shell.pid);
  },
);
