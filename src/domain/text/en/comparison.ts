import { units } from './units.ts';

type Side = 'A' | 'B';
type Evidence = 'held' | 'picks';

const HELD_OR_OPENED = {
  held: 'connections held after its change',
  picks: 'connections opened in its observation',
} as const;

/** What two runs have and have not in common. */
export const comparison = {
  sideBySide: () => '*A and B can only be put side by side.*',
  ratios: (a: string, b: string) => `max/mean ${a} in A, ${b} in B`,
  unknown: () => 'unknown',
  moreEven: (even: Side, other: Side, ratios: string, p: string) =>
    `*${even} spreads its connections more evenly than ${other}*: ${ratios}, ${p}.`,
  otherPlaces: (placesP: string, ratios: string, unevenP: string) =>
    `*A and B fill other Pods in their order of readiness*, ${placesP}; that one is more even than the other is not shown: ${ratios}, ${unevenP}.`,
  notApart: (ratios: string, unevenP: string, placesP: string) =>
    `*A and B can not be told apart*: ${ratios}; ${unevenP} for how uneven they are, ${placesP} for which Pods are full. That is no proof that they are alike: few connections show only large differences.`,
  side: (x: {
    side: Side;
    run: string;
    title: string;
    target: string;
    at: string;
    spread: string;
    repeats: number;
    verdict: string;
  }) =>
    `*${x.side}* ${x.run} ${x.title} on ${x.target}, ${x.at}: ${x.spread}${x.repeats > 1 ? ` in ${x.repeats} repeats` : ''} - ${x.verdict}`,
  notTested: (why: string) => `:no_entry: Not tested: ${why}.`,
  notAlike: (why: string) => `:warning: Not like for like: ${why}.`,
  same: () => 'Scenario, target, parameters and versions are the same.',
  differs: (named: string, more: number) => `*Differs*: ${named}${more > 0 ? `; and ${more} more in the table` : ''}.`,
  difference: (what: string, a: string, b: string) => `${what} ${a} in A, ${b} in B`,
  askedBy: (person: string) => `asked by ${person}`,
  // The table.
  note: (alpha: number, unevenP: string, placesP: string) =>
    `Two tests, read together (Holm, alpha ${alpha}): how uneven the runs are, whichever Pods are full, ${unevenP}; which Pods are full in their order of readiness, ${placesP}. They say whether the spreads differ by more than chance, not what made them differ.`,
  caption: (a: string, b: string) => `A ${a} beside B ${b}`,
  run: 'Run',
  titles: {
    verdict: 'Verdict',
    judged: 'Judged arm',
    counts: 'Counts, by order of readiness',
    n: 'N',
    ratio: 'max/mean',
    p: 'p of evenness',
    rate: 'Reconnects/s',
    peak: 'Most reconnects in 1 s',
    failed: 'Failed requests',
    p99: 'p99',
    opened: 'p99 with handshake',
    even: 'Even after',
    connected: 'Connected',
    handshakes: 'Handshakes',
  },
  judged: (arm: string, repeats: number, evidence: Evidence) =>
    `${arm}${repeats > 1 ? `, ${repeats} repeats` : ''}, connections ${evidence === 'picks' ? 'opened' : 'held'}`,
  of: (part: string, whole: string) => `${part} of ${whole}`,
  ofRequests: (part: string, whole: string) => `${part} of ${whole} requests`,
  notEven: () => 'not within the observation',
  notEvenIn: (repeats: number, all: number) => `not in ${repeats} of ${all} repeats`,
  atMost: (time: string) => `at most ${time}`,
  // What stands in the way, and what to bear in mind.
  invalid: (side: Side, reason: string) => `${side} is INVALID, so its counts are no evidence (${reason})`,
  otherPods: (a: number, b: number) =>
    `A has ${units.count(a, 'Pod')} and B ${b}, so their shares differ by that alone`,
  onePod: () => 'one Pod shares with nobody',
  scenarios: (a: string, b: string) => `the scenarios differ: A is \`${a}\`, B \`${b}\``,
  targets: (a: string, b: string) => `the targets differ: A ran on \`${a}\`, B on \`${b}\``,
  evidence: (a: Evidence, b: Evidence) =>
    `the evidence differs: A is judged by ${HELD_OR_OPENED[a]}, B by ${HELD_OR_OPENED[b]}, so a restart stands against a setting`,
  sweep: (side: Side, value: string) => `${side} is a sweep, judged by the value that it recommends, ${value}`,
  workloads: (a: string, b: string) => `the clients do other things: A's \`${a}\`, B's \`${b}\``,
  clients: (a: number, b: number) => `A has ${a} clients and B ${b}`,
  intervals: (a: string, b: string, restarts: boolean) =>
    `A's clients speak every ${a} and B's every ${b}${restarts ? ', so they meet a restart at another pace' : ''}`,
  names: {} as Readonly<Record<string, string>>,
  // Why a run has nothing to compare; reads after its name.
  otherSchema: (schema: number) => `has a record of schema ${schema}, and this bot reads schema 1`,
  ended: (state: 'failed' | 'cancelled' | 'interrupted') => `${ENDED[state]}, so it has no verdict`,
  noValue: () => 'is a sweep that recommends no value, so it has no one verdict',
  noVerdict: () => 'ended without a verdict',
  // Answers.
  nonePrevious: (run: string) => `No run before ${run} that is like it is kept. \`/nlb history\` lists the runs.`,
  noThread: (run: string, command: string) => `Run ${run} has no thread. Try: \`${command}\``,
  isInThread: (previous: string, run: string) => `The comparison with ${previous} is in the thread of ${run}.`,
  notEnded: (run: string, command: string) =>
    `Run ${run} has not ended, so there is nothing to compare yet. \`${command}\` shows how far it is.`,
  noRecord: (run: string) =>
    `Run ${run} left no record, so there is nothing to compare. \`/nlb history\` lists the runs.`,
  notComparable: (run: string, why: string, command: string) =>
    `Run ${run} ${why}, so there is nothing to compare. \`${command}\` shows what it has.`,
};

const ENDED = { failed: 'failed', cancelled: 'was cancelled', interrupted: 'was interrupted' } as const;
