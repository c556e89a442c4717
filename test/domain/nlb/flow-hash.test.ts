import { describe, expect, it } from 'vitest';
import { type Flow, flowHash, pickByHash } from '../../../src/domain/nlb/flow-hash.ts';
import { chiSquareTail } from '../../../src/domain/statistics/chi-square-tail.ts';

const FLOW: Flow = {
  source: { address: '10.0.0.7', port: 40_001 },
  destination: { address: '10.0.1.1', port: 8080 },
  sequence: 12_345,
};
/** The hash is no chance: a spread that is less likely than this would be a fault of it. */
const BY_CHANCE = 0.001;

/** How even the spread of flows over targets is, as a p-value. */
function spread(flows: readonly Flow[], targets: number): number {
  const counts = Array.from({ length: targets }, () => 0);
  const names = counts.map((_, index) => index);
  for (const flow of flows) {
    const picked = pickByHash(flowHash(flow), names) ?? 0;
    counts[picked] = (counts[picked] ?? 0) + 1;
  }
  const mean = flows.length / targets;
  const chi2 = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  return chiSquareTail(chi2, targets - 1);
}

const many = (change: (n: number) => Partial<Flow>): Flow[] =>
  Array.from({ length: 30_000 }, (_, n) => ({ ...FLOW, ...change(n) }));

describe('the flow hash', () => {
  it('is the same for the same flow, and has 32 bits', () => {
    expect(flowHash({ ...FLOW })).toBe(flowHash(FLOW));
    for (const flow of many((sequence) => ({ sequence })).slice(0, 1000)) {
      expect(flowHash(flow)).toBeGreaterThanOrEqual(0);
      expect(flowHash(flow)).toBeLessThan(2 ** 32);
      expect(Number.isInteger(flowHash(flow))).toBe(true);
    }
  });

  it.each<[string, Partial<Flow>]>([
    ['source address', { source: { address: '10.0.0.8', port: 40_001 } }],
    ['source port', { source: { address: '10.0.0.7', port: 40_002 } }],
    ['destination address', { destination: { address: '10.0.1.2', port: 8080 } }],
    ['destination port', { destination: { address: '10.0.1.1', port: 8081 } }],
    ['sequence number', { sequence: 12_346 }],
  ])('depends on the %s', (_, change) => {
    expect(flowHash({ ...FLOW, ...change })).not.toBe(flowHash(FLOW));
  });

  it.each([2, 3, 5, 7])('spreads flows that differ in one field alone evenly over %i targets', (targets) => {
    expect(
      spread(
        many((sequence) => ({ sequence })),
        targets,
      ),
    ).toBeGreaterThan(BY_CHANCE);
    const ports = many((n) => ({ source: { address: FLOW.source.address, port: 32_768 + n } }));
    expect(spread(ports, targets)).toBeGreaterThan(BY_CHANCE);
    const addresses = many((n) => ({ source: { address: `10.0.${n >> 8}.${n & 255}`, port: 40_001 } }));
    expect(spread(addresses, targets)).toBeGreaterThan(BY_CHANCE);
  });

  it('moves a flow to another target with the sequence number, so that a port used again is no affinity', () => {
    const names = [0, 1];
    const flows = many((n) => ({ sequence: n * 7919 })).slice(0, 100);
    const picked = flows.map((flow) => pickByHash(flowHash(flow), names));
    expect(new Set(picked)).toEqual(new Set([0, 1]));
  });
});

describe('a pick', () => {
  it('takes the first target for the lowest hash, the last for the highest, and none of none', () => {
    expect(pickByHash(0, ['a', 'b', 'c'])).toBe('a');
    expect(pickByHash(2 ** 32 - 1, ['a', 'b', 'c'])).toBe('c');
    expect(pickByHash(5, [])).toBeNull();
  });
});
