import { describe, expect, it } from 'vitest';
import { bestOffset, offsetOf, provenDriftMs } from '../../../src/adapters/grpc/clock-offset.ts';

describe('the difference of two clocks', () => {
  it('is bounded by half of the round trip, however lopsided the way is', () => {
    const ahead = 5000;
    for (const there of [0, 1, 7, 10]) {
      const offset = offsetOf({ sentMs: 100, receivedMs: 110, theirMs: 100 + there + ahead });
      expect(Math.abs(offset.offsetMs - ahead)).toBeLessThanOrEqual(offset.errorMs);
      expect(offset.errorMs).toBe(5);
    }
  });

  it('is taken from the quickest answer', () => {
    const slow = { sentMs: 0, receivedMs: 80, theirMs: 1070 };
    const quick = { sentMs: 200, receivedMs: 202, theirMs: 1201 };
    expect(bestOffset([slow, quick, slow])).toEqual({ offsetMs: 1000, errorMs: 1 });
    expect(() => bestOffset([])).toThrow('was not read');
  });

  it('has drifted as far as a later reading can prove, and no further', () => {
    const offset = { offsetMs: 1000, errorMs: 1 };
    expect(provenDriftMs(offset, { sentMs: 500, receivedMs: 504, theirMs: 1502 })).toBe(0);
    expect(provenDriftMs(offset, { sentMs: 500, receivedMs: 540, theirMs: 1540 })).toBe(0);
    expect(provenDriftMs(offset, { sentMs: 500, receivedMs: 504, theirMs: 1552 })).toBe(47);
  });
});
