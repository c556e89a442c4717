import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/domain/record.ts';
import { type CompareInShell, compareInShell } from '../../../src/main/shell/compare.ts';
import { recordOf } from '../../domain/run-record-fixture.ts';

let folder = '';
let printed: string[] = [];
let complaints: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nlb-compare-'));
  [printed, complaints] = [[], []];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function kept(name: string, content: object | string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'record.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const restart = (id: string, counts: number[], changed: Partial<RunRecord> = {}): RunRecord =>
  recordOf('rollout-restart', [{ name: 'control', counts, evidence: 'held' }], { id, ...changed });

const compare = (words: string[], more: Partial<CompareInShell> = {}): Promise<number> =>
  compareInShell({
    words,
    gate: false,
    out: join(folder, 'result'),
    kept: undefined,
    language: 'en',
    print: (line) => printed.push(line),
    complain: (line) => complaints.push(line),
    ...more,
  });

describe('nlb compare', () => {
  it('prints the comparison of two folders and writes its chart and numbers', async () => {
    const [a, b] = [kept('before', restart('r-aaaa', [60, 0, 0])), kept('after', restart('r-bbbb', [24, 20, 16]))];
    expect(await compare([a, join(b, 'record.json')])).toBe(0);
    expect(printed[0]).toMatch(/^B spreads its connections more evenly than A: max\/mean 3\.00 in A, 1\.20 in B/);
    expect(printed.join('\n')).toMatch(/Counts, by order of readiness\s+60, 0, 0\s+24, 20, 16/);
    expect(readdirSync(join(folder, 'result')).sort()).toEqual(['chart-compare.png', 'comparison.json']);
    expect(
      readFileSync(join(folder, 'result', 'chart-compare.png'))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(JSON.parse(readFileSync(join(folder, 'result', 'comparison.json'), 'utf8'))).toMatchObject({
      a: { run: 'r-aaaa', repeats: [[60, 0, 0]] },
      tests: { finding: 'UNEVENNESS', more_even: 'b' },
    });
    expect(complaints).toEqual([]);
  });

  it('ends by what it found for a pipeline', async () => {
    const even = kept('even', restart('r-aaaa', [24, 20, 16]));
    const skewed = kept('skewed', restart('r-bbbb', [60, 0, 0]));
    const wider = kept('wider', restart('r-cccc', [9, 6, 4, 1]));
    expect(await compare([even, skewed], { gate: true })).toBe(10);
    expect(await compare([skewed, even], { gate: true })).toBe(0);
    expect(await compare([even, wider], { gate: true })).toBe(12);
  });

  it('finds a run by its id where a bot keeps runs', async () => {
    const a = kept('before', restart('r-aaaa', [9, 6, 5]));
    const found = async (run: string) => (run === 'r-bbbb' ? restart('r-bbbb', [8, 7, 5]) : null);
    expect(await compare([a, 'r-bbbb'], { kept: found })).toBe(0);
    expect(await compare([a, 'r-cccc'], { kept: found })).toBe(2);
    expect(complaints.join()).toContain('No bot keeps it either.');
  });

  it.each([
    ['one run', (a: string) => [a], 2, 'compare takes two runs, each a folder or an id'],
    ['the same run', (a: string) => [a, a], 2, 'are both r-aaaa'],
    [
      'a folder that is not there',
      (a: string) => [a, 'r-nowhere'],
      2,
      'neither that folder nor out/r-nowhere has a record.json. Set REDIS_URL',
    ],
    ['a folder without a record', (a: string) => [a, tmpdir()], 2, 'record.json is not there: pass the folder'],
    [
      'a file that is no JSON',
      (a: string) => [a, kept('torn', '{"schema": 1,')],
      2,
      'torn/record.json can not be read (Expected double-quoted property name in JSON',
    ],
    ['another JSON', (a: string) => [a, kept('other', [])], 2, 'other/record.json is no run record'],
    ['null', (a: string) => [a, kept('null', 'null')], 2, 'null/record.json is no run record'],
    [
      'half a record',
      (a: string) => [
        a,
        kept('half', {
          schema: 1,
          id: 'r-bbbb',
          state: 'done',
          arms: [{ name: 'control' }],
          verdict: { judged_arm: 'control' },
        }),
      ],
      2,
      'can not be compared, since one is no whole record',
    ],
    [
      'a later schema',
      (a: string) => [a, kept('later', { ...restart('r-bbbb', [9, 6, 5]), schema: 2 })],
      1,
      'schema 2',
    ],
    [
      'a run that was cancelled',
      (a: string) => [a, kept('cut', restart('r-bbbb', [9, 6, 5], { state: 'cancelled' }))],
      1,
      'Run r-bbbb was cancelled, so it has no verdict',
    ],
  ])('says what is wrong with %s', async (_name, words, code, message) => {
    const a = kept('before', restart('r-aaaa', [9, 6, 5]));
    expect(await compare(words(a))).toBe(code);
    expect(complaints.join('\n')).toContain(message);
    expect(printed).toEqual([]);
    expect(readdirSync(folder)).not.toContain('result');
  });
});
