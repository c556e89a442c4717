import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/main/shell/arguments.ts';

describe('the arguments of the shell', () => {
  it('are flags before the command, and the command as one text', () => {
    expect(readArguments(['--gate', '--out', 'out/demo', 'run', 'idle-timeout', 'value=2s'])).toEqual({
      gate: true,
      out: 'out/demo',
      text: 'run idle-timeout value=2s',
      words: ['run', 'idle-timeout', 'value=2s'],
    });
    expect(readArguments(['run baseline clients=5'])).toEqual({
      gate: false,
      out: null,
      text: 'run baseline clients=5',
      words: ['run', 'baseline', 'clients=5'],
    });
    expect(readArguments([])).toEqual({ gate: false, out: null, text: '', words: [] });
  });

  it('keep a word whole that has blanks', () => {
    const words = ['targets', 'add', '--from-outputs', 'my outputs.json'];
    expect(readArguments(words)).toMatchObject({ words });
  });

  it('leave what follows the command to the command', () => {
    expect(readArguments(['run', '--gate'])).toMatchObject({ gate: false, text: 'run --gate' });
  });

  it.each([['--out'], ['--out', ''], ['--out', '--gate', 'run']])('want a directory after %j', (...args) => {
    expect(readArguments(args)).toBe('--out needs a directory: nlb --out out/mine run baseline');
  });

  it.each(['--page', '--out=x', '--Gate', '--'])('know no flag %s, and show those that there are', (flag) => {
    expect(readArguments([flag, 'help'])).toMatch(new RegExp(`^There is no flag ${flag}\\.\n.*--gate.*--out`, 's'));
  });
});
