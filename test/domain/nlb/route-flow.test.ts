import { describe, expect, it } from 'vitest';
import { type RoutedTarget, routeOf, type TargetState } from '../../../src/domain/nlb/route-flow.ts';

type Named = RoutedTarget & { name: string };

const target = (name: string, zone: string, state: TargetState = 'healthy'): Named => ({ name, zone, state });

function route(targets: readonly Named[], zone: string, crossZone: boolean) {
  const { targets: chosen, isInDns, isFailOpen } = routeOf(targets, zone, crossZone);
  return [chosen.map(({ name }) => name).join(' '), isInDns, isFailOpen];
}

describe('the route of a zone', () => {
  const both = [target('a1', 'a'), target('b1', 'b'), target('b2', 'b')];

  it('has every healthy target with cross-zone on, and those of the zone with it off', () => {
    expect(route(both, 'a', true)).toEqual(['a1 b1 b2', true, false]);
    expect(route(both, 'a', false)).toEqual(['a1', true, false]);
    expect(route(both, 'b', false)).toEqual(['b1 b2', true, false]);
  });

  it.each<TargetState>(['initial', 'unhealthy', 'draining'])('leaves out a target that is %s', (state) => {
    const targets = [target('a1', 'a'), target('a2', 'a', state), target('b1', 'b')];
    expect(route(targets, 'a', false)).toEqual(['a1', true, false]);
    expect(route(targets, 'b', true)).toEqual(['a1 b1', true, false]);
  });

  it('with cross-zone off ends where its zone has no healthy target: out of DNS, and nothing to choose', () => {
    expect(route([target('a1', 'a', 'unhealthy'), target('b1', 'b')], 'a', false)).toEqual(['', false, false]);
    expect(route([target('b1', 'b')], 'a', false)).toEqual(['', false, false]);
    expect(route([target('a1', 'a', 'unhealthy'), target('b1', 'b')], 'a', true)).toEqual(['b1', true, false]);
  });

  it('fails open when no zone has a healthy target: all that are registered, whatever their health', () => {
    const sick = [target('a1', 'a', 'unhealthy'), target('b1', 'b', 'initial'), target('b2', 'b', 'draining')];
    expect(route(sick, 'a', true)).toEqual(['a1 b1', true, true]);
    expect(route(sick, 'a', false)).toEqual(['a1', true, true]);
    expect(route([], 'a', true)).toEqual(['', true, true]);
  });
});
