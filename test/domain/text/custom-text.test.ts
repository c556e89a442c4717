import { describe, expect, it } from 'vitest';
import { customArms } from '../../../src/domain/custom/custom-plan.ts';
import type { Expected, PlanProblem, Wrong } from '../../../src/domain/custom/plan-problem.ts';
import { customLines, problemLines } from '../../../src/domain/text/custom-text.ts';
import { A_PLAN } from '../../builders/every-record.ts';
import { parametersOf } from '../run-record-fixture.ts';
import { englishIn, fullWidthIn, lostNumbers } from './bilingual.ts';

const EXPECTED: Expected[] = [
  { kind: 'one-of', options: ['none', 'rolling'] },
  { kind: 'duration', min: 5000, max: 600_000 },
  { kind: 'whole', min: 1, max: 1000 },
  ...(
    [
      'percentage',
      'arm-name',
      'first-arm',
      'title',
      'probe-name',
      'statistic',
      'promql',
      'tolerance',
      'boolean',
    ] as const
  ).map((kind) => ({ kind })),
];
const WRONG: Wrong[] = [
  { kind: 'syntax', message: 'no end' },
  { kind: 'too-long', length: 3001, most: 3000 },
  { kind: 'unknown', key: 'armz', keys: ['arms'], near: 'arms' },
  { kind: 'twice', key: 'name' },
  ...(['plan', 'arm', 'probe', 'setting'] as const).map((of) => ({ kind: 'missing' as const, key: 'name', of })),
  ...(['map', 'list', 'text'] as const).map((wanted) => ({ kind: 'shape' as const, key: 'arms', wanted })),
  ...EXPECTED.map((expected) => ({ kind: 'value' as const, key: 'name', got: '', expected, near: null })),
  { kind: 'count', key: 'arms', count: 9, least: 1, most: 8 },
  { kind: 'same-name', name: 'control' },
  { kind: 'one-judged', name: 'control' },
  { kind: 'not-with', key: 'over', other: 'promql' },
  { kind: 'needs-restart', arm: 'b', before: 'none' },
  { kind: 'observe-limit', most: 30_000 },
];

describe('the words of a written plan', () => {
  it.each(WRONG)('say $kind in both languages', (wrong) => {
    const problem: PlanProblem = { at: { line: 4, column: 13 }, wrong };
    const [en = ''] = problemLines([problem], 'en');
    const [ja = ''] = problemLines([problem], 'ja');
    expect({ lost: lostNumbers(en, ja), english: englishIn(ja), wide: fullWidthIn(ja) }).toEqual({
      ...{ lost: [], english: wrong.kind === 'unknown' ? ['arms'] : [], wide: [] },
    });
  });

  it('say how many more there are than fit', () => {
    const at = { line: 1, column: 1 };
    const problems = WRONG.slice(0, 4).map((wrong) => ({ at, wrong }));
    expect(problemLines(problems, 'en', 3)).toHaveLength(4);
    expect(problemLines(problems, 'en', 3)[3]).toBe('And 1 more.');
  });

  it('tell every arm and every probe of a plan before it is run', () => {
    const parameters = parametersOf('custom', { custom: A_PLAN });
    const told = (language: 'en' | 'ja') => customLines(A_PLAN, { arms: customArms(A_PLAN), parameters }, language);
    expect(told('en')).toEqual([
      '• *control* - a rolling restart, configuration as found, observed 15 s',
      '• *treatment* - a rolling restart, `max_connection_duration: 1s`, observed 15 s, *judged*',
      '*Probes*',
      '• *errors* - `server.live`, increase since the arm began, of all Pods together must be `&lt;= 5 ms`, read every 2 s; else the run ends at once and everything is put back',
      '• *負荷* - `sum(up)` must be `&lt;= 5`, read every 2 s; else the arm is not counted',
      '• *保持* - `server.live`, increase a second, of all Pods together must be `&lt;= 5`, read every 2 s; else it is noted',
    ]);
    for (const [index, line] of told('en').entries()) {
      expect(lostNumbers(line, told('ja')[index] ?? '')).toEqual([]);
    }
  });
});
