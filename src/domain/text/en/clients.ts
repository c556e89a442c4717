import { units } from './units.ts';

/** Connections of Pods that came while clients were connected: through the NLB, and of clients that balance. */
interface Added {
  pods: number;
  through: { got: number; of: number };
  balancing: { got: number; of: number };
}

function lateComers(pods: number): string {
  return pods === 1 ? 'A Pod that came' : `${pods} Pods that came`;
}

/** What clients themselves do to their connections: keepalive, and balancing over the Pods. */
export const clients = {
  predictForgetful: (x: { idle: string; interval: string; keepalive: string }) =>
    `*Prediction*: without keepalive a request that comes ${x.interval} after the last one finds its connection forgotten, meets RST and fails, and the next opens another: half of them. With a PING after ${x.keepalive} no connection is silent for ${x.idle}, and none fails.`,
  predictNothingForgotten: (x: { idle: string; interval: string }) =>
    `*Prediction*: nothing is forgotten. Each client speaks every ${x.interval}, before ${x.idle} without a byte are over; a longer \`interval\` would show it.`,
  predictBalancing: (pods: number) =>
    `*Prediction*: each client that balances holds a connection to each of ${units.count(pods, 'Pod')}, so that all have the same number.`,
  predictAdded: (added: number) =>
    `${added === 1 ? 'A Pod that comes' : `${added} Pods that come`} while clients are connected ${added === 1 ? 'gets' : 'get'} nothing from either kind: no connection moves, and nobody asks DNS again.`,
  whyForgetful: (idle: string) =>
    `The NLB forgets a connection that carried no byte for ${idle}, and tells neither side (AWS: 350 s unless set otherwise; the lab shortened it for this run). The client writes its next request into it, meets RST, and the request fails; its next one opens a new connection.`,
  whyGhosts: (envoy: number, held: number) =>
    `Envoy heard of nothing: at the end of the control it counted ${units.count(envoy, 'connection')} of ${units.count(held, 'client')}, the forgotten ones among them.`,
  whyKeepalive: () =>
    'An HTTP/2 PING is a byte as any other, so that with keepalive no connection is silent for so long.',
  keepaliveBelow: () =>
    "Set the clients' keepalive below the shortest idle timeout on their way: below 350 s with an NLB as AWS makes it.",
  whyOne: (spread: string) =>
    `Through the NLB each client has one connection, and its Pod was picked by chance (${spread}).`,
  whyBalancing: (connections: number, pods: number) =>
    `With round_robin a client resolves the name of a headless Service to the address of each of ${units.count(pods, 'Pod')}, holds a connection to each (${connections} in all) and sends its requests in turn: neither NLB nor kube-proxy has a part in it.`,
  whyAdded: (x: Added & { watched: string }) =>
    `${lateComers(x.pods)} while they were connected got ${x.through.got} of ${x.through.of} connections through the NLB, because an open connection keeps its Pod, and ${x.balancing.got} of ${x.balancing.of} with round_robin, because those clients go on with the addresses that DNS gave them (each watched for ${x.watched}).`,
  answerAdded: ({ pods, through, balancing }: Added) =>
    `${lateComers(pods)} while they were connected got ${balancing.got} of ${balancing.of} connections, and ${through.got} of ${through.of} through the NLB.`,
  title: ({ pods, through, balancing }: Added) =>
    `${pods === 1 ? 'A later Pod' : `${pods} later Pods`} got ${balancing.got} of ${balancing.of} connections with round_robin, ${through.got} of ${through.of} through the NLB`,
  /** Bands of a chart, which have little room. */
  markOne: () => 'NLB',
  markAdded: (pods: number) => `${units.count(pods, 'Pod')} more`,
  answerEven: (x: { target: string; spread: string; before: string | null }) =>
    `:white_check_mark: *Clients that balance over the Pods themselves are spread evenly on ${x.target}*: ${x.spread} with round_robin.${x.before === null ? '' : ` Through the NLB it was ${x.before}.`}`,
  answerUneven: (x: { target: string; spread: string; before: string | null }) =>
    `:warning: *Clients that balance over the Pods themselves are not shown to be spread evenly on ${x.target}*: ${x.spread} with round_robin.${x.before === null ? '' : ` Through the NLB it was ${x.before}.`}`,
  price: (x: { connections: number; clients: number; failed: number }) =>
    `*Price*: ${units.count(x.connections, 'connection')} for ${units.count(x.clients, 'client')} in the place of one each, and ${x.failed} failed requests. A Pod that comes later gets nothing until a connection ends: keep a \`max_connection_duration\` beside it.`,
  whyLate: () =>
    "A Pod that comes later gets nothing until one of a client's connections ends: only then gRPC asks DNS again, and at most every 30 s. A `max_connection_duration` on Envoy ends them.",
};
