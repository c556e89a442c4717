import { units } from './units.ts';

type What = 'request' | 'message';

/** What an arm has otherwise; each reads after a fact, as in `0 of 415 requests failed with plain SIGTERM`. */
export const conditions = {
  asFound: () => 'as found',
  asFoundWith: (condition: string) => `as found, ${condition}`,
  balancing: () => 'with clients that balance over the Pods themselves (round_robin)',
  forgetful: (time: string) => `with an NLB that forgets a connection after ${time} without a byte`,
  noKeepalive: () => 'without keepalive',
  keepalive: (time: string) => `with keepalive after ${time}`,
  healthChecks: {
    'traffic-port': 'with health checks on the traffic port',
    'own-listener': 'with health checks on a listener of their own',
  },
  trafficPolicy: (policy: string) => `with externalTrafficPolicy ${policy}`,
  targetType: (type: string) => `with target type ${type}`,
  shutdown: {
    sigterm: 'with plain SIGTERM',
    sleep: 'with a preStop sleep',
    drain: 'with a preStop drain',
    'healthcheck-fail': 'with /healthcheck/fail in preStop',
    own: 'with a preStop hook of its own',
  },
};

/** The answer of a scenario that asks what clients lose. */
export const loss = {
  side: (where: string, lost: number, requests: number, percent: string, what: What) =>
    `${lost} of ${units.count(requests, what)} failed ${where}${lost === 0 ? '' : ` (${percent})`}`,
  test: (x: { treatment: string; more: number; less: number; clients: number; p: string }) =>
    `${x.more} of ${units.count(x.clients, 'client')} lost a larger share ${x.treatment}, ${x.less} a smaller one (sign test, ${x.p})`,
  more: (x: Lost) =>
    `:warning: *More ${x.what}s are lost on ${x.target} ${x.treatment}*: ${WHEN[x.when]} ${x.sides}. ${x.test}.`,
  fewer: (x: Lost) =>
    `:white_check_mark: *Fewer ${x.what}s are lost on ${x.target} ${x.treatment}*: ${WHEN[x.when]} ${x.sides}. ${x.test}.`,
  none: (x: Omit<Lost, 'test'>) =>
    `:white_check_mark: *No ${x.what} is lost on ${x.target}, ${x.treatment} or ${x.control}*: ${WHEN[x.when]} ${x.sides}.`,
  undecided: (x: Lost) =>
    `:grey_question: *Can't tell whether more ${x.what}s are lost on ${x.target} ${x.treatment}*: ${WHEN[x.when]} ${x.sides}. ${x.test}.`,
  and: (one: string, other: string) => `${one}, and ${other}`,
  became: (parts: string, next: string) => `*What became of them*: ${parts}.${next === '' ? '' : ` ${next}`}`,
  becameNone: (next: string) => (next === '' ? '' : `*Next*: ${next}`),
  kinds: (where: string, kinds: string, gap: string | null) =>
    `${where}: ${kinds}${gap === null ? '' : `, at most ${gap} without an answer`}`,
  keepFound: () => 'Keep it as found.',
  keepTreatment: (treatment: string) => `Keep the Pods ${treatment}.`,
  repeat: (command: string) => `Repeats decide: \`${command}\`.`,
  cell: (lost: number, requests: number, percent: string) =>
    `${lost} of ${requests}${lost === 0 ? '' : ` (${percent})`}`,
  chart: (x: { treatment: string; control: string; lostNow: string; lostBefore: string; what: What }) =>
    `${x.lostNow} of ${x.what}s lost ${x.treatment}, ${x.lostBefore} ${x.control}`,
};

interface Lost {
  target: string;
  treatment: string;
  control: string;
  /** Both arms' `side`. */
  sides: string;
  test: string;
  when: 'change' | 'observe' | 'restart';
  what: What;
}

const WHEN = { change: 'in the change', observe: 'while observed', restart: 'while Pods were replaced' } as const;
