import type { Movement } from '../../scenario.ts';
import { moves } from './moves.ts';
import { units } from './units.ts';

/** What a run is told to have found, as its sentences take it: names are mrkdwn already. */
export interface Found {
  setting: string;
  target: string;
  spread: string;
  /** What the change without the setting did; see `control`. */
  control: string;
  /** What the change was. */
  moved: Movement;
}

/** The one line that answers a finished run's question. */
export const answer = {
  noVerdict: (title: string, target: string) => `:grey_question: *${title}* on ${target} ended without a verdict.`,
  invalid: (title: string, target: string, reason: string, arm: string) =>
    `:no_entry: *${title} on ${target} is not counted*: ${reason} (${arm}).`,
  repaired: ({ setting, target, spread, control, moved }: Found, pods: number) =>
    `:white_check_mark: *${setting} repairs the skew on ${target}*: connections spread evenly over ${units.count(pods, 'Pod')} (${spread}). ${moves.without[moved]}, ${control}.`,
  noEffect: ({ setting, target, spread, moved }: Omit<Found, 'control'>, reason: string) =>
    `:no_entry_sign: *${setting} changed nothing on ${target}*: it ${reason}. Connections stayed ${moves.stayed[moved]} (${spread}).`,
  worse: ({ setting, target, spread, control, moved }: Found, fullest: string) =>
    `:warning: *${setting} makes the spread uneven on ${target}*: ${spread}, ${fullest}. ${moves.without[moved]}, ${control}.`,
  unevenToo: ({ setting, target, spread, control, moved }: Found, fullest: string) =>
    `:warning: *Connections are uneven on ${target} with ${setting}*: ${spread}, ${fullest}. ${moves.without[moved]}, ${control}, no more even: nothing shows that the setting is to blame.`,
  notRepaired: ({ setting, target, spread, control, moved }: Found, fullest: string) =>
    `:warning: *${setting} does not repair the skew on ${target}*: ${spread}, ${fullest}. ${moves.without[moved]}, ${control}.`,
  undecided: ({ setting, target, spread, control, moved }: Found, evidence: string, more: string) =>
    `:grey_question: *Can't tell from ${evidence} whether ${setting} evens them out on ${target}*: ${spread}; ${more}. ${moves.without[moved]}, ${control}.`,
  even: (
    { setting, target, spread, control, moved }: Found,
    shows: 'BALANCED' | 'INCONCLUSIVE' | 'IMBALANCED' | 'INVALID',
  ) =>
    `:white_check_mark: *Connections spread evenly on ${target} with ${setting}*, but a repair is not shown: ${spread}. ${moves.without[moved]}, ${control}${CONTROL_SHOWS[shows]}.`,
  aloneUneven: (target: string, moved: Movement, spread: string, fullest: string, stays: boolean) =>
    `:warning: *Connections are uneven on ${target}${moves.after[moved]}*: ${spread}, ${fullest}.${stays ? ' Nothing closes a connection, so it stays so.' : ''}`,
  aloneEven: (target: string, moved: Movement, spread: string) =>
    `:white_check_mark: *Connections are spread evenly on ${target}${moves.after[moved]}*: ${spread}.`,
  aloneUndecided: (target: string, moved: Movement, spread: string, evidence: string, more: string) =>
    `:grey_question: *Can't tell from ${evidence} on ${target}${moves.after[moved]}*: ${spread}; ${more}.`,
  controlNotCounted: (reason: string) => `nothing is counted: ${reason}`,
  controlOnOne: (total: number) => `${total} of ${total} stayed on one Pod`,
  control: (spread: string) => `it was ${spread}`,
  uneven: () => 'uneven',
  fullest: (pod: string, ratio: string) => `${pod} has ${ratio} times its share`,
  noneWouldDecide: () => 'no number of connections at these shares would decide',
  onePod: () => 'one Pod: nothing to compare',
  noPod: () => 'no Pod: nothing to compare',
  noConnection: () => 'no connection was opened',
  moreByClients: (more: string, clients: number) => `${more} more would decide: \`clients=${clients}\``,
  moreByTime: (more: string) => `${more} more would decide: a longer \`observe\``,
  moreThanFits: (more: string) => `${more} more would decide, beyond the 2,000 clients of one run`,
};

/** What a control that is not skewed says about a repair. */
const CONTROL_SHOWS = {
  BALANCED: ', which is even too',
  INCONCLUSIVE: ', too few to tell whether there was a skew to repair',
  IMBALANCED: '',
  INVALID: '',
} as const;

