import { describe, expect, it } from 'vitest';
import { doorOf, landingP } from '../../../src/domain/path/path-check.ts';
import { aNode, aPath, podsOn } from './a-path.ts';

describe('where a check opens its connections', () => {
  it('is a node’s NodePort, which leads to the Pods of every node under policy Cluster', () => {
    expect(doorOf(aPath())).toEqual({
      node: 'node-1',
      address: '10.0.1.11:31401',
      expected: { 'uid-0': 1 / 3, 'uid-1': 1 / 3, 'uid-2': 1 / 3 },
    });
  });

  it('is under policy Local a node with Pods of its own, which leads to those alone', () => {
    const onlySecond = aPath({ service: { traffic_policy: 'Local' }, pods: podsOn(['node-2', 'node-2']) });
    expect(doorOf(onlySecond)).toMatchObject({ node: 'node-2', expected: { 'uid-0': 0.5, 'uid-1': 0.5 } });
    const both = aPath({ service: { traffic_policy: 'Local' } });
    expect(doorOf(both)).toMatchObject({ node: 'node-1', expected: { 'uid-0': 0.5, 'uid-1': 0.5 } });
  });

  it('is the node that leads to most Pods', () => {
    const local = aPath({ service: { traffic_policy: 'Local' }, pods: podsOn(['node-1', 'node-2', 'node-2']) });
    expect(doorOf(local)).toMatchObject({ node: 'node-2', expected: { 'uid-1': 0.5, 'uid-2': 0.5 } });
  });

  it('is the Service’s address where that is asked for, with the shares of its Pods, unless it is of one zone', () => {
    const local = { traffic_policy: 'Local' as const, address: 'nlb.example:8080' };
    expect(doorOf(aPath({ service: local }), 'service')).toEqual({
      node: null,
      address: 'nlb.example:8080',
      expected: { 'uid-0': 0.25, 'uid-1': 0.25, 'uid-2': 0.5 },
    });
    const nlb = { zones: [], cross_zone: false };
    expect(doorOf(aPath({ service: { ...local, nlb } }), 'service')).toMatchObject({ node: 'node-1' });
  });

  it('is the Service’s own address where no node is in the way', () => {
    const ip = aPath({ service: { target_type: 'ip', address: 'nlb.example:8080' } });
    expect(doorOf(ip)).toMatchObject({ node: null, address: 'nlb.example:8080' });
    const clusterIp = aPath({ service: { type: 'ClusterIP', address: '10.96.0.9:8080' } });
    expect(doorOf(clusterIp)).toMatchObject({ node: null, address: '10.96.0.9:8080' });
  });

  it('is nowhere where nothing leads to a Pod', () => {
    expect(doorOf(aPath({ pods: [] }))).toBeNull();
    const dropping = { type: 'NodePort' as const, address: aNode('node-1').address, traffic_policy: 'Local' as const };
    expect(doorOf(aPath({ service: dropping, pods: podsOn(['node-2']) }))).toBeNull();
  });
});

describe('how likely connections are to land so', () => {
  const thirds = { a: 1 / 3, b: 1 / 3, c: 1 / 3 };

  it('is the exact test for equal shares', () => {
    expect(landingP({ a: 7, b: 7, c: 6 }, thirds)).toBe(1);
    expect(landingP({ a: 12, b: 4, c: 4 }, thirds)).toBeCloseTo(0.0451483, 6);
  });

  it('is the exact fit for others', () => {
    const shares = { a: 0.25, b: 0.25, c: 0.5 };
    expect(landingP({ a: 15, b: 15, c: 30 }, shares)).toBeCloseTo(1, 12);
    // The sum of all outcomes of 60 that are no more likely, counted one by one.
    expect(landingP({ a: 20, b: 20, c: 20 }, shares)).toBeCloseTo(0.028217905, 8);
  });

  it('is 0 where a connection is on a Pod that nothing leads to, and nothing without connections', () => {
    expect(landingP({ a: 10, b: 10, c: 10, d: 1 }, thirds)).toBe(0);
    expect(landingP({ a: 0, b: 0, c: 0 }, thirds)).toBeNull();
  });
});
