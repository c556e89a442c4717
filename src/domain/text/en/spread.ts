import { units } from './units.ts';

/** How connections lie on Pods, and what clients lost. */
export const spread = {
  of: (spread: string, n: number, noun: 'pick' | 'connection') => `${spread} of ${units.count(n, noun)}`,
  onPods: (pods: number) => ` on ${units.count(pods, 'Pod')}`,
  withP: (spread: string, p: string) => `${spread}, ${p}`,
  noFailure: () => '0 failed requests',
  failed: (failed: number, requests: number, kinds: string) =>
    `${failed} of ${units.count(requests, 'request')} failed (${kinds})`,
  failedShort: (failed: number, rpcs: number) => `${failed} of ${rpcs}`,
  noStreamCut: () => 'no stream was cut',
  streamsCut: (cut: number, rate: string, statuses: string) =>
    `${units.count(cut, 'stream')} cut (${rate}/s, clients saw ${statuses})`,
  cutByOthers: (others: number) => `${others} of them not by max_stream_duration`,
  missed: (messages: number) => `${units.count(messages, 'message')} missed`,
  notOpened: (streams: number) => `${units.count(streams, 'stream')} not opened`,
  cutCell: (cut: number, messages: number) => `${cut}, ${units.count(messages, 'message')} missed`,
  notEvenIn: (observed: string) => `not in ${observed}`,
  atOnce: () => 'at once',
  always: () => 'all the time',
  partly: (percent: number) => `${percent} % of the time`,
  noHandshake: () => 'none',
  eachHandshake: (what: 'request' | 'message') => `every ${what}`,
  oneHandshakeIn: (each: string, what: 'request' | 'message') => `1 in ${each} ${what}s`,
  failures: {
    no_connection: 'no connection',
    cut_off: 'cut off',
    timed_out: 'timed out',
    answered: 'answered with an error',
  },
  /** Where what is joined comes from a list. */
  lifeBetween: (shortest: string, longest: string) => `${shortest} to ${longest}`,
  gateFailed: (name: string, value: string | null, limit: string | null) =>
    `gate ${name} failed: ${value ?? 'not measured'}, limit ${limit ?? 'none'}`,
};
