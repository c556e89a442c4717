import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const ADAPTER = 'src/adapters/slack';
const source = readdirSync(join(root, ADAPTER))
  .map((name) => read(`${ADAPTER}/${name}`))
  .join('\n');
const [, methodTable = '', blockTable = '', faultTable = ''] = read('docs/slack-limits.md').split(/^## /m);

/** The cells of a table's lines, without its head. */
function linesOf(table: string): string[][] {
  const lines = table.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const namesIn = (table: string): string[] =>
  linesOf(table).flatMap(([first = '']) => /^`([\w.]+)`$/.exec(first)?.[1] ?? []);

function methodsCalled(): string[] {
  const direct = [...source.matchAll(/\b(?:client|posts|roots|updates)\.((?:[a-zA-Z]+\.)+[a-zA-Z]+)\(/g)];
  const behind: [RegExp, string[]][] = [
    [/\.filesUploadV2\(/, ['files.getUploadURLExternal', 'files.completeUploadExternal']],
    [/new SocketModeReceiver\(/, ['apps.connections.open']],
    [/\brespond\(/, ['response_url']],
  ];
  const names = behind.flatMap(([call, methods]) => (call.test(source) ? methods : []));
  return [...new Set([...direct.map(([, name = '']) => name), ...names])].sort();
}

/** What Slack tells the bot of, not what the bot makes. */
const HEARD = ['block_actions', 'message_action', 'view_submission'];
/** Text objects and cells have their limits from what they stand in. */
const PARTS = ['plain_text', 'mrkdwn', 'text', 'raw_text', 'raw_number'];

describe('docs/slack-limits.md', () => {
  it('has every method that the adapter calls, and no other', () => {
    expect(methodsCalled().length).toBeGreaterThan(10);
    expect(namesIn(methodTable).sort()).toEqual(methodsCalled());
  });

  it('has every block, element and view that the adapter produces, and no other', () => {
    const produced = [...source.matchAll(/\btype: '([a-z_]+)'/g)].map(([, type = '']) => type);
    const listed = produced.filter((type) => ![...PARTS, ...HEARD].includes(type));
    expect(namesIn(blockTable).sort()).toEqual([...new Set(listed)].sort());
  });

  it.each([...linesOf(methodTable), ...linesOf(blockTable)].map((cells) => [cells[0] ?? '', cells.at(-1) ?? '']))(
    '%s names a test that is there',
    (_, cell) => {
      const named = [...cell.matchAll(/`(test\/[^`]+)`: ([^;]+)/g)];
      expect(named, cell).not.toEqual([]);
      for (const [, path = '', name = ''] of named) {
        expect(existsSync(join(root, path)), cell).toBe(true);
        expect(read(path), path).toContain(name);
      }
    },
  );

  it('has every row of the faults that are injected, and no other', () => {
    const rows = read('test/adapters/slack/delivery-faults.test.ts');
    const [, table = ''] = rows.split('const ROWS');
    const injected = [...(table.split('\n};')[0] ?? '').matchAll(/^ {2}'([^']+)': \{$/gm)].map(([, name = '']) => name);
    const told = linesOf(faultTable).map(([first = '']) => first);
    expect(injected.length).toBeGreaterThan(10);
    // The last one is a test of its own, because its outcome is told nowhere at first.
    expect(told).toEqual([...injected, 'a token that was revoked']);
  });
});
