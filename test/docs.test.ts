import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCOPES } from '../src/adapters/slack/scopes.ts';
import { COMPUTED_GATES } from '../src/domain/analysis/gate-input.ts';
import { COMMANDS } from '../src/domain/command.ts';
import { SCENARIOS } from '../src/domain/scenarios.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'AGENTS.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('the documents', () => {
  it('show a walk whose every file and symbol is there', () => {
    const rows = [...read('ARCHITECTURE.md').matchAll(/^\| \d+ \|[^|]+\| `([^`]+)` \| `([^`]+)` \|/gm)];
    expect(rows.length).toBeGreaterThan(10);
    for (const [, file = '', symbol = ''] of rows) {
      expect(read(file), `${file} has ${symbol}`).toMatch(
        new RegExp(`export (?:async )?(?:function|const) ${symbol}\\b`),
      );
    }
  });

  it.each(documents)('%s names only paths that are there', (document) => {
    const paths = [...read(document).matchAll(/`((?:src|jobs|test|docs|proto|manifests|bench|infra)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) =>
      join(document, '..', path),
    );
    const missing = [...paths, ...links].filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
  });

  it('README shows every scenario, and its commands are those of the grammar', () => {
    const readme = read('README.md');
    for (const scenario of SCENARIOS) expect(readme).toContain(`| \`${scenario.name}\` |`);
    const named = [...readme.matchAll(/\/nlb ([a-z]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => !COMMANDS.some((command) => command.name === name))).toEqual([]);
  });

  it('docs/gates.md tells of every gate of an observation, and of no other', () => {
    const [, table = ''] = read('docs/gates.md').split("## In an arm's observation");
    const told = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name);
    expect(told.toSorted()).toEqual([...COMPUTED_GATES].sort());
  });

  it('docs/install-slack.md tells what each scope is for, and of no other', () => {
    const [, table = ''] = read('docs/install-slack.md').split('| scope | what for |');
    const told = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `([a-z_.]+(?::[a-z.]+)?)` \|/gm)].map(
      ([, name = '']) => name,
    );
    expect(told.toSorted()).toEqual(SCOPES);
  });

  it('docs/security.md names only refusals that are tested', () => {
    const tests = read('test/e2e/refused.test.ts').replaceAll('\\', '');
    const rows = [...read('docs/security.md').matchAll(/^\| \d+ \|[^|]+\|[^|]+\| ([^|]+) \|$/gm)];
    expect(rows).toHaveLength(13);
    const named = rows.flatMap(([, cell = '']) => cell.split('; '));
    expect(named.filter((name) => !tests.includes(name))).toEqual([]);
  });

  it('docs/configuration.md lists exactly the variables that the code reads', () => {
    const sources = readdirSync(join(root, 'src/main'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => read(`src/main/${name}`))
      .join('\n');
    const used = [...sources.matchAll(/\benv\.([A-Z][A-Z_]+)/g)].map(([, name = '']) => name);
    const table = [...read('docs/configuration.md').matchAll(/^\| (`[A-Z_`, ]+`) \|/gm)];
    const listed = table.flatMap(([, cell = '']) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name));
    const internal = ['NLB_SHELL_USER', 'NLB_SHELL_TARGET'];
    expect(listed.sort()).toEqual([...new Set(used)].filter((name) => !internal.includes(name)).sort());
  });
});
