import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXAMPLE } from './parameters/parameters.ts';
import { lintTemplates } from './report/cfn-lint.ts';
import { accept } from './report/snapshot.ts';
import { summarise } from './report/summary.ts';
import { EXAMPLE_DIRECTORY, type Synthesis, synthesiseExample } from './report/synthesise-example.ts';

/**
 * `make infra`: every check of the infrastructure, none of which needs an account. With `--accept` what is committed of the
 * templates is written first. Ends with 1 when a check failed; cfn-lint is left out, and says so, where pip is missing.
 */
const failed: string[] = [];

step('types', run('tsc', '--noEmit', '-p', '.'));
const synthesis = synthesise();
if (synthesis !== null) {
  lint(synthesis);
  if (process.argv.includes('--accept')) accept(synthesis);
  step('tests', run('vitest', 'run'));
  say(`\n${summarise(synthesis)}`);
}
say(failed.length === 0 ? 'infra: ok' : `infra: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function synthesise(): Synthesis | null {
  rmSync(EXAMPLE_DIRECTORY, { recursive: true, force: true });
  try {
    const done = synthesiseExample();
    step(`synthesis of ${done.templates.length} stacks, with cdk-nag`, true);
    return done;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    step('synthesis', false);
    return null;
  }
}

function lint({ directory }: Synthesis): void {
  const result = lintTemplates(directory, EXAMPLE.region);
  if (result.kind === 'absent') say(`left out: ${result.reason}`);
  else {
    if (result.kind === 'findings') say(result.text);
    step(`cfn-lint ${result.version}`, result.kind === 'clean');
  }
}

function run(program: string, ...args: readonly string[]): boolean {
  const { status } = spawnSync(program, args, { stdio: 'inherit', cwd: resolve(import.meta.dirname, '..') });
  return status === 0;
}

function step(name: string, ok: boolean): void {
  say(`${ok ? 'ok' : 'FAILED'}: ${name}`);
  if (!ok) failed.push(name);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
