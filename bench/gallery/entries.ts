import type { ScenarioName } from '../../src/domain/scenario.ts';

/** Where an entry is run. */
export type Place = 'lab' | 'kubernetes';
export const PLACES: readonly Place[] = ['lab', 'kubernetes'];

/** A chart of a run's thread, by the name of its file. */
export type ChartName = 'connections' | 'share' | 'foreign';

/** One experiment of the gallery. */
export interface GalleryEntry {
  /** Names its files; lower case and hyphens. */
  id: string;
  scenario: ScenarioName;
  title: string;
  /** What is asked after the scenario, without `on=`. */
  pairs: string;
  /** What to look at in its charts, Markdown. */
  look: string;
  charts: readonly ChartName[];
  /** Why only the lab runs it, the rest of a sentence. Left out where a cluster does too. */
  labOnly?: string;
}

/** In the order of the page: the question first, then what breaks an even spread, what repairs it, and the way to the Pods. */
export const ENTRIES: readonly GalleryEntry[] = [
  {
    id: 'baseline',
    scenario: 'baseline',
    title: 'Connections as they are',
    pairs: 'clients=200',
    look: 'Nothing is touched: 200 connections are opened and counted. What is called balanced here is what chance alone gives.',
    charts: ['connections', 'share'],
  },
  {
    id: 'rollout-restart',
    scenario: 'rollout-restart',
    title: 'An ordinary rolling restart',
    pairs: 'clients=200',
    look: 'Each client reconnects to whichever Pod is ready at that moment. How many a Pod gets hangs on when it was ready and on chance; afterwards the lines stay flat, and nothing heals.',
    charts: ['connections', 'share'],
  },
  {
    id: 'max-connection-duration',
    scenario: 'max-connection-duration',
    title: 'All connections on one Pod, and max_connection_duration',
    pairs: 'restart=burst',
    look: 'The experiment that this project began with. In the control arm all 20 connections stay on one Pod; with the limit Envoy closes each after a second, and the next one lands anywhere.',
    charts: ['connections', 'share'],
  },
  {
    id: 'idle-timeout',
    scenario: 'idle-timeout',
    title: 'Closing only what is idle',
    pairs: 'restart=burst',
    look: 'Clients speak every 3 s and Envoy closes what has been silent for 2 s, so no connection in use is touched. A client with requests closer together would keep its connection.',
    charts: ['connections', 'share'],
  },
  {
    id: 'max-requests',
    scenario: 'max-requests',
    title: 'A number of requests for each connection',
    pairs: 'restart=burst',
    look: 'Every connection ends after its first request, so that each request is a new pick.',
    charts: ['connections', 'share'],
  },
  {
    id: 'scale-out',
    scenario: 'scale-out',
    title: 'From one Pod to three',
    pairs: 'from=1 to=3',
    look: 'Two Pods are added beside one that has every connection. Alone they stay empty; with the limit they fill.',
    charts: ['connections'],
  },
  {
    id: 'scale-out-3-to-6',
    scenario: 'scale-out',
    title: 'From three Pods to six',
    pairs: 'from=3 to=6 clients=240',
    look: 'The same with three Pods that share the connections already: without a setting half of the Pods serve nobody.',
    charts: ['connections'],
  },
  {
    id: 'pod-kill',
    scenario: 'pod-kill',
    title: 'A Pod is killed',
    pairs: 'clients=30',
    look: 'The fullest Pod is killed without grace. Its clients go to the Pods that are left, and the Pod that takes its place stays empty until something closes connections.',
    charts: ['connections'],
  },
  {
    id: 'drain',
    scenario: 'drain',
    title: 'What a restart loses: SIGTERM alone',
    pairs: 'value=sigterm clients=100 repeats=2',
    look: 'The control restarts the Pods as they end today, the treatment with SIGTERM and nothing before it. The report counts the requests that the clients lost in each.',
    charts: ['connections'],
  },
  {
    id: 'drain-preStop',
    scenario: 'drain',
    title: 'What a restart loses: a drain in the preStop hook',
    pairs: 'value=drain',
    look: 'The Pod stops being ready, sends GOAWAY with the responses, and ends when its connections have left.',
    charts: ['connections'],
    labOnly: 'the Pods of `manifests/base` end so as they are, which is the control of the run above.',
  },
  {
    id: 'drain-healthcheck-fail',
    scenario: 'drain',
    title: 'What a restart loses: /healthcheck/fail',
    pairs: 'value=healthcheck-fail',
    look: 'The same with Envoy told to fail its health checks, which makes it close connections after their next response.',
    charts: ['connections'],
  },
  {
    id: 'health-check-noise',
    scenario: 'health-check-noise',
    title: 'Health checks in the graph',
    pairs: 'observe=30s',
    look: "The flaw of the first, hand-made graph: health checks on the clients' port count as connections. The second chart has their rate; the http2 statistics, which this bot reads, do not move.",
    charts: ['connections', 'foreign'],
  },
  {
    id: 'nlb-idle',
    scenario: 'nlb-idle',
    title: 'The NLB forgets a silent connection',
    pairs: '',
    look: 'Clients are silent for longer than the NLB remembers. Their next request is answered with RST; Envoy is told nothing and goes on counting the connection. Keepalive cures both.',
    charts: ['connections'],
    labOnly: 'an NLB lets no idle timeout be shorter than 60 s, and the lab shortens it.',
  },
  {
    id: 'traffic-policy',
    scenario: 'traffic-policy',
    title: 'externalTrafficPolicy Cluster and Local',
    pairs: '',
    look: 'Two Pods on one node, one on the other. Under Cluster each Pod gets a third; under Local the node is picked first, so that the Pod alone on its node gets half.',
    charts: ['share', 'connections'],
  },
  {
    id: 'target-type',
    scenario: 'target-type',
    title: 'Nodes or Pods as targets',
    pairs: '',
    look: 'With `ip` the NLB sends to the Pods themselves and no node stands between. The spread is as even as before: the hop is not what skews it.',
    charts: ['share', 'connections'],
  },
  {
    id: 'client-round-robin',
    scenario: 'client-round-robin',
    title: 'Clients that balance by themselves',
    pairs: '',
    look: 'One connection for each client through the NLB, beside clients that hold one to every Pod of a headless Service. Then a Pod is added: in neither arm does it get anything while no connection ends.',
    charts: ['connections', 'share'],
  },
  {
    id: 'custom',
    scenario: 'custom',
    title: 'A plan of your own',
    pairs: 'plan=docs/examples/custom-plan.yaml',
    look: 'Arms and probes from [a file](examples/custom-plan.yaml): two restarts, a limit, and the limit once more after a reconnect.',
    charts: ['connections', 'share'],
  },
];

/** Where a run of an entry is kept below `docs/gallery`. */
export function recordFile({ id }: GalleryEntry, place: Place): string {
  return `${id}-${place}.json`;
}

/** Where a chart of it is kept. */
export function chartFile({ id }: GalleryEntry, place: Place, chart: ChartName): string {
  return `${id}-${place}-${chart}.webp`;
}

/** What is typed after `/nlb` for it. */
export function commandOf({ scenario, pairs }: GalleryEntry, place: Place): string {
  return ['run', scenario, pairs, `on=${place}`].filter((word) => word !== '').join(' ');
}

/** The entries of a place. */
export function entriesOn(place: Place): GalleryEntry[] {
  return ENTRIES.filter(({ labOnly }) => place === 'lab' || labOnly === undefined);
}
