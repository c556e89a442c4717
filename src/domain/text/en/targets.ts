import type { SampleSource, TargetPlace } from '../../target-place.ts';
import { units } from './units.ts';

/** How targets stand. */
export const targets = {
  facts: (kind: string, cls: string, isDefault: boolean) =>
    [kind, `class ${cls}`, ...(isDefault ? ['the default'] : [])].join(', '),
  silent: (head: string) =>
    `:x: ${head}: no worker answered in time, so how it stands and what a run may do there is not known. Check that the worker runs.`,
  ready: (head: string) => `:white_check_mark: ${head}: ready for a run`,
  notReady: (head: string) => `:x: ${head}: not ready for a run`,
  away: (why: string) => `• *Not reachable: ${why}*`,
  profile: (place: TargetPlace, samples: SampleSource) =>
    `• Profile: ${placeText(place)}; samples from ${samplesText(samples)}`,
  limits: (clients: number, observe: string, scenarios: string | null) =>
    `• Limits: ${units.count(clients, 'client')}, \`observe\` up to ${observe}, ${scenarios ?? 'every scenario'}`,
  healthProblem: (why: string) => `• *Health: ${why}*`,
  health: (deployment: string, versions: string, address: string) =>
    `• Health: ${deployment}; ${versions}; clients connect to ${address}`,
  pods: (name: string, ready: number, replicas: number, rolledOut: boolean) =>
    `Deployment ${name} has ${ready} of ${replicas} Pods Ready, ${rolledOut ? 'rolled out' : 'rollout not complete'}`,
  rightsProblem: (why: string) => `• *Rights: ${why}*`,
  noRights: () => '• Rights: none needed',
  allRights: (account: string | null) =>
    `• Rights: the worker's account${account === null ? '' : ` ${account}`} may do all that a run needs`,
  missingRights: (account: string | null, missing: number) =>
    `• *Rights: the worker's account${account === null ? '' : ` ${account}`} may not do ${missing === 1 ? 'one thing' : `${missing} things`} that a run needs.* ${account === null ? 'Apply this' : 'Apply this and bind it to that account'}:`,
  holderProblem: (why: string) => `• *Holder: ${why}*`,
  free: () => '• Holder: nobody, it is free',
  recoveryHolds: () => 'a recovery',
  runHolds: (run: string) => `run ${run}`,
  heldByGone: (who: string) => `• Holder: ${who}, which is gone; it is free`,
  heldFor: (who: string, seconds: number) => `• Holder: ${who}; its lease ends in ${seconds} s unless it is renewed`,
  undoProblem: (why: string) => `• *Undo record: ${why}*`,
  putsBack: (run: string, foreign: boolean) =>
    `• Run ${run} has changed it and puts it back at its end.${foreign ? ' Somebody else changed since:' : ''}`,
  leftChanged: (run: string, command: string, foreign: boolean) =>
    `• :rotating_light: *Run ${run} left it changed:* \`${command}\`.${foreign ? ' Somebody else changed since:' : ''}`,
  theirs: (ours: string) => `    To leave that, add \`keep=theirs\`; to write over it: \`${ours}\`.`,
};

function placeText(place: TargetPlace): string {
  if (place.kind === 'lab') return 'embedded, on the host of the worker';
  const { namespace, deployment, service, port } = place;
  const where =
    place.kind === 'eks'
      ? `EKS cluster ${place.cluster} in ${place.region}`
      : `context ${place.context ?? '(the current one)'}`;
  return `${where}, namespace ${namespace}, Deployment ${deployment}, Service ${service} port ${port}`;
}

function samplesText(samples: SampleSource): string {
  switch (samples.from) {
    case 'envoys':
      return "each Envoy's own statistics";
    case 'pods':
      return `each Pod's statistics at port ${samples.port}, through the API server`;
    case 'prometheus':
      return `Prometheus at ${samples.url}`;
  }
}

/** The runs that are kept. */
export const history = {
  noPage: (page: number, runs: number, pages: number, command: string) =>
    `There is no page ${page}: ${units.count(runs, 'run')} ${runs === 1 ? 'fills' : 'fill'} ${units.count(pages, 'page')}. Try: \`${command}\``,
  older: (command: string) => `Older: \`${command}\``,
  head: (where: string, range: string, found: number) => `*Runs${where}, newest first: ${range} of ${found}*`,
  range: (from: number, to: number) => (from === to ? `${from}` : `${from} to ${to}`),
  where: (scenario: string | null, target: string | null) =>
    `${scenario === null ? '' : ` of ${scenario}`}${target === null ? '' : ` on ${target}`}`,
  nothingKept: (command: string) => `No run is kept yet. Start one: \`${command}\``,
  noneOf: (where: string, others: number, command: string) =>
    `No run${where} is kept; there ${others === 1 ? 'is 1 other' : `are ${others} others`}: \`/nlb history\`. Start one: \`${command}\``,
  run: (x: { at: string; id: string; title: string; target: string; outcome: string; left: boolean; person: string }) =>
    `• ${x.at} ${x.id} *${x.title}* on ${x.target} - ${x.outcome}${x.left ? ` - :rotating_light: ${x.target} was not put back` : ''} · ${x.person}`,
  recommendsNone: () => 'recommends no value',
  recommends: (value: string, verdict: string) => `recommends ${value}, which is ${verdict}`,
  ratio: (ratio: string) => `, max/mean ${ratio}`,
  trendHead: () => '*Trend of max/mean, oldest first* (lowest bar: even)',
  moreTrends: (n: number) => `and ${n} more; \`scenario=\` or \`on=\` picks one`,
  trend: (scenario: string, target: string) => `${scenario} on ${target}`,
  span: (least: string, most: string) => ` ${least} to ${most},`,
  times: (verdict: string, times: number) => `${verdict} x${times}`,
  since: (verdict: string, times: number, day: string) => `${verdict} x${times} since ${day}`,
  after: ', then ',
  more: (show: string, compare: string | null) => `More: \`${show}\`${compare === null ? '' : `, \`${compare}\``}`,
};
