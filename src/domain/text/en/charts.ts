import type { Movement } from '../../scenario.ts';
import { moves } from './moves.ts';
import { units } from './units.ts';

type Evidence = 'held' | 'picks';

/** What charts say, and their descriptions for people who do not see them. */
export const charts = {
  clients: (clients: number, workload: string) => `${units.count(clients, 'client')}, ${workload} each`,
  burst: () => 'burst restart: one Pod first',
  rolling: () => 'rolling restart',
  killed: () => 'one Pod killed',
  scaled: (from: number, to: number) => `scale-out from ${from} to ${to} Pods`,
  run: (id: string) => `run ${id}`,
  runs: (a: string, b: string) => `runs ${a} and ${b}`,
  eachArmIsABand: () => 'each arm is a band',
  endlessStreams: () => 'endless streams',
  keptInUse: (what: 'request' | 'stream', turn: string) => `a ${what} every ${turn} keeps them in use`,
  lifeOfTurn: (isMean: boolean, life: string, turn: string) => `${isMean ? 'on average ' : ''}${life} of every ${turn}`,
  requestsOfTurn: (requests: number, streams: boolean, period: string) =>
    `${units.count(requests, streams ? 'stream' : 'request')} a connection, another every ${period}`,
  openOf: (open: number, clients: number) => `${open} of ${clients}`,
  seconds: () => "seconds since the run's start",
  open: () => 'open connections',
  foreign: () => 'connections that never spoke HTTP/2',
  foreignOn: (pod: string, count: number) => `${pod} ${count}`,
  foreignAlt: (counts: string) => `Connections that never spoke HTTP/2, at the end: ${counts}.`,
  openMean: () => 'open connections, mean',
  oneForEach: () => 'one for each client',
  oneForEachPod: () => 'one for each client and Pod',
  expected: () => 'expected open at a time, all Pods',
  expectedAs: (open: string, because: string) => `expected open at a time, all Pods: ${open} (${because})`,
  restartOnly: () => 'restart only',
  reconnectOnly: () => 'reconnect only',
  killOnly: () => 'Pod killed only',
  scaleOnly: (from: number, to: number) => `scale ${from} to ${to} only`,
  nothingChanged: () => 'nothing changed',
  marks: {
    restored: 'restored',
    restart: 'restart',
    prepared: 'Pods made anew',
    checked: 'health checks moved',
    killed: 'Pod killed',
    scale: (from: number, to: number) => moves.scaled(from, to),
    reconnect: 'reconnect',
    setting: (parts: string) => `setting ${parts}`,
    streams: 'streams',
    drain: 'drain',
  },
  // Findings: the titles.
  invalid: () => 'Connections per Pod: not counted, a gate failed',
  noSetting: (settings: number) => `None of ${settings} settings can be recommended`,
  onlySetting: (name: string, settings: number) =>
    settings === 1
      ? `${name} keeps connections even, the 1 value tried`
      : `${name} alone of ${settings} settings keeps connections even`,
  bestSetting: (name: string, fit: number) => `${name} is the cheapest of ${fit} settings that keep connections even`,
  unfinished: (state: 'done' | 'failed' | 'cancelled' | 'interrupted', seconds: number) =>
    `Connections per Pod: ${state === 'done' ? 'no verdict' : state} after ${seconds} s`,
  changedNothing: (setting: string) => `${setting} changed nothing`,
  until: (fullest: string, setting: string) => `${fullest} until ${setting}`,
  worse: (setting: string, fullest: string) => `${setting} made it worse: ${fullest}`,
  unevenToo: (setting: string, fullest: string) => `Uneven with ${setting}, not shown more even without it: ${fullest}`,
  stillUneven: (setting: string, fullest: string) => `Still uneven with ${setting}: ${fullest}`,
  evenNotShown: (setting: string) => `Even with ${setting}, not shown uneven without it`,
  found: (fullest: string, moved: Movement) => `${fullest}${moves.title[moved]}`,
  even: (pods: number, moved: Movement) => `Connections spread evenly over ${pods} Pods${moves.title[moved]}`,
  undecided: () => "Connections per Pod: can't tell yet",
  onePod: () => 'one Pod',
  nthOfRepeats: (nth: number, repeats: number) => `the ${units.ordinal(nth)} Ready Pods of ${repeats} repeats`,
  heldOn: (most: number, total: number, where: string) => `${most} of ${total} on ${where}`,
  pickedOn: (percent: number, total: number, where: string) => `${percent} % of ${total} new connections on ${where}`,
  predictedCount: (n: string) => `, ${n} predicted`,
  predictedShare: (share: string) => ` (${share} predicted)`,
  fromTo: (before: string, predicted: string, after: string) => `From ${before} on one Pod${predicted} to ${after}`,
  atMostEach: (share: string, pods: number) => `at most ${share} on each of ${pods}`,
  evidence: (n: number, evidence: Evidence) => (evidence === 'held' ? `${n} connections held` : `${n} new connections`),
  groupOfRepeats: (name: string, repeats: number) => `${name}, ${repeats} repeats`,
  share: () => 'share of connections',
  // Descriptions.
  shareAlt: () => 'Share of connections by Envoy Pod.',
  groupAlt: (x: { label: string; evidence: string; each: string; even: string; low: string; high: string }) =>
    `${x.label}, ${x.evidence}: ${x.each}. Even share ${x.even}, 95 % band ${x.low} to ${x.high}.`,
  between: (share: string, low: string, high: string) => `${share} (${low} to ${high})`,
  predictedAlt: (each: string, outside: string, isByWay: boolean) =>
    `Predicted by ${isByWay ? "the Service's settings" : "the restart's timeline"}, with 95 % bands: ${each}. ${outside === '' ? 'All are in them' : `Outside: ${outside}`}.`,
  timeAlt: (seconds: number) => `Connections per Envoy Pod, 0 to ${seconds} s.`,
  armsAlt: (arms: number) => `${arms} arms, each a band; the mean of each Pod by its order of readiness.`,
  markAlt: (label: string, seconds: number) => `${label} at ${seconds} s.`,
  armNotObserved: (arm: string) => `${arm}: not observed.`,
  armWithoutPods: (arm: string) => `${arm}: no Pod was Ready.`,
  armHeld: (arm: string, counts: string, seconds: number) => `${arm}: ${counts} from ${seconds} s.`,
  notRead: () => 'not read',
  rangeOnEach: (least: number, most: number) => `${least} to ${most} on each Pod`,
  armOpen: (arm: string, seconds: number, range: string, expected: string) =>
    `${arm} from ${seconds} s: ${range}, ${expected} expected at a time.`,
  tradeoffAlt: () => 'Time to balance against reconnects per second.',
  askedFor: (time: string) => `Asked for: even within ${time}.`,
  notDrawn: (name: string, why: string) => `Not drawn: ${name}, ${why}.`,
  noNumber: () => 'no number',
  pointAlt: (name: string, price: string, within: string, role: string) =>
    `${name}: ${price} reconnects per second, even within ${within}, ${role}.`,
  roles: {
    recommended: 'recommended',
    efficient: 'efficient',
    beaten: 'another is cheaper and sooner',
    unfit: 'not to be recommended',
  },
  priceAxis: () => 'price: reconnects per second',
  withinAxis: () => 'even again within, seconds',
  // Two runs.
  pairSubtitle: () => 'Share of each Pod, in its order of readiness',
  pairAlt: () => 'Share of connections by Envoy Pod in its order of readiness.',
  pairRun: (x: { mark: string; run: string; title: string; n: number; evidence: Evidence; repeats: number }) =>
    `${x.mark} ${x.run}: ${x.title}, ${charts.evidence(x.n, x.evidence)}${x.repeats > 1 ? ` in ${x.repeats} repeats` : ''}`,
  thingsDiffer: (n: number) => `${n} things differ`,
  differs: (what: string, a: string, b: string) => `${what} ${a} in A, ${b} in B`,
  moreEven: (even: 'A' | 'B', other: 'A' | 'B', less: string, more: string, p: string) =>
    `${even} is more even than ${other}: max/mean ${less} against ${more}, ${p}`,
  otherPlaces: (p: string) => `A and B fill other Pods in their order of readiness, ${p}`,
  notApart: (a: string, b: string) => `A and B can not be told apart: max/mean ${a} and ${b}`,
  notTested: (a: string, b: string) => `A beside B, not tested: max/mean ${a} and ${b}`,
  placeAlt: (nth: number, share: string, count: number) => `${units.ordinal(nth)} ${share} (${count})`,
  pairRunAlt: (label: string, shares: string, even: string, low: string, high: string) =>
    `${label}: ${shares}; even share ${even}, 95 % band ${low} to ${high}.`,
  // Keys within the plots.
  key: {
    even: 'even share and its 95 % band for one Pod',
    predicted: 'predicted share and its band',
    recommended: 'recommended',
    efficient: 'efficient',
    beaten: 'another is cheaper and sooner',
    unfit: 'not shown even',
    goal: 'asked for: no later than this',
    measured: 'measured, each try',
    notDrawn: (names: string) => `Not drawn, without a price or a time: ${names}`,
  },
};
