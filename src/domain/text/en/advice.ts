import { units } from './units.ts';

/** What is recommended without a run. */
export const advice = {
  where: (target: string, pods: number, envoy: string) => `${target} (${units.count(pods, 'Pod')}, Envoy ${envoy})`,
  none: (where: string) => `:no_entry_sign: *No connection setting helps on ${where}.*`,
  best: (setting: string, where: string, already: boolean) =>
    `:bulb: *${setting}* on ${where}${already ? ', which it has already' : ''}`,
  copy: (place: string) => `*Copy*, ${place}:`,
  cautions: () => '*What it does not do*',
  confirm: (command: string) => `*Confirm it* by a run, which puts everything back: \`${command}\``,
  why: (asked: string, within: string, even: string | null) =>
    `*Why*: of the values after which every client has picked anew within the ${asked} that are tolerated (this one: ${within}) it costs the fewest reconnects.${even === null ? '' : ` In a replay of all of them on one Pod they are even after ${even}.`}`,
  price: (clients: number, price: string) => `*Price*, predicted for ${units.count(clients, 'client')}: ${price}.`,
  rate: (rate: string) => `${rate} reconnects/s`,
  peak: (peak: string) => `up to ${peak} in one second after a restart`,
  oneInOpens: (each: string) => `1 in ${each} requests opens a connection`,
  eachOpens: () => 'every request opens a connection',
  connected: (percent: number) => `connected ${percent} % of the time`,
  cut: (after: string) => `every stream is cut after ${after}, which its client sees as an error`,
  noneFails: () => 'no failed request: a client leaves by GOAWAY after what is in flight',
  other: (value: string, rate: string, within: string, tooLate: boolean) =>
    `*${value}* ${rate}/s, even within ${within}${tooLate ? ', too late' : ''}`,
  instead: (each: string) => `*Instead*: ${each}.`,
  answered: (asked: string) => `Answered for \`${asked}\`.`,
  questions: (answered: string) => `${answered} That may not be you; what matters:`,
  try: (command: string) => `Try: \`${command}\``,
  noPods: (pods: number) =>
    `the Deployment has ${pods === 1 ? 'one Pod' : 'no Pod'}, so there is nothing to spread over`,
  localPolicy: (counts: readonly number[]) =>
    `externalTrafficPolicy is Local and the nodes have ${counts.join(' and ')} Pods: the balancer gives each node the same, so a Pod on a fuller node gets less, however often clients pick; spread the Pods evenly over the nodes, or use Cluster`,
  endless: (field: string) =>
    `the streams never end, so max_connection_duration asks a connection to leave and it stays; only ${field} ends them, by cutting every one: let the clients end their streams themselves after some minutes, or accept that with errors=100%`,
  tooSoon: (within: string, streams: boolean) =>
    `no value is even within ${within}: a client picks anew with its next request after the connection's age${streams ? ', and a connection waits for its stream to end' : ''}`,
  fewClients: (clients: number, times: number, pods: number, percent: number) =>
    `${units.count(clients, 'connection')} picked at random put${clients === 1 ? 's' : ''} ${times} times the mean or more on one of ${pods} Pods at ${percent} % of moments: no connection setting makes that rarer, only more connections do, or a balancer of requests (client-side round_robin, an ALB)`,
  heavyClient: (percent: number) =>
    `one client sends ${percent} % of the requests over one connection, so the Pod that has it gets at least that much; even connections move it from Pod to Pod but do not split it: give that client several connections, or balance requests`,
  streamsWait: () =>
    'a connection waits for its streams to end before it closes, up to a whole stream longer than its age; nothing is cut',
  oldEnvoy: (version: string, target: string, field: string) =>
    `Envoy ${version} on ${target} is not known to take ${field} (since 1.39.0), so clients that a restart brought together come back together each time`,
  workers: () =>
    "skew between the worker threads of one Envoy is another matter: connection_balance_config of the listener evens that out, and no connection's age does",
};