/** Why a setting closed no connection; reads after "it". */
export const noEffect = {
  plain: () => 'closed no connection',
  idleSpeaks: (interval: string, value: string) =>
    `closed no connection, because every client speaks every ${interval}, more often than the ${value} timeout`,
  idleJust: (observed: string, value: string) =>
    `closed no connection in ${observed}, because every client speaks just as the ${value} timeout would end`,
  idleAlthough: (observed: string, interval: string) =>
    `closed no connection in ${observed}, although the clients pause for ${interval}`,
  tooYoung: (value: string, oldest: string) =>
    `closed no connection, because none reached the age of ${value} in the ${oldest} since the restart`,
  tooFewRequests: (requests: number, most: number, oldest: string) =>
    `closed no connection, because none carried ${units.count(requests, 'request')}: in the ${oldest} since the change a client sends ${most.toLocaleString('en-US')} at most`,
  within: (observed: string) => `closed no connection in ${observed}`,
  endlessIdle: () => 'closed no connection: each carries a stream without an end, so none is ever idle',
  nextStream: (pause: string) =>
    `closed no connection, because a client opens its next stream within ${pause} of the end of the one before`,
  endless: (asked: number) =>
    `closed no connection${asksOf(asked)}: each carries an endless stream; only \`max_stream_duration\` ends it, at the price of cut streams`,
  streamWaits: (asked: number, call: string) =>
    `closed no connection${asksOf(asked)}: each waits for its stream of ${call} to end`,
};

const asksOf = (asked: number): string =>
  asked === 0 ? '' : ` and asked ${units.count(asked, 'connection')} to leave (GOAWAY)`;

/** What the answer cost the clients, and what to type next. */
export const price = {
  line: (price: string, next: string) => `*Price*: ${price}.${next === '' ? '' : ` ${next}`}`,
  streamsBroke: (streams: number) => `${units.count(streams, 'stream')} broke off while Pods were replaced`,
  lostInChange: (lost: number, asked: number, what: 'request' | 'message', moved: Movement) =>
    `${lost} of ${units.count(asked, what)} failed ${moved === 'restart' ? 'while Pods were replaced' : 'in the change'}`,
  nothingChanged: (damage: string) => `nothing was changed; ${damage}`,
  byChange: (reconnects: number, damage: string, moved: Movement) =>
    `${units.count(reconnects, 'reconnect')} by the ${moved === 'restart' ? 'restart' : 'change'}, ${damage} after it`,
  rate: (mean: string) => `${mean} reconnects/s`,
  rateAndPeak: (mean: string, peak: string) => `${mean} reconnects/s (peak ${peak})`,
  paid: (times: string) => `${times} paid a handshake`,
  nonePaid: (what: 'request' | 'message') => `no ${what} paid a handshake`,
  connected: (share: string) => `, connected ${share}`,
  p99: (ms: string) => `p99 ${ms} ms`,
  p99Same: () => 'p99 not higher',
  p99More: (ms: string) => `+${ms} ms p99`,
  recommended: (x: {
    interval: string;
    value: string;
    isMinute: boolean;
    within: string;
    cheaper: number;
    command: string;
  }) =>
    `Your clients speak every ${x.interval}: *${x.value}* keeps them even within ${x.isMinute ? 'a minute' : x.within} for 1/${x.cheaper} of that price. Try \`${x.command}\`.`,
  again: (command: string) => `Run it again: \`${command}\`.`,
  onceRight: (todo: string | null, command: string) =>
    `${todo ?? 'Put that right.'} Then run it again: \`${command}\`.`,
  trySetting: (command: string) => `A setting makes connections move to the new Pods: try \`${command}\`.`,
  makeSkew: (command: string) => `A burst restart makes a skew to repair: try \`${command}\`.`,
  keep: (setting: string) => `To keep it, set \`${setting}\`.`,
  doNotSet: (command: string) => `Do not set it on this evidence; a repeat makes sure: \`${command}\`.`,
  lookElsewhere: () => 'Look for session affinity or traffic policy `Local`: `/nlb explain nodeport`.',
  nothingToDo: () => 'Nothing to do.',
  withoutCuts: (command: string) => `Streams that end by themselves within that time are not cut: try \`${command}\`.`,
  next: (command: string) => `Try \`${command}\`.`,
};

/** What a run is called. */
export const titles = {
  sweep: (scenario: string, values: string) => `sweep of ${scenario} over ${values}`,
  jitters: (percents: string) => `jitter ${percents} %`,
  effects: { REPAIRED: 'repaired', NO_EFFECT: 'no effect', WORSE: 'made uneven', NOT_SHOWN: 'no repair shown' },
  requestEvery: (interval: string) => `a request every ${interval}`,
  endlessStream: (kind: 'server-stream' | 'bidi-stream', interval: string) =>
    `an endless ${STREAMS[kind]} with a message every ${interval}`,
  streamAfterStream: (kind: 'server-stream' | 'bidi-stream', length: string, interval: string) =>
    `one ${STREAMS[kind]} of ${length} after the other, with a message every ${interval}`,
  streams: (kind: 'server-stream' | 'bidi-stream') => `${STREAMS[kind]}s`,
};

const STREAMS = { 'server-stream': 'server stream', 'bidi-stream': 'bidirectional stream' } as const;
