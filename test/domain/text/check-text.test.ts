import { describe, expect, it } from 'vitest';
import type { PathCheck } from '../../../src/domain/path/path-check.ts';
import type { PathSource } from '../../../src/domain/path/path-view.ts';
import { checkText } from '../../../src/domain/text/check-text.ts';
import { aPath, podsOn } from '../path/a-path.ts';
import { brokenMarks, englishIn, fullWidthIn, lostNumbers } from './bilingual.ts';

type Made = Extract<PathCheck, { kind: 'made' }>;

const COMMAND = '/nlb explain nodeport check=true';
const door = {
  node: 'node-1',
  address: '10.199.0.11:31401',
  expected: { 'uid-0': 1 / 3, 'uid-1': 1 / 3, 'uid-2': 1 / 3 } as Record<string, number>,
};
const made = (landed: readonly number[], more: Partial<Made> = {}): Made => ({
  kind: 'made',
  door,
  asked: 60,
  landed: Object.fromEntries(landed.map((count, index) => [`uid-${index}`, count])),
  unnamed: 0,
  failed: {},
  ...more,
});

const uneven = { ...door, node: null, expected: { 'uid-0': 0.25, 'uid-1': 0.25, 'uid-2': 0.5 } };
const MANY = aPath({ pods: podsOn(Array.from({ length: 9 }, (_, index) => `node-${1 + (index % 3)}`)) });
const CASES: Readonly<Record<string, [PathCheck, PathSource?]>> = {
  even: [made([21, 18, 21])],
  'of one node': [made([30, 30]), aPath({ pods: podsOn(['node-1', 'node-1', 'node-2']) })],
  'of shares': [made([15, 14, 31], { door: uneven })],
  skewed: [made([60, 0, 0])],
  'of one Pod': [made([60], { door: { ...door, expected: { 'uid-0': 1 } } })],
  'many Pods': [made([7, 7, 7, 7, 6, 6, 6, 7, 7]), MANY],
  'some failed': [made([20, 20, 18], { failed: { UNAVAILABLE: 2 } })],
  'none answered': [made([0, 0, 0], { failed: { UNAVAILABLE: 59, DEADLINE_EXCEEDED: 1 } })],
  'some unnamed': [made([20, 20, 19], { unnamed: 1 })],
  'all unnamed': [made([0, 0, 0], { unnamed: 60 })],
  held: [{ kind: 'not_made', why: 'held', holder: 'r-7f3c0a12' }],
  'no way': [{ kind: 'not_made', why: 'no_way' }],
  job: [{ kind: 'not_made', why: 'job' }],
  production: [{ kind: 'not_made', why: 'production' }],
  nobody: [{ kind: 'not_made', why: 'nobody' }],
};

describe.each(Object.entries(CASES))('what is said of a check: %s', (_name, [check, source = aPath()]) => {
  it('has each number of the English in Japanese, and nothing that is left over or broken', () => {
    const [english, japanese] = (['en', 'ja'] as const).map(
      (language) => checkText(check, source, COMMAND, language) ?? '',
    );
    expect(english).not.toBe('');
    expect({
      lost: lostNumbers(english ?? '', japanese ?? ''),
      english: englishIn((japanese ?? '').replaceAll(/DEADLINE_EXCEEDED|production|Job/g, ' ')),
      wide: fullWidthIn(japanese ?? ''),
      marks: [...brokenMarks(japanese ?? ''), ...brokenMarks(english ?? '')],
    }).toEqual({ lost: [], english: [], wide: [], marks: [] });
  });
});

describe('a check', () => {
  const said = ([check, source = aPath()]: [PathCheck, PathSource?]) => checkText(check, source, COMMAND);

  it('is told with its door, where connections landed, and how likely that is', () => {
    expect(said(CASES.even ?? [made([])])).toBe(
      'I opened 60 connections to node-1 `10.199.0.11:31401`: they landed 21 / 18 / 21 on `x7k2p` / `b4m9t` / `q2w8z`, ' +
        'Pods of both nodes (each Pod equally likely: p = 0.91).',
    );
  });

  it('names the shares that were expected where they are not the same', () => {
    expect(said(CASES['of shares'] ?? [made([])])).toMatch(
      /to `10\.199\.0\.11:31401`: they landed 15 \/ 14 \/ 31 .* \(25 \/ 25 \/ 50 % expected: p = 0\.99\)\.$/,
    );
  });

  it('says of a result that chance hardly gives that it does not, and of others nothing', () => {
    expect(said(CASES.skewed ?? [made([])])).toContain(
      'Pods of node-1 alone (each Pod equally likely: p < 1e-15). That is hardly chance',
    );
    expect(said(CASES.even ?? [made([])])).not.toContain('chance');
  });

  it('counts no connection without an answer, and says when none came', () => {
    expect(said(CASES['some failed'] ?? [made([])])).toContain('2 more ended without an answer: UNAVAILABLE 2.');
    expect(said(CASES['none answered'] ?? [made([])])).toBe(
      'I opened 60 connections to node-1 `10.199.0.11:31401`: none was answered (UNAVAILABLE 59, DEADLINE_EXCEEDED 1).',
    );
    expect(said(CASES['all unnamed'] ?? [made([])])).not.toContain('landed');
  });

  it('says why none was made, with what would make one, and nothing where none was wanted', () => {
    expect(said(CASES.production ?? [made([])])).toContain(`\`${COMMAND}\` opens 60`);
    expect(said([{ kind: 'not_made', why: 'not_wanted' }])).toBeNull();
    expect(said([{ kind: 'not_made', why: 'not_allowed', message: 'You are not among those.' }])).toContain(
      'You are not among those.',
    );
  });
});
