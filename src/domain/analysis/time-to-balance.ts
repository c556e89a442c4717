import type { RecordPod } from '../record.ts';
import type { Window } from '../record-arm.ts';
import type { ClientEvent } from '../sample.ts';
import { criticalSumOfSquares } from '../statistics/critical-sum.ts';
import { sum, sumOfSquares } from '../statistics/evenness.ts';

/** How long connections must stay even to count as balanced, in milliseconds, and how often that is looked at. */
const STAY_MS = 3000;
const LOOK_MS = 1000;
/** Random picks are less even than the threshold in so many cases at most. */
const ALPHA = 0.05;

/**
 * How long after a window's start the clients' last connections, open or not, are as even over `ready` as random picks
 * are in 95 % of cases, and are so 1, 2 and 3 s later too, in milliseconds: 0 when from the start, null when never within
 * the window or when there is nothing to spread. It is looked at once a second, as a gauge is: connections that go on
 * being picked cross any threshold for a moment. A client whose last connection is on no Pod of `ready` keeps all from being even; a
 * connection on which nobody answered is passed over, because it is nowhere.
 * Threshold: the 5 % quantile of Jain's index under uniform picks, as its sum of squares.
 */
export function timeToBalance(
  events: readonly ClientEvent[],
  ready: readonly RecordPod[],
  [from, to]: Window,
): number | null {
  const steps = [...evenFrom(landingsOf(events, ready), ready.length, from)];
  for (const [index, { at, even }] of steps.entries()) {
    if (at + STAY_MS > to) return null;
    if (even && staysEven(steps, index)) return at - from;
  }
  return null;
}

interface Step {
  at: number;
  even: boolean;
}

/** Whether connections are even at each look after a step. */
function staysEven(steps: readonly Step[], index: number): boolean {
  const start = steps[index]?.at ?? 0;
  let current = index;
  for (let look = start + LOOK_MS; look <= start + STAY_MS; look += LOOK_MS) {
    while ((steps[current + 1]?.at ?? Number.POSITIVE_INFINITY) < look) current += 1;
    if (steps[current]?.even !== true) return false;
  }
  return true;
}

/** Whether the connections are spread evenly: at `from`, and after each moment with a landing since. */
function* evenFrom(landings: readonly Landing[], pods: number, from: number): Generator<Step, undefined> {
  const counts = new Array<number>(pods).fill(0);
  const homes = new Map<number, number>();
  const move = ({ client, pod }: Landing): void => {
    const before = homes.get(client);
    if (before !== undefined) counts[before] = (counts[before] ?? 0) - 1;
    homes.set(client, pod);
    counts[pod] = (counts[pod] ?? 0) + 1;
  };
  const start = landings.findLastIndex(({ at }) => at <= from) + 1;
  for (const landing of landings.slice(0, start)) move(landing);
  const clients = homes.size;
  if (clients === 0 || pods < 2) return;
  const critical = criticalSumOfSquares(clients, pods, ALPHA);
  const isEven = (): boolean => {
    const here = counts.slice(0, pods);
    return sum(here) === clients && sumOfSquares(here) < critical;
  };
  yield { at: from, even: isEven() };
  for (const [index, landing] of landings.slice(start).entries()) {
    move(landing);
    // Moves of one moment count together.
    if (landings[start + index + 1]?.at !== landing.at) yield { at: landing.at, even: isEven() };
  }
}

/** A client's new connection, on the Pod of that index; the index after the last is any other Pod. */
interface Landing {
  at: number;
  client: number;
  pod: number;
}

function landingsOf(events: readonly ClientEvent[], ready: readonly RecordPod[]): Landing[] {
  const indexOf = new Map(ready.map(({ name }, index) => [name, index]));
  const podOf = new Map<string, string>();
  for (const event of events) {
    if (event.kind === 'rpc' && event.pod !== null) podOf.set(`${event.client}/${event.conn}`, event.pod);
  }
  return events
    .flatMap((event): Landing[] => {
      if (event.kind !== 'connect') return [];
      const pod = podOf.get(`${event.client}/${event.conn}`);
      return pod === undefined
        ? []
        : [{ at: event.at_ms, client: event.client, pod: indexOf.get(pod) ?? ready.length }];
    })
    .sort((a, b) => a.at - b.at);
}
