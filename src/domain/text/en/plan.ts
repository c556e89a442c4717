import { units } from './units.ts';

/** What a run would do, before it does it. */
export const plan = {
  head: (run: string, arms: string, repeats: string) => `*Plan* of ${run}: ${arms}${repeats}.`,
  repeats: (n: number) => `; all of it ${n} times`,
  sweep: (x: { round: string; budget: string; within: string | null; errors: number }) =>
    `. Each once a round, in an order drawn anew, about ${x.round} a round; what is undecided goes on with the control, as long as a round still ends within ${x.budget}. Recommended is the cheapest that is BALANCED${x.within === null ? '' : `, even again within ${x.within}`}, with at most ${x.errors} % of requests failed`,
  restartAsFound: (arm: string) => `*${arm}* - a restart, configuration as found`,
  restartWith: (arm: string, field: string) => `*${arm}* - a restart with ${field}`,
  /** Two arms. */
  between: '; ',
  restartUnder: (arm: string, condition: string) => `*${arm}* - a restart ${condition}`,
  /** Behind a restart or a reconnection of every client. */
  obstacle: (message: string) => `:warning: *The run would end before it touches anything*: ${message}`,
  stayUnder: (arm: string, condition: string) => `*${arm}* - ${condition}, observed`,
  checksInTemplate: () =>
    'A Pod is asked as its template says. So the treatment begins with a rollout that makes Pods which are asked there; it is in no number, and one more puts everything back.',
  predictNoise: {
    'traffic-port': () =>
      '*With health checks on the traffic port*: expect connections in `downstream_cx_total` that no client opened, some in `downstream_cx_active`, and none in the http2 statistics: a check closes without a byte.',
    'own-listener': () =>
      '*With health checks on a listener of their own*: expect no connection that no client opened.',
  },
  template: (deployment: string) => `the Pod template of Deployment ${deployment}`,
  preparing: () =>
    'A Pod ends as the template says that it was made from. So the treatment begins with a rollout that makes Pods which end so, and what that costs is in no number; the rollout that puts everything back ends them so once more.',
  predictLoss: {
    sigterm: () =>
      '*With SIGTERM alone*: expect lost requests. Nodes go on sending to a Pod for about a second after it was told to end, and Envoy is gone by then.',
    sleep: () =>
      '*With a sleep*: expect next to none lost. The nodes let go of a Pod before the signal; only requests in flight at the signal are cut.',
    drain: () =>
      "*With a drain*: expect none lost. Each response asks its connection to leave, and the signal waits until all have left; a client that is silent beyond the drain's deadline is cut.",
    'healthcheck-fail': () =>
      '*With a failed health check*: expect none lost. Each response is the last on its connection, and clients that are sent to the same Pod again reconnect with every request until its nodes let go of it.',
  },
  untouched: (arm: string) => `*${arm}* - nothing is touched`,
  untouchedWith: (arm: string, field: string) => `*${arm}* - nothing is touched with ${field}`,
  reconnects: (arm: string, otherwise: string) => `*${arm}* - every client reconnects, ${otherwise}`,
  changesService: (service: string) =>
    `The treatment changes Service ${service}, and everything is put back afterwards:`,
  armShares: (arm: string, shares: string) => `${arm} ${shares} %`,
  predictWays: (arms: string) => `*Prediction*: by the Service's settings and the Pods on each node: ${arms}.`,
  clients: (clients: number, place: string, workload: string) =>
    `${units.count(clients, 'client')}${place} with one connection each, ${workload}`,
  /** Agents in a Job of a namespace, and its cluster where that is not the target's. */
  onAgents: (agents: number, namespace: string, cluster: string | null) =>
    ` on ${units.count(agents, 'agent')} (a Job in namespace ${namespace}${cluster === null ? '' : ` of ${cluster}`})`,
  deployment: (name: string, pods: number, target: string) =>
    `Deployment ${name} of ${units.count(pods, 'Pod')} on ${target}`,
  restart: (kind: string) => `restart \`${kind}\``,
  seed: (seed: number) => `seed ${seed}`,
  askedBy: (person: string) => `asked by ${person}`,
  changing: (target: string, run: string) =>
    `What run ${run} has changed on ${target} is put back before this run begins: the plan is for ${target} as it was before that.`,
  already: (target: string, setting: string) =>
    `:warning: *${target} has \`${setting}\` already*: the run would end before it touches anything.`,
  change: (config: string) => `The treatment changes ${config}, and everything is put back afterwards:`,
  changes: (arm: string, config: string) =>
    `Arm ${arm}, and the others with their own value, changes ${config}, and everything is put back afterwards:`,
  unchecked: () =>
    'No Envoy is at hand to check it first; should the Pods refuse it, the rollout fails and everything is put back.',
  predictNothing: () => '*Prediction*: nothing is restarted, so every connection stays where it is.',
  predictBurst: () =>
    "*Prediction*: all connections on the one Pod that is there first. A burst reproduces the original's 20/0/0; it is the likeliest of the mechanisms modelled; an ordinary rolling restart skews less.",
  predictNoSkew: (interval: string) =>
    `*Prediction*: nothing skews. The clients speak every ${interval}, so every client re-picks only after the restart, when all Pods are there.`,
  predictShares: (shares: string) =>
    `*Prediction*: ordinary rolling restart: expect ${shares} % - the Pod that is Ready first takes most.`,
  withSetting: (open: string, because: string | null, rate: string, within: string) =>
    `*With the setting*: expect ${open} connections open at a time (${because}), ${rate} reconnects/s, and every client on a Pod that it picked anew within ${within}.`,
  requestsAreAbout: () =>
    'The number is approximate on HTTP/2: what a client has begun by the time it hears the GOAWAY still runs on that connection.',
  closesNothing: (value: string, reason: string) =>
    `*With the setting*: closes nothing, because ${reason}: no connection is idle for ${value}.`,
  everySpeaks: (interval: string) => `every client speaks every ${interval}`,
  nextStream: (pause: string) => `a client opens its next stream within ${pause} of the end of the one before`,
  endlessIdle: (field: string) =>
    `The treatment closes nothing: each connection carries a stream without an end, and a connection with a stream is never idle, so ${field} alone moves no connection. \`max_stream_duration=5s\` would, and cut every stream.`,
  endless: (field: string) =>
    `The treatment closes nothing: each connection carries a stream without an end, and GOAWAY never ends an active stream, so ${field} alone moves no connection. \`max_stream_duration=5s\` would, and cut every stream.`,
  podOn: (pod: string, node: string) => `${pod} on ${node}`,
  pods: (pods: string) => `Pods: ${pods}.`,
  /** Ends with the hash, which the shell reads from there. */
  approval: (effect: string, pods: string, hash: string) =>
    `*Approval* is for exactly this: it ${effect}.${pods} Plan \`${hash}\`.`,
  /** What a run does to its target; in English it reads after "it". */
  opensOnly: (clients: number) => `opens ${units.count(clients, 'connection')} and changes nothing`,
  restarts: (x: {
    clients: number;
    deployment: string;
    pods: number;
    rollouts: number;
    reconnects: number;
    atMost: boolean;
  }) =>
    `opens ${units.count(x.clients, 'connection')}, restarts Deployment ${x.deployment} (${units.count(x.pods, 'Pod')}) ${x.atMost ? 'at most ' : ''}${x.rollouts} times, the last to put it back; ${x.atMost ? 'up to' : 'about'} ${units.count(x.reconnects, 'reconnect')} expected`,
  scales: (x: {
    clients: number;
    deployment: string;
    pods: number;
    from: number;
    to: number;
    times: number;
    reconnects: number;
  }) =>
    `opens ${units.count(x.clients, 'connection')}, restarts Deployment ${x.deployment} (${units.count(x.pods, 'Pod')}) with ${units.count(x.from, 'Pod')} and scales it to ${x.to}, ${x.times === 1 ? 'once' : `${x.times} times`}, then puts its ${x.pods} back; about ${units.count(x.reconnects, 'reconnect')} expected`,
  kills: (x: {
    clients: number;
    deployment: string;
    pods: number;
    kills: number;
    rollouts: number;
    reconnects: number;
  }) =>
    `opens ${units.count(x.clients, 'connection')}, kills ${units.count(x.kills, 'Pod')} of Deployment ${x.deployment} (${units.count(x.pods, 'Pod')})${x.kills === 1 ? '' : ', one at a time'}${x.rollouts === 0 ? '' : `, and restarts it ${x.rollouts} times, the last to put it back`}; about ${units.count(x.reconnects, 'reconnect')} expected`,
  podKill: (arm: string, field: string | null) =>
    `*${arm}* - ${field === null ? '' : `a restart with ${field}, then `}the Pod with most connections is killed${field === null ? ', configuration as found' : ''}`,
  predictKill: (clients: number) =>
    `*Prediction*: the Pod that is killed takes the most of ${units.count(clients, 'connection')} with it; what they have under way fails. Their clients come back to the Pods that are left, and without a setting nothing moves to the Pod that replaces it.`,
  scaleOut: (arm: string, field: string | null, from: number, to: number) =>
    `*${arm}* - a restart with ${units.count(from, 'Pod')}, ${field === null ? 'configuration as found' : `with ${field}`}, until every client is there; then a scale-out to ${to}`,
  addsPods: (arm: string, from: number, to: number) =>
    `*${arm}* - ${units.count(from, 'Pod')} ${from === 1 ? 'becomes' : 'become'} ${to} while the clients stay connected`,
  adds: (x: { clients: number; deployment: string; from: number; to: number; times: number; reconnects: number }) =>
    `opens ${units.count(x.clients, 'connection')}, scales Deployment ${x.deployment} from ${x.from} to ${x.to} Pods and back${x.times === 1 ? '' : `, ${x.times} times`}; about ${units.count(x.reconnects, 'reconnect')} expected`,
  scale: (from: number, to: number) => `scale-out from ${from} to ${to}`,
  predictScale: (from: number, to: number) =>
    `*Prediction*: without a setting no connection moves: ${from === 1 ? 'the Pod that was there keeps all of them' : `the ${from} Pods that were there keep them, about ${Math.round(100 / from)} % each`}, and ${to - from === 1 ? 'the new Pod gets' : `the ${to - from} new Pods get`} none.`,
  changesWay: (x: { clients: number; service: string; settings: string; reconnects: number }) =>
    `opens ${units.count(x.clients, 'connection')}, changes Service ${x.service} (${x.settings}) and puts it back; about ${units.count(x.reconnects, 'reconnect')} expected`,
  fewerClients: (clients: number, usual: number) =>
    `The limit of the target is ${units.count(clients, 'client')}; the scenario has ${usual.toLocaleString('en-US')} by default, and with fewer it may end undecided.`,
  dryRun: () => 'Dry run: nothing is touched.',
};
