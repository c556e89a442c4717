import { MAX_ROUNDS } from '../../sweep/sweep-plan.ts';
import { units } from './units.ts';

interface Best {
  name: string;
  target: string;
  /** How many settings the sweep tried. */
  tried: number;
  pods: number;
  shares: string;
  reason: string;
  control: string;
}

/** What a sweep found. */
export const sweep = {
  found: (x: Best) =>
    `:white_check_mark: *${x.name} ${x.tried === 1 ? 'keeps connections even' : 'is the value to set'} on ${x.target}*: connections spread evenly over ${units.count(x.pods, 'Pod')}${x.shares}, and ${x.reason}.${x.control}`,
  atMost: (bound: string) => `, the fullest at most ${bound} times the mean`,
  inBrackets: (text: string) => ` (${text})`,
  price: (price: string) => `*Price*: ${price}.`,
  set: (setting: string, open: string) => `Set \`${setting}\`; the lines to copy are in the thread.${open}`,
  none: (target: string, each: string) => `:grey_question: *No value can be recommended on ${target}*: ${each}.`,
  /** Between settings whose names are bold. */
  between: '; ',
  moreInThread: (n: number) => `; ${n} more are in the thread`,
  next: {
    decided: 'Every setting is decided: other `values`, or a later `within`, is what is left to try.',
    budget: 'The budget is spent. More `clients`, or a larger `budget`, gives each setting more picks.',
    rounds: `${MAX_ROUNDS} rounds did not decide it, and a sweep has no more. More \`clients\` give each setting more picks.`,
  },
  control: (spread: string) => ` After a restart alone it was ${spread}.`,
  rate: (mean: string, peak: string) => `${mean} reconnects/s, ${peak} in the fullest second`,
  oneInOpens: (each: string) => `1 in ${each} requests opens a connection`,
  eachOpens: () => 'every request opens a connection',
  evenWithin: (time: string) => `even again within ${time}`,
  failed: (failed: number, rpcs: number) =>
    failed === 0 ? '0 failed requests' : `${failed} of ${units.count(rpcs, 'request')} failed`,
  costs: (name: string, times: string, soon: string) => `${name} costs ${times} times as much${soon}`,
  soon: (time: string) => ` (even within ${time})`,
  others: (each: string) => `${each}.`,
  open: (names: string, stopped: 'decided' | 'budget' | 'rounds') => ` Not decided${WHEN[stopped]}: ${names}.`,
  noAdvice: (reason: string) => `*No recommendation*: ${reason}.`,
  advice: (name: string) => `*Recommendation*: ${name}, ${sweep.place}:`,
  /** Where the lines to copy belong. */
  place: "in the `typed_config` of the HttpConnectionManager that takes the clients' connections",
  // Why a setting is not to be recommended, and why one is.
  notCounted: (reason: string) => `not counted: ${reason}`,
  closedNothing: (seconds: number) => `it closed no connection in the ${seconds} s observed`,
  uneven: () => 'uneven',
  undecided: (more: number | null) => (more === null ? 'undecided' : `undecided: ${more} more picks would decide`),
  tooLate: (within: string, asked: string) => `even within ${within}, later than the ${asked} asked for`,
  tooManyFailed: (failed: number, rpcs: number, percent: number) =>
    `${failed} of ${rpcs} requests failed, more than the ${percent} % tolerated`,
  noneFit: (each: string, goal: boolean) =>
    goal
      ? `no setting both spread the connections evenly and kept the goal: ${each}`
      : `no setting spread the connections evenly: ${each}`,
  onlyOne: (tried: number, goal: boolean) =>
    tried === 1
      ? 'it is the 1 value tried, so a cheaper one may do as well'
      : `of the ${tried} settings tried it is the only one that spread the connections evenly${goal ? ' and kept the goal' : ''}`,
  cheapest: (fit: number) => `of ${fit} that spread the connections evenly it costs the fewest reconnects`,
  tied: (rate: string, others: string) =>
    `its ${rate} reconnects/s and those of ${others} can't be told apart in the time observed, and of equal prices the longest value disturbs the least`,
  // The table.
  columns: {
    setting: 'Setting',
    verdict: 'Verdict',
    n: 'N',
    ratio: 'max/mean',
    p: 'p, adjusted',
    within: 'Even within',
    rate: 'Reconnects/s',
    failed: 'Failed',
    p99: 'p99',
    tries: 'Tries',
  },
  caption: (run: string, settings: number, rounds: number, alpha: number) =>
    `Sweep of ${run}: ${units.count(settings, 'setting')} in ${units.count(rounds, 'round')}, verdicts together at alpha ${alpha} (Holm over the settings, a part of alpha for each try)`,
  recommended: (name: string, reason: string) => `Recommended: *${name}*, because ${reason}.`,
  efficient: (names: string) => `Efficient, none of the others both cheaper and sooner even: ${names}.`,
  unfit: (each: string) => `Not to be recommended: ${each}.`,
  best: (name: string) => `${name} (recommended)`,
  rateCell: (mean: string, peak: string) => `${mean} (peak ${peak})`,
  invalidTries: (tries: number, invalid: number) => `${tries} (${invalid} invalid)`,
  restartAlone: () => 'control, restart alone',
};

const WHEN = {
  decided: '',
  budget: ' when the budget was spent',
  rounds: ` after ${MAX_ROUNDS} rounds`,
} as const;
