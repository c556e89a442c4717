import { describe, expect, it } from 'vitest';
import { pathShares } from '../../../src/domain/path/path-shares.ts';
import { pathView } from '../../../src/domain/path/path-view.ts';
import type { Service } from '../../../src/domain/topology.ts';
import { aNode, aPath, podsOn } from './a-path.ts';

const THIRD = 1 / 3;
const sharesOf = (service: Partial<Service>, on: readonly string[]) => {
  const { service: whole, pods } = aPath({ service, pods: podsOn(on) });
  return pathShares(whole, pods);
};

describe('the expected share of new connections', () => {
  it('is a third for each of three Pods under policy Cluster, whatever their nodes', () => {
    const { nodes, pods, legs } = sharesOf({}, ['node-1', 'node-1', 'node-2']);
    expect(nodes).toEqual([0.5, 0.5]);
    for (const share of pods) expect(share).toBeCloseTo(THIRD, 12);
    expect(legs).toHaveLength(6);
    for (const { share } of legs) expect(share).toBeCloseTo(THIRD / 2, 12);
  });

  it('is 25, 25 and 50 % under policy Local with two Pods on one node and one on the other', () => {
    const { pods, legs } = sharesOf({ traffic_policy: 'Local' }, ['node-1', 'node-1', 'node-2']);
    expect(pods).toEqual([0.25, 0.25, 0.5]);
    expect(legs.map(({ node, pod }) => [node, pod])).toEqual([
      [0, 0],
      [0, 1],
      [1, 2],
    ]);
  });

  it('leaves out under policy Local a node without a Ready Pod of its own', () => {
    const { nodes, eligible, pods } = sharesOf({ traffic_policy: 'Local' }, ['node-1', 'node-1', 'node-1']);
    expect([nodes, eligible]).toEqual([
      [1, 0],
      [true, false],
    ]);
    for (const share of pods) expect(share).toBeCloseTo(THIRD, 12);
  });

  it('is the same for each zone while cross-zone is off, and for each node while it is on', () => {
    const nodes = [aNode('node-1', 'a'), aNode('node-2', 'a'), aNode('node-3', 'b')];
    const zones = ['a', 'b'].map((name) => ({ name, address: null }));
    const on = ['node-1', 'node-2', 'node-3'];
    const shares = (cross_zone: boolean) =>
      sharesOf({ nodes, traffic_policy: 'Local', nlb: { zones, cross_zone } }, on);
    expect(shares(false).pods).toEqual([0.25, 0.25, 0.5]);
    for (const share of shares(true).pods) expect(share).toBeCloseTo(THIRD, 12);
  });

  it('sends nothing to a zone in which the balancer has no address, nor to one without a target', () => {
    const nodes = [aNode('node-1', 'a'), aNode('node-2', 'b'), aNode('node-3', 'c')];
    const nlb = { zones: ['a', 'b', 'd'].map((name) => ({ name, address: null })), cross_zone: false };
    expect(sharesOf({ nodes, nlb }, ['node-3']).nodes).toEqual([0.5, 0.5, 0]);
  });

  it('has no node in between for targets that are Pod addresses, whatever the policy', () => {
    const shares = sharesOf({ target_type: 'ip', traffic_policy: 'Local' }, ['node-1', 'node-1', 'node-2']);
    expect(shares.nodes).toEqual([]);
    expect(shares.legs.map(({ node }) => node)).toEqual([null, null, null]);
    for (const share of shares.pods) expect(share).toBeCloseTo(THIRD, 12);
  });

  it('has no node in between at a ClusterIP', () => {
    const shares = sharesOf({ type: 'ClusterIP', traffic_policy: 'Local' }, ['node-1', 'node-2']);
    expect([shares.nodes, shares.pods]).toEqual([[], [0.5, 0.5]]);
  });

  it('is all at the node that clients of a NodePort name, which drops it under Local without a Pod of its own', () => {
    const address = aNode('node-1').address;
    expect(sharesOf({ type: 'NodePort', address }, ['node-2', 'node-2'])).toMatchObject({
      nodes: [1, 0],
      pods: [0.5, 0.5],
    });
    expect(sharesOf({ type: 'NodePort', address, traffic_policy: 'Local' }, ['node-2', 'node-2'])).toMatchObject({
      nodes: [1, 0],
      pods: [0, 0],
      legs: [],
    });
  });

  it('counts no Pod that is not Ready', () => {
    const { service, pods } = aPath({ pods: podsOn(['node-1', 'node-2']) });
    const [first, second] = pods;
    if (first === undefined || second === undefined) throw new Error('two Pods were made');
    expect(pathShares(service, [first, { ...second, ready: false }]).pods).toEqual([1, 0]);
    expect(pathShares(service, []).legs).toEqual([]);
  });
});

describe('the view of a path', () => {
  it('has every address of the target, the counts that were read, and null for those that were not', () => {
    const { service, pods, kubernetes_version } = aPath({ pods: podsOn(['node-1', 'node-2']) });
    const view = pathView({ service, pods, kubernetes_version }, { 'uid-0': 7 });
    expect(view.nodes.map(({ address }) => address)).toEqual(service.nodes.map(({ address }) => address));
    expect(view.pods.map(({ address, held, slot }) => [address, held, slot])).toEqual([
      [pods[0]?.address, 7, 0],
      [pods[1]?.address, null, 1],
    ]);
  });

  it('has no nodes where the targets are Pod addresses', () => {
    const { service, pods, kubernetes_version } = aPath({ service: { target_type: 'ip' } });
    expect(pathView({ service, pods, kubernetes_version }, {}).nodes).toEqual([]);
  });
});
