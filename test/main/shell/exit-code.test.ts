import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/domain/record.ts';
import type { VerdictName } from '../../../src/domain/verdict.ts';
import { EXIT, exitCode } from '../../../src/main/shell/exit-code.ts';
import { aRecord } from '../../builders/a-record.ts';
import { aSweepRecord, THREE_EVEN } from '../../builders/a-sweep-record.ts';

function judged(name: VerdictName): RunRecord {
  const record = aRecord();
  return { ...record, verdict: record.verdict && { ...record.verdict, name } };
}

const failedRestore = aRecord({ restore: { ...aRecord().restore, state: 'FAILED' } });

describe('the exit code of a run', () => {
  it('is 0 when it is done and restored, whatever it found', () => {
    for (const name of ['BALANCED', 'IMBALANCED', 'INCONCLUSIVE', 'INVALID'] as const)
      expect(exitCode('done', judged(name), false)).toBe(0);
  });

  it.each([
    ['BALANCED', 0],
    ['IMBALANCED', 10],
    ['INCONCLUSIVE', 11],
    ['INVALID', 12],
  ] as const)('with --gate is that of its verdict: %s is %d', (name, code) => {
    expect(exitCode('done', judged(name), true)).toBe(code);
  });

  it('with --gate is 0 for a sweep that recommends a value, else 11', () => {
    expect(exitCode('done', aSweepRecord(THREE_EVEN), true)).toBe(0);
    const none = aSweepRecord([{ name: '1s', picks: [200, 50, 50] }]);
    expect(exitCode('done', none, true)).toBe(11);
    expect(exitCode('done', none, false)).toBe(0);
  });

  it('is 130 when it was cancelled or interrupted, with --gate too', () => {
    for (const state of ['cancelled', 'interrupted'] as const) {
      expect(exitCode(state, aRecord({ state, verdict: null }), true)).toBe(130);
      expect(exitCode(state, null, false)).toBe(130);
    }
  });

  it('is 1 when it failed, its record is lost, or its target was not put back', () => {
    expect(exitCode('failed', aRecord({ state: 'failed', verdict: null }), false)).toBe(1);
    expect(exitCode('done', null, false)).toBe(1);
    expect(exitCode('done', failedRestore, true)).toBe(1);
    expect(exitCode('cancelled', failedRestore, false)).toBe(1);
    expect(exitCode('done', aRecord({ verdict: null }), true)).toBe(1);
  });

  it('is 2 for usage', () => {
    expect(EXIT.usage).toBe(2);
  });
});
