import { units } from './units.ts';

const SHARED = 'Keep other traffic and other restarts away from it while a run goes on.';
const BUSY = 'Fewer `clients` or a longer `interval`, or clients in a Job, keep the pace.';
const REACH = 'Check that every client can reach the Service.';
const READ = "Check that the Pods' statistics can be read.";

/**
 * By the name of the gate without its arm: `what` was measured against which limit, as a sentence without its full stop, and
 * what `todo` about it. Numbers are as a person reads them; docs/gates.md says why each gate matters.
 */
export const gates = {
  notMeasured: (gate: string) => `${gate} was not measured`,
  words: {
    'open connections': {
      what: (n: number, limit: number) =>
        `Envoy had ${units.count(n, 'open connection')} before the first change, the clients ${limit}`,
      todo: SHARED,
    },
    'client sockets': {
      what: (n: number, limit: number) => `the ${limit} clients had ${units.count(n, 'socket')} of their own`,
      todo: BUSY,
    },
    'agents reporting': {
      what: (n: number, limit: number) => `${n} of ${limit} agents reported to the end`,
      todo: "Look at the log of the clients' Job.",
    },
    'agent clock error ms': {
      what: (n: number, limit: number) =>
        `an agent's clock is known to ${units.number(n)} ms only; ${units.number(limit)} ms are allowed`,
      todo: 'Look for a slow network between the worker and the agents.',
    },
    'clients on the one Pod': {
      what: (n: number, limit: number) => `${n} of ${limit} clients were on the one Pod of the burst`,
      todo: REACH,
    },
    'clients spoke before the change': {
      what: (n: number, limit: number) => `${n} of ${limit} clients had an answer from the Pods made for this arm`,
      todo: REACH,
    },
    'clients on the first Pods': {
      what: (n: number, limit: number) => `${n} of ${limit} clients were on the Pods of which the scale-out begins`,
      todo: REACH,
    },
    'clients spoke after the change': {
      what: (n: number, limit: number) => `${n} of ${limit} clients had an answer after the change`,
      todo: REACH,
    },
    'foreign Service changes': {
      what: (n: number, _limit: number) =>
        `the Service did not stay as it was for this arm: ${units.count(n, 'setting')} changed`,
      todo: 'Keep whatever else sets the Service, such as GitOps, away from it while a run goes on.',
    },
    'held connections': {
      what: (n: number, limit: number) => `${n} of ${limit} connections were on the Pods that are judged`,
      todo: REACH,
    },
    'endpoint changes while observed': {
      what: (n: number, _limit: number) => `${units.count(n, 'endpoint')} changed while it was observed`,
      todo: SHARED,
    },
    'Pods that are not judged': {
      what: (n: number, _limit: number) => `${units.count(n, 'other Pod')} took part while it was observed`,
      todo: SHARED,
    },
    'Pods unread at an edge': {
      what: (n: number, _limit: number) => `${units.count(n, 'Pod')} could not be read at the start or the end`,
      todo: READ,
    },
    'Pods counted unequally long': {
      what: (n: number, limit: number) =>
        `a Pod was counted ${units.percent(n)} longer than another; ${units.percent(limit)} are allowed`,
      todo: 'Scrape the Pods more often, or observe for longer: a larger `observe`.',
    },
    'counter resets': {
      what: (n: number, _limit: number) => `${units.count(n, 'counter')} of Envoy went down: a container restarted`,
      todo: "Read why the Pod's container restarted.",
    },
    'sample coverage': {
      what: (n: number, limit: number) =>
        `${units.percent(n)} of the readings are there; ${units.percent(limit)} are needed`,
      todo: READ,
    },
    'failed requests': {
      what: (n: number, limit: number) =>
        `${units.percent(n)} of the requests failed; ${units.percent(limit)} are allowed`,
      todo: 'Mend what the requests fail of; the report names it.',
    },
    'foreign connections': {
      what: (n: number, limit: number) =>
        `Envoy and the clients differ by ${units.count(n, 'connection')}; ${units.number(limit)} are allowed, so somebody else's reached it`,
      todo: SHARED,
    },
    'closes accounted for': {
      what: (n: number, limit: number) =>
        `${units.count(n, 'close')} had a cause that no counter tells; ${units.number(limit)} are allowed`,
      todo: 'Look for what else closes connections: a load balancer, a proxy, a firewall.',
    },
    'closes seen by clients': {
      what: (n: number, limit: number) =>
        `${units.count(n, 'close')} came to no client as GOAWAY; ${units.number(limit)} are allowed`,
      todo: SHARED,
    },
    'request lateness ms': {
      what: (n: number, limit: number) =>
        `requests left up to ${units.number(n)} ms late; ${units.number(limit)} ms are allowed`,
      todo: BUSY,
    },
    'requests left out': {
      what: (n: number, limit: number) =>
        `${units.percent(n)} of the requests were never sent; ${units.percent(limit)} are allowed`,
      todo: BUSY,
    },
  },
};
