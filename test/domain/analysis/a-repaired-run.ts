import type { RunData } from '../../../src/domain/analysis/run-data.ts';
import type { RecordPod, TimelineEntry } from '../../../src/domain/record.ts';
import type { ClientEvent } from '../../../src/domain/sample.ts';
import {
  anArm,
  aPod,
  counters,
  disconnect,
  edge,
  endpoint,
  final,
  goaway,
  opened,
  rpc,
  runDataOf,
} from './some-run-data.ts';

const CLIENTS = Array.from({ length: 20 }, (_, client) => client);
/** Picks of the treatment's Pods p, q and r. */
export const PICKS = { p: 105, q: 98, r: 97 };

const control = anArm({ movement: 'restart' });
export const treatment = anArm({
  name: 'treatment',
  movement: 'restart',
  setting: { kind: 'max-connection-duration', value_ms: 1000 },
  windows: { change: [18_000, 24_000], observe: [24_000, 54_000] },
});

const pods: RecordPod[] = [
  aPod('o', 0, 3000),
  aPod('x', 2900, 19_000),
  aPod('y', 6000, 19_000),
  ...['p', 'q', 'r'].map((uid, index) => aPod(uid, 18_900 + index)),
];
const timeline: TimelineEntry[] = [
  endpoint(2900, 'added', 'x'),
  endpoint(2950, 'removed', 'o'),
  { at_ms: 3000, kind: 'pod_gone', ref: 'o' },
  endpoint(6000, 'added', 'y'),
  ...['p', 'q', 'r'].map((uid, index) => endpoint(18_900 + index, 'added', uid)),
  ...['x', 'y'].flatMap((ref): TimelineEntry[] => [
    endpoint(18_990, 'removed', ref),
    { at_ms: 19_000, kind: 'pod_gone', ref },
  ]),
];

/** Everybody is on o, then on x alone; then the setting closes each connection once and again. */
function events(): ClientEvent[] {
  const calm = CLIENTS.flatMap((client) => [
    ...opened(100 + client, client, 1, 'o'),
    disconnect(3000, client, 1),
    ...opened(3400 + client, client, 2, 'x'),
    ...Array.from({ length: 10 }, (_, second) => rpc(8500 + 1000 * second, client, 2, 'x')),
    disconnect(19_000, client, 2),
    ...opened(19_500 + client, client, 3, 'p'),
  ]);
  const landings = Object.entries(PICKS).flatMap(([uid, count]) => Array.from({ length: count }, () => uid));
  const closed = landings.flatMap((uid, index) => {
    const [client, at] = [index % 20, 24_050 + 99 * index];
    const conn = 4 + Math.floor(index / 20);
    return [goaway(at - 3, client, conn - 1), disconnect(at, client, conn - 1), ...opened(at + 10, client, conn, uid)];
  });
  return [...calm, ...closed];
}

/**
 * A run that repairs: 20 of 20 connections on x of {x, y} in the control; 300 picks on p, q and r in the treatment, where
 * 301 timers fire and one connection still drains at the end.
 */
export function aRepairedRun(): RunData {
  const none = counters(0, 0);
  return runDataOf({
    arms: [
      {
        arm: control,
        courses: { x: [none, counters(20, 20), counters(20, 20)], y: [none, none, none] },
      },
      {
        arm: treatment,
        courses: {
          p: [none, counters(20, 20), counters(125, 8, { max_duration: 118, destroy_active_rq: 2 })],
          q: [none, none, counters(98, 7, { max_duration: 91 })],
          r: [none, none, counters(97, 5, { max_duration: 92 })],
        },
      },
    ],
    pods,
    timeline,
    events: events(),
    clients: 20,
    extra: [
      edge('control change', 2000, 'o', counters(20, 20)),
      final(2990, 'o', counters(20, 20)),
      final(18_990, 'x', counters(20, 20)),
      final(18_990, 'y', none),
    ],
  });
}
