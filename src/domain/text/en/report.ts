import { units } from './units.ts';

/** The table of a run's numbers and the lines under it. */
export const report = {
  caption: (run: string, evidence: string) => `Report of ${run}: ${evidence}`,
  priceCaption: (run: string) => `Price of each arm of ${run}`,
  arm: 'Arm',
  titles: {
    counts: 'Connections per Pod',
    n: 'N',
    ratio: 'max/mean',
    p: 'p',
    verdict: 'Verdict',
    closes: 'Closed by',
    even: 'Even after',
    rate: 'Reconnects/s',
    connected: 'Connected',
    handshakes: 'Handshakes',
    latency: 'p50 / p99',
    opened: 'with handshake',
    gap: 'Gap p50 / p99',
    failed: 'Failed requests',
    late: 'Sent late, p99',
    streams: 'Streams cut',
    lost: 'Requests lost',
    foreign: 'Foreign connections',
    fit: 'Predicted',
  },
  noVerdict: () => 'none',
  armsBy: (arms: string, evidence: string) => `${arms} by ${evidence}`,
  opened: (seconds: string) => `the connections opened in ${seconds} s`,
  heldAfterChange: () => 'the connections held after its change',
  heldAfterWarmUp: () => 'the connections held after warm-up',
  nothingClosed: () => 'nothing',
  onlyAsked: (draining: number) => `nothing; ${draining} asked to leave are open`,
  inFlight: (cut: number) => ` (${cut} with a request in flight)`,
  peak: (mean: string, peak: string) => `${mean}, peak ${peak}`,
  /** `counted`: the table has these as its first row, and this says what became of them. */
  changeLoss: (text: string, restarted: boolean, counted: boolean) =>
    `Failed ${restarted ? 'while Pods were replaced' : 'before the observation'}${counted ? '' : ', not counted above'}: ${text}.`,
  inArms: (text: string, arms: number) => `${text} in ${arms} arms`,
  lost: (failed: number, asked: number, what: 'request' | 'message') => `${failed} of ${units.count(asked, what)}`,
  because: (kinds: string) => ` (${kinds})`,
  unobserved: (pods: string, told: number, cut: number) =>
    `Ended without a last reading: ${pods}. By the last samples ${units.count(told, 'connection')} ended with Pods (pod_terminated); the clients saw ${cut} end without a GOAWAY.`,
  unexplained: (arms: string, restarted: boolean) =>
    `Closed ${restarted ? 'while Pods were replaced' : 'before the observation'} without a cause that a counter tells: ${arms}.`,
  otherOf: (arm: string, other: number, closes: number) => `${arm} ${other} of ${units.count(closes, 'close')}`,
  moreArms: (n: number) => ` and ${units.count(n, 'arm')} more`,
  probes: (n: number) =>
    `${units.count(n, 'connection')} never spoke HTTP/2 while observed and ${n === 1 ? 'is' : 'are'} not counted: health checks of the balancer, as a rule.`,
  balance: () =>
    'Even after: from the start of the observation until the spread is as even as random picks are in 95 % of cases, and is so 1, 2 and 3 s later too.',
  source: (interval: string) => `Envoy's counters from Prometheus, scraped every ${interval}.`,
  rawTitle: (run: string) => `Raw data of ${run}`,
  chartAsText: (alt: string) => `The chart could not be drawn; its numbers: ${alt}`,
  fileAsText: (title: string) =>
    `${title}: the file could not be uploaded. \`/nlb doctor\` names a permission that is missing.`,
  pictureAsText: (alt: string) =>
    `A chart could not be uploaded; \`/nlb doctor\` names a permission that is missing. In words: ${alt}`,
};
