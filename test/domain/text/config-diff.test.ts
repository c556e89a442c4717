import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configDiff } from '../../../src/domain/text/config-diff.ts';

const LINES = fc.array(fc.constantFrom('a', 'b', 'c', '  d: 1'), { minLength: 1, maxLength: 25 });

/** What a patch tool does with the hunks. */
function apply(before: readonly string[], diff: string): string[] {
  const after: string[] = [];
  let at = 0;
  for (const line of diff.split('\n')) {
    const head = /^@@ -(\d+),(\d+) /.exec(line);
    if (head !== null) {
      const start = Number(head[1]) - (head[2] === '0' ? 0 : 1);
      after.push(...before.slice(at, start));
      at = start;
    } else if (line.startsWith('+')) {
      after.push(line.slice(1));
    } else {
      expect(before[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) after.push(line.slice(1));
      at += 1;
    }
  }
  return [...after, ...before.slice(at)];
}

describe('the configuration diff', () => {
  it('shows a change with three lines of context in unified form', () => {
    const before = ['1', '2', '3', '4', '5', '6', '7', '8'];
    const after = ['1', '2', '3', '4', 'new', '5', '6', '7', '8'];
    expect(configDiff(`${before.join('\n')}\n`, `${after.join('\n')}\n`)).toBe(
      '@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7',
    );
  });

  it('is empty for equal texts', () => {
    expect(configDiff('a: 1\n', 'a: 1\n')).toBe('');
  });

  it('shows changes that lie far apart as two hunks', () => {
    const before = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const after = before.map((line, index) => (index === 2 || index === 35 ? `${line} changed` : line));
    expect(configDiff(before.join('\n'), after.join('\n')).match(/^@@/gm)).toHaveLength(2);
  });

  it('turns the one text into the other, whatever they are', () => {
    fc.assert(
      fc.property(LINES, LINES, (before, after) => {
        const diff = configDiff(before.join('\n'), after.join('\n'));
        expect(diff === '' ? before : apply(before, diff)).toEqual(after);
      }),
    );
  });

  it('changes no more lines than needed for an insertion', () => {
    fc.assert(
      fc.property(LINES, fc.nat(24), (before, place) => {
        const after = (before as string[]).toSpliced(Math.min(place, before.length), 0, 'inserted');
        const changed = configDiff(before.join('\n'), after.join('\n')).match(/^[+-](?!@)/gm);
        expect(changed).toHaveLength(1);
      }),
    );
  });

  it('refuses a text that would take too long', () => {
    expect(() => configDiff('a\n'.repeat(2001), 'b')).toThrow(/2001 lines/);
  });
});
