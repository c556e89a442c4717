import { describe, expect, it } from 'vitest';
import { lossResult } from '../../../src/domain/analysis/losses.ts';
import type { ClientEvent } from '../../../src/domain/sample.ts';
import { parametersOf } from '../run-record-fixture.ts';
import { anArm, rpc } from './some-run-data.ts';

const CLIENTS = 6;
const CONTROL = anArm();
const TREATMENT = anArm({ name: 'treatment', windows: { change: [20_000, 26_000], observe: [26_000, 36_000] } });
const parameters = parametersOf('rollout-restart', { clients: CLIENTS });

/** `n` requests of a client, one each 100 ms, of which the first `lost` could not get a connection. */
function requests(from: number, client: number, n: number, lost: number): ClientEvent[] {
  return Array.from({ length: n }, (_, index) =>
    index < lost
      ? rpc(from + 100 * index, client, 0, null, { code: 'UNAVAILABLE' })
      : rpc(from + 100 * index, client, 1, 'a'),
  );
}

function every(from: number, n: number, lost: number): ClientEvent[] {
  return Array.from({ length: CLIENTS }, (_, client) => requests(from, client, n, lost)).flat();
}

describe('what clients lose', () => {
  it('is counted in the window of each arm, and tested over clients', () => {
    const events = [...every(2000, 10, 0), ...every(20_000, 5, 2), ...every(30_000, 9, 9)];
    const loss = lossResult({ arms: [CONTROL, TREATMENT], events, parameters }, 'change');
    expect(loss?.control).toMatchObject({ requests: 60, lost: 0 });
    expect(loss?.treatment).toMatchObject({ requests: 30, lost: 12, failures: { no_connection: 12 } });
    expect(loss?.clients).toEqual({ more_in_control: 0, more_in_treatment: 6, same: 0 });
    expect(loss?.p_value).toBeCloseTo(2 / 2 ** 6, 12);
  });

  it('compares shares, because windows are not equally long', () => {
    const events = [...every(2000, 20, 2), ...every(20_000, 10, 1)];
    const loss = lossResult({ arms: [CONTROL, TREATMENT], events, parameters }, 'change');
    expect(loss?.clients).toEqual({ more_in_control: 0, more_in_treatment: 0, same: 6 });
    expect(loss?.p_value).toBe(1);
  });

  it('does not take many losses of one client for many clients', () => {
    const events = [...every(2000, 50, 0), ...every(20_000, 50, 0), ...requests(25_000, 3, 9, 9)];
    const loss = lossResult({ arms: [CONTROL, TREATMENT], events, parameters }, 'change');
    expect(loss?.treatment.lost).toBe(9);
    expect(loss?.clients).toEqual({ more_in_control: 0, more_in_treatment: 1, same: 5 });
    expect(loss?.p_value).toBe(1);
  });

  it('takes each repeat of a client as a pair of its own', () => {
    const second = { change: [40_000, 46_000], observe: [46_000, 50_000] } as const;
    const third = { change: [60_000, 66_000], observe: [66_000, 70_000] } as const;
    const arms = [
      CONTROL,
      TREATMENT,
      anArm({ name: 'control-2', windows: { change: [...second.change], observe: [...second.observe] } }),
      anArm({ name: 'treatment-2', windows: { change: [...third.change], observe: [...third.observe] } }),
    ];
    const events = [...every(2000, 5, 1), ...every(20_000, 5, 0), ...every(40_000, 5, 1), ...every(60_000, 5, 0)];
    const loss = lossResult({ arms, events, parameters }, 'change');
    expect(loss?.clients).toEqual({ more_in_control: 12, more_in_treatment: 0, same: 0 });
    expect(loss?.control).toMatchObject({ requests: 60, lost: 12 });
  });

  it('is nothing without a treatment', () => {
    expect(lossResult({ arms: [CONTROL], events: [], parameters }, 'change')).toBeNull();
  });
});
