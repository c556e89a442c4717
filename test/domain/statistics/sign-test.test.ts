import { describe, expect, it } from 'vitest';
import { signTestP } from '../../../src/domain/statistics/sign-test.ts';

describe('the sign test', () => {
  it('is the two-sided binomial tail with one half', () => {
    expect(signTestP(10, 0)).toBeCloseTo(2 / 1024, 12);
    expect(signTestP(1, 9)).toBeCloseTo((2 * (1 + 10)) / 1024, 12);
    expect(signTestP(9, 1)).toBe(signTestP(1, 9));
  });

  it('says nothing of pairs that differ equally often, or not at all', () => {
    expect(signTestP(5, 5)).toBe(1);
    expect(signTestP(0, 0)).toBe(1);
  });
});
