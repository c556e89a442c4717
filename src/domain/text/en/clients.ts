import { units } from './units.ts';

/** What clients themselves do to their connections: keepalive, and balancing over the Pods. */
export const clients = {
  predictForgetful: (x: { idle: string; interval: string; keepalive: string }) =>
    `*Prediction*: without keepalive a request that comes ${x.interval} after the last one finds its connection forgotten, meets RST and fails, and the next opens another: half of them. With a PING after ${x.keepalive} no connection is silent for ${x.idle}, and none fails.`,
  predictNothingForgotten: (x: { idle: string; interval: string }) =>
    `*Prediction*: nothing is forgotten. Each client speaks every ${x.interval}, before ${x.idle} without a byte are over; a longer \`interval\` would show it.`,
  predictBalancing: (pods: number) =>
    `*Prediction*: each client that balances holds a connection to each of ${units.count(pods, 'Pod')}, so that all have the same number.`,
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
  answerEven: (x: { target: string; spread: string; before: string | null }) =>
    `:white_check_mark: *Clients that balance over the Pods themselves are spread evenly on ${x.target}*: ${x.spread} with round_robin.${x.before === null ? '' : ` Through the NLB it was ${x.before}.`}`,
  answerUneven: (x: { target: string; spread: string; before: string | null }) =>
    `:warning: *Clients that balance over the Pods themselves are not shown to be spread evenly on ${x.target}*: ${x.spread} with round_robin.${x.before === null ? '' : ` Through the NLB it was ${x.before}.`}`,
  price: (x: { connections: number; clients: number; failed: number }) =>
    `*Price*: ${units.count(x.connections, 'connection')} for ${units.count(x.clients, 'client')} in the place of one each, and ${x.failed} failed requests. A Pod that comes later gets nothing until a connection ends: keep a \`max_connection_duration\` beside it.`,
  whyLate: () =>
    "A Pod that comes later gets nothing until one of a client's connections ends: only then gRPC asks DNS again, and at most every 30 s. A `max_connection_duration` on Envoy ends them.",
};
