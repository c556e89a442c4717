import { armKind } from '../arm-name.ts';
import type { LossResult, LossSide } from '../record-results.ts';
import type { ClientEvent } from '../sample.ts';
import { signTestP } from '../statistics/sign-test.ts';
import { summariseClients } from './clients.ts';
import { type ArmRun, type RunData, within } from './run-data.ts';

type Lost = Pick<RunData, 'arms' | 'events' | 'parameters'>;

/** The requests of one client in one window. */
interface Asked {
  requests: number;
  lost: number;
}

/**
 * What the clients lost in the control's windows and in the treatment's, and whether one lost more. Requests of one client
 * fail together while it has no connection, so that the unit of the test is the client: each is its own pair, once a
 * repeat, and the share of its requests that failed is compared. Null where there is nothing to compare.
 */
export function lossResult(data: Lost, window: LossResult['window']): LossResult | null {
  const [control, treatment] = [armsOf(data, 'control'), armsOf(data, 'treatment')];
  const repeats = Math.min(control.length, treatment.length);
  if (repeats === 0) return null;
  const clients = { more_in_control: 0, more_in_treatment: 0, same: 0 };
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const before = byClient(data.events, control[repeat], window);
    const after = byClient(data.events, treatment[repeat], window);
    for (let client = 0; client < data.parameters.clients; client += 1) {
      clients[moreIn(before.get(client), after.get(client))] += 1;
    }
  }
  return {
    window,
    control: sideOf(data, control, window),
    treatment: sideOf(data, treatment, window),
    clients,
    p_value: signTestP(clients.more_in_control, clients.more_in_treatment),
  };
}

function armsOf({ arms }: Lost, kind: string): ArmRun[] {
  return arms.filter(({ name }) => armKind(name) === kind);
}

function moreIn(before: Asked | undefined, after: Asked | undefined): keyof LossResult['clients'] {
  if (before === undefined || after === undefined) return 'same';
  const difference = before.lost * after.requests - after.lost * before.requests;
  if (difference === 0) return 'same';
  return difference > 0 ? 'more_in_control' : 'more_in_treatment';
}

function byClient(
  events: readonly ClientEvent[],
  arm: ArmRun | undefined,
  window: LossResult['window'],
): Map<number, Asked> {
  const asked = new Map<number, Asked>();
  if (arm === undefined) return asked;
  for (const event of events) {
    if (event.kind !== 'rpc' || !within(event.at_ms, arm.windows[window])) continue;
    const { requests, lost } = asked.get(event.client) ?? { requests: 0, lost: 0 };
    asked.set(event.client, { requests: requests + 1, lost: lost + (event.code === 'OK' ? 0 : 1) });
  }
  return asked;
}

function sideOf({ events, parameters }: Lost, arms: readonly ArmRun[], window: LossResult['window']): LossSide {
  const side: LossSide = {
    requests: 0,
    lost: 0,
    failures: { no_connection: 0, cut_off: 0, timed_out: 0, answered: 0 },
  };
  for (const arm of arms) {
    const { rpcs, failures } = summariseClients(events, parameters.clients, arm.windows[window]);
    side.requests += rpcs;
    for (const kind of Object.keys(failures) as (keyof typeof failures)[]) {
      side.failures[kind] += failures[kind];
      side.lost += failures[kind];
    }
  }
  return side;
}
