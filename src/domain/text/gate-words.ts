import type { RunRecord } from '../record.ts';
import { sayCount, sayNumber } from './say-number.ts';

interface GateWords {
  /** What was measured, as a sentence without its full stop; `limit` is what was allowed. */
  what: (value: number, limit: number) => string;
  /** What to do about it, as a sentence. */
  todo: string;
}

const percent = (share: number): string => `${sayNumber(100 * share)} %`;
const SHARED = 'Keep other traffic and other restarts away from it while a run goes on.';
const BUSY = 'Fewer `clients` or a longer `interval`, or clients in a Job, keep the pace.';

/** By the name of the gate without its arm; docs/gates.md says why each matters. */
const WORDS: Readonly<Record<string, GateWords>> = {
  'open connections': {
    what: (value, limit) =>
      `Envoy had ${sayCount(value, 'open connection')} before the first change, the clients ${limit}`,
    todo: SHARED,
  },
  'client sockets': {
    what: (value, limit) => `the ${limit} clients had ${sayCount(value, 'socket')} of their own`,
    todo: BUSY,
  },
  'agents reporting': {
    what: (value, limit) => `${value} of ${limit} agents reported to the end`,
    todo: "Look at the log of the clients' Job.",
  },
  'agent clock error ms': {
    what: (value, limit) =>
      `an agent's clock is known to ${sayNumber(value)} ms only; ${sayNumber(limit)} ms are allowed`,
    todo: 'Look for a slow network between the worker and the agents.',
  },
  'clients on the one Pod': {
    what: (value, limit) => `${value} of ${limit} clients were on the one Pod of the burst`,
    todo: 'Check that every client can reach the Service.',
  },
  'clients spoke after the change': {
    what: (value, limit) => `${value} of ${limit} clients had an answer after the restart`,
    todo: 'Check that every client can reach the Service.',
  },
  'held connections': {
    what: (value, limit) => `${value} of ${limit} connections were on the Pods that are judged`,
    todo: 'Check that every client can reach the Service.',
  },
  'endpoint changes while observed': {
    what: (value) => `${sayCount(value, 'endpoint')} changed while it was observed`,
    todo: SHARED,
  },
  'Pods that are not judged': {
    what: (value) => `${sayCount(value, 'other Pod')} took part while it was observed`,
    todo: SHARED,
  },
  'Pods unread at an edge': {
    what: (value) => `${sayCount(value, 'Pod')} could not be read at the start or the end`,
    todo: "Check that the Pods' statistics can be read.",
  },
  'Pods counted unequally long': {
    what: (value, limit) => `a Pod was counted ${percent(value)} longer than another; ${percent(limit)} are allowed`,
    todo: 'Scrape the Pods more often, or observe for longer: a larger `observe`.',
  },
  'counter resets': {
    what: (value) => `${sayCount(value, 'counter')} of Envoy went down: a container restarted`,
    todo: "Read why the Pod's container restarted.",
  },
  'sample coverage': {
    what: (value, limit) => `${percent(value)} of the readings are there; ${percent(limit)} are needed`,
    todo: "Check that the Pods' statistics can be read.",
  },
  'failed requests': {
    what: (value, limit) => `${percent(value)} of the requests failed; ${percent(limit)} are allowed`,
    todo: 'Mend what the requests fail of; the report names it.',
  },
  'foreign connections': {
    what: (value, limit) =>
      `Envoy and the clients differ by ${sayCount(value, 'connection')}; ${sayNumber(limit)} are allowed, so somebody else's reached it`,
    todo: SHARED,
  },
  'closes accounted for': {
    what: (value, limit) =>
      `${sayCount(value, 'close')} had a cause that no counter tells; ${sayNumber(limit)} are allowed`,
    todo: 'Look for what else closes connections: a load balancer, a proxy, a firewall.',
  },
  'closes seen by clients': {
    what: (value, limit) => `${sayCount(value, 'close')} came to no client as GOAWAY; ${sayNumber(limit)} are allowed`,
    todo: SHARED,
  },
  'request lateness ms': {
    what: (value, limit) => `requests left up to ${sayNumber(value)} ms late; ${sayNumber(limit)} ms are allowed`,
    todo: BUSY,
  },
  'requests left out': {
    what: (value, limit) => `${percent(value)} of the requests were never sent; ${percent(limit)} are allowed`,
    todo: BUSY,
  },
};

/** The gates that have words, without their arms. */
export const GATES_WITH_WORDS: readonly string[] = Object.keys(WORDS);

/** Why a run is not counted, and what to do about it; null where its record names no gate that has words. */
export function gateFailure({
  gates,
  verdict,
}: Pick<RunRecord, 'gates' | 'verdict'>): { what: string; todo: string } | null {
  const failed = gates.find((gate) => !gate.ok && verdict?.reason.startsWith(`gate ${gate.name} failed`));
  const name = GATES_WITH_WORDS.find((known) => failed?.name.endsWith(` ${known}`));
  const words = name === undefined ? undefined : WORDS[name];
  if (failed === undefined || words === undefined) return null;
  const { value, limit } = failed;
  const isMeasured = typeof value === 'number' && typeof limit === 'number';
  const what = isMeasured ? words.what(value, limit) : `${name} was not measured`;
  return { what, todo: words.todo };
}
