import { units } from './units.ts';

/** What a run's timeline tells of its connections. */
export const story = {
  arm: (name: string, setting: string | null) => `*${name}*${setting === null ? '' : ` (${setting})`}`,
  changed: (x: { arm: string; by: string; from: string; to: string; end: string }) =>
    `${x.arm}: ${x.by} from ${x.from} to ${x.to}, observed to ${x.end}`,
  /** What an arm's change is; another one is called so too. */
  movements: {
    restart: 'restart',
    reconnect: 'every client reconnects',
    'scale-out': 'scale-out',
    'pod-kill': 'a Pod killed',
  } as Partial<Record<string, string>>,
  otherMovement: 'change',
  untouched: (arm: string, end: string) => `${arm}: nothing was changed, observed to ${end}`,
  moreArms: (n: number) => `The report in the thread has the numbers of ${units.count(n, 'arm')} more.`,
  restore: (restarted: boolean): string =>
    restarted
      ? '*Restore*: the configuration as found came back with one more restart, which is in none of these numbers.'
      : '*Restore*: what was changed came back without a restart; that is in none of these numbers.',
  pods: (facts: string) => `• Pods: ${facts}`,
  ready: (moments: string) => `Ready ${moments}`,
  killed: (moments: string) => `killed ${moments}`,
  toldToEnd: (moments: string) => `told to end ${moments}`,
  manyPods: (n: number, from: string, to: string) => `${units.count(n, 'Pod')} from ${from} to ${to}`,
  span: (x: { from: string; to: string; ready: string | null; picks: string }) =>
    `• ${x.from} to ${x.to}, ${x.ready === null ? 'no Pod was Ready' : `Ready ${x.ready}`}: ${x.picks}`,
  moreSpans: (picks: number, to: string) => `• ${units.count(picks, 'pick')} more to ${to}, as the Pods came and went`,
  meanwhile: (closed: string, moved: string) => `• Meanwhile ${closed}; ${moved}`,
  lost: (counts: string, kinds: string) => `• Requests lost: ${counts}${kinds === '' ? '' : `: ${kinds}`}`,
  leftOut: (pods: string, last: string) =>
    `• ${pods} got none: Ready only after the last pick at ${last}, and an open connection does not move to a new Pod`,
  leftAlone: (pods: string) =>
    `• ${pods} got none: nobody opened a connection since, and an open one does not move to a new Pod`,
  passedOver: (pod: string, picks: number, p: string) =>
    `• ${pod} got none of the ${units.count(picks, 'pick')} while it was Ready: random picks do that with ${p}, and an open connection does not move to it later`,
  keptAll: (clients: number, counts: string) =>
    `• All ${units.count(clients, 'client')} kept their connection${counts}`,
  kept: (kept: number, clients: number, why: string | null) =>
    `• ${kept} of ${units.count(clients, 'client')} kept their connection${why === null ? '' : `: ${why}`}`,
  carryStreams: () => 'it carries a stream, which has to end first',
  notAsOld: (value: string) => `it was not as old as ${value}`,
  notAsMany: (requests: number) => `it had not carried ${units.count(requests, 'request')}`,
  spokeSooner: (interval: string, value: string) => `with a request every ${interval} it is never idle for ${value}`,
  nothingMoved: (why: string) => `• While observed nothing moved: ${why}`,
  nothingCloses: () => 'nothing closes an open connection, and neither the NLB nor kube-proxy moves one',
  settingDid: (reason: string) => `the setting ${reason}`,
  observed: (closed: string, moved: string) => `• While observed ${closed}; ${moved}`,
  noSetting: () => '; no setting closes connections in this arm',
  nothingClosed: () => 'nothing closed',
  closed: (total: number, causes: string) => `${units.count(total, 'connection')} closed (${causes})`,
  draining: (n: number) => `, ${n} asked to leave and still open`,
  causes: {
    max_duration: (n: string) => `${n} by max_connection_duration`,
    idle_timeout: (n: string) => `${n} by idle_timeout`,
    max_requests: (n: string) => `${n} by max_requests_per_connection`,
    drain: (n: string) => `${n} asked to leave by a Pod that was ending`,
    pod_terminated: (n: string) => `${n} with their Pod`,
    client: (n: string) => `${n} by the clients`,
    other: (n: string) => `${n} without a cause that a counter tells`,
  },
  onPods: (n: number) => ` on ${units.count(n, 'Pod')}`,
};
