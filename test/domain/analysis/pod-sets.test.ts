import { describe, expect, it } from 'vitest';
import { readyPods } from '../../../src/domain/analysis/pod-sets.ts';
import { aPod, endpoint } from './some-run-data.ts';

describe('readyPods', () => {
  const pods = [aPod('c', 9000), aPod('a', 0, 6000), aPod('b', 5000), aPod('never', null)];
  const timeline = [endpoint(5000, 'added', 'b'), endpoint(5500, 'removed', 'a'), endpoint(9000, 'added', 'c')];
  const at = (ms: number) => readyPods(pods, timeline, ms).map((pod) => pod.uid);

  it('are the Pods in the endpoint set at that moment, in the order of their readiness', () => {
    expect(at(1000)).toEqual(['a']);
    expect(at(5200)).toEqual(['a', 'b']);
    expect(at(7000)).toEqual(['b']);
    expect(at(9000)).toEqual(['b', 'c']);
  });

  it('has a Pod that left and came back, and not while it was away', () => {
    const flapping = [endpoint(2000, 'removed', 'a'), endpoint(4000, 'added', 'a')];
    // The record keeps only the last time that the Pod got Ready.
    const ready = (ms: number) => readyPods([aPod('a', 4000)], flapping, ms).length;
    expect([ready(1000), ready(3000), ready(5000)]).toEqual([1, 0, 1]);
  });
});
