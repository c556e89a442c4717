import { expect } from 'vitest';
import type { RunRecord } from '../../src/domain/record.ts';
import type { ArmRecord } from '../../src/domain/record-arm.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** Expects what the contract of `record.json` says of a run that was carried out to its end, on the lab by default. */
export function expectContract(record: RunRecord, target = { name: 'lab', kind: 'lab' }): void {
  expect(Object.keys(record).sort()).toEqual(
    [
      ...['schema', 'id', 'scenario', 'target', 'parameters', 'requested_by', 'started_at', 'ended_at', 'state'],
      ...[
        'failure',
        'versions',
        'plan',
        'topology',
        'timeline',
        'gates',
        'arms',
        'verdict',
        'recommendation',
        'restore',
      ],
    ].sort(),
  );
  expect(record).toMatchObject({ schema: 1, state: 'done', failure: null, target });
  expect(record.started_at).toMatch(ISO);
  expect(record.ended_at).toMatch(ISO);
  expect(record.restore.pre_image).toMatch(SHA256);
  expect(record.timeline.map((entry) => entry.at_ms)).toEqual(
    record.timeline.map((entry) => entry.at_ms).sort(ascending),
  );
  expect(record.arms.map((arm) => arm.name)).toEqual(record.plan.arms_order);
  expect(record.arms.map((arm) => arm.name)).toContain(record.verdict?.judged_arm);
  expect(record.verdict).toHaveProperty('effect');
  for (const arm of record.arms) expectArm(record, arm);
}

function expectArm({ topology, parameters }: RunRecord, arm: ArmRecord): void {
  const { change, observe } = arm.windows;
  expect(change[0]).toBeLessThanOrEqual(change[1]);
  expect(change[1]).toBeLessThanOrEqual(observe[0]);
  // Timers of whole milliseconds may fire a little early.
  expect(observe[1] - observe[0]).toBeGreaterThan((parameters.observe_ms ?? 0) - 5);
  const ready = topology.pods
    .filter(
      ({ ready_at_ms: from, terminated_at_ms: to }) =>
        from !== null && from <= observe[0] && (to ?? observe[1]) >= observe[0],
    )
    .map((pod) => pod.uid)
    .sort();
  expect(ready).toHaveLength(3);
  for (const counts of [arm.picks, arm.held, arm.mean_active, arm.predicted]) {
    expect(Object.keys(counts).sort()).toEqual(ready);
  }
  // On a host that is too busy for its clients a gate says so, and the counts are no evidence.
  if (arm.verdict?.name !== 'INVALID') expect(sum(Object.values(arm.held))).toBe(parameters.clients);
  expect(arm.closes.total).toBe(sum(Object.values(arm.closes.by_cause)));
  expect(arm.samples.active).toHaveLength(arm.samples.at_ms.length);
  for (const row of arm.samples.active) expect(row).toHaveLength(arm.samples.pods.length);
  expect(arm.client.clients).toBe(parameters.clients);
  expect(Object.keys(arm.change).sort()).toEqual(['client', 'closes', 'picks']);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const ascending = (a: number, b: number): number => a - b;
