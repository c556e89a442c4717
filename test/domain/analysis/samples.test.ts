import { describe, expect, it } from 'vitest';
import { meanActive, sampleTable } from '../../../src/domain/analysis/samples.ts';
import { counters, edge, final, tick } from './some-run-data.ts';

const readings = [
  tick(0, 1000, 'a', counters(5, 5)),
  tick(0, 1000, 'b', counters(0, 0)),
  edge('control observe', 1500, 'a', counters(9, 9)),
  tick(1, 2000, 'b', null),
  tick(1, 2000, 'a', counters(7, 4)),
  final(2500, 'a', counters(8, 8)),
  tick(2, 3000, 'b', counters(1, 1)),
  tick(2, 3000, 'c', counters(2, 2)),
  tick(3, 4000, 'c', counters(3, 3)),
];

describe('sampleTable', () => {
  it('has a row a sample and a column a Pod: 0 for an empty Pod, null for one that is absent or did not answer', () => {
    expect(sampleTable(readings, [1000, 3000])).toEqual({
      interval_ms: 1000,
      at_ms: [1000, 2000, 3000],
      pods: ['a', 'b', 'c'],
      active: [
        [5, 0, null],
        [4, null, null],
        [null, 1, 2],
      ],
      expected: 6,
      missing: 1,
    });
  });

  it('is empty where nothing was sampled', () => {
    expect(sampleTable(readings, [5000, 6000])).toMatchObject({
      at_ms: [],
      pods: [],
      active: [],
      expected: 0,
      missing: 0,
    });
  });
});

describe('meanActive', () => {
  it('averages the samples that a Pod answered, without edges, finals and missing readings', () => {
    expect(meanActive(readings, 'a', [0, 9000])).toBe(4.5);
    expect(meanActive(readings, 'b', [0, 9000])).toBe(0.5);
    expect(meanActive(readings, 'c', [0, 9000])).toBe(2.5);
  });

  it('is null without a sample, which is not 0', () => {
    expect(meanActive(readings, 'a', [2500, 9000])).toBeNull();
    expect(meanActive([tick(0, 1000, 'a', null)], 'a', [0, 9000])).toBeNull();
    expect(meanActive([tick(0, 1000, 'a', counters(4, 0))], 'a', [0, 9000])).toBe(0);
  });
});
