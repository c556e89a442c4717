import type { ClaimId } from '../facts/claims.ts';
import type { ScenarioName } from '../scenario.ts';
import type { SettingKind } from '../setting.ts';

/** What a topic is made of. A claim that is not about a target is left out for it. */
interface Topic {
  /** The first paragraph, in order. */
  lead: readonly ClaimId[];
  /** What `more=true` adds, in order. */
  more: readonly ClaimId[];
  /** Whether a picture of the way to a Pod belongs to it. */
  needsPath: boolean;
  /** The setting that the target's configuration may have of it. */
  setting?: SettingKind;
  /** Experiments that show it, the nearest first; names of none that there is are left out. */
  tryIt: readonly string[];
}

/** Every topic of `/nlb explain` that is about a target, in the order of the list. */
export const TOPICS = {
  nodeport: {
    lead: ['node-picks', 'ip-skips-node', 'cluster-ip-picks', 'iptables-random'],
    more: [
      'every-node',
      'same-rules',
      'ipvs-round-robin',
      'only-a-close-moves',
      'stays-with-its-pod',
      'dead-pod-fails',
      'rules-lag',
      'session-affinity',
      'local-uneven',
    ],
    needsPath: true,
    tryIt: ['traffic-policy', 'rollout-restart'],
  },
  nlb: {
    lead: ['flow-hash', 'targets-are-nodes', 'targets-are-pods', 'balancer-by-type'],
    more: [
      'connections-stay',
      'only-a-close-moves',
      'blind',
      'cross-zone',
      'zone-addresses',
      'nlb-idle',
      'nlb-idle-reset',
      'nlb-idle-lost',
      'nlb-health',
      'probes-on-port',
      'probes-a-minute',
      'probes-not-counted',
      'nlb-unhealthy',
      'deregistration',
      'nlb-sticky',
    ],
    needsPath: true,
    tryIt: ['nlb-idle', 'target-type', 'health-check-noise', 'rollout-restart'],
  },
  alb: {
    lead: ['alb-requests', 'alb-ingress'],
    more: ['alb-two-connections', 'alb-grpc', 'alb-targets', 'alb-idle', 'connections-stay'],
    needsPath: false,
    tryIt: [],
  },
  clusterip: {
    lead: ['virtual-address', 'iptables-random'],
    more: [
      'inside-only',
      'ipvs-round-robin',
      'stays-with-its-pod',
      'session-affinity',
      'headless',
      'client-round-robin',
      'client-round-robin-late',
    ],
    needsPath: true,
    tryIt: ['client-round-robin'],
  },
  'target-type': {
    lead: ['target-types'],
    more: [
      'targets-are-nodes',
      'targets-are-pods',
      'targets-compared',
      'target-default',
      'target-network',
      'client-address',
      'deregistration',
    ],
    needsPath: true,
    tryIt: ['target-type'],
  },
  'traffic-policy': {
    lead: ['policy-cluster', 'policy-local', 'local-uneven'],
    more: ['policies', 'policies-compared', 'local-one-node', 'local-ending', 'blind', 'cross-zone'],
    needsPath: true,
    tryIt: ['traffic-policy'],
  },
  'max-connection-duration': {
    lead: ['max-duration', 'max-duration-spreads'],
    more: ['max-duration-none', 'max-stream-duration', 'max-duration-price', 'jitter', 'max-requests', 'goaway'],
    needsPath: false,
    setting: 'max-connection-duration',
    tryIt: ['max-connection-duration', 'max-requests'],
  },
  'idle-timeout': {
    lead: ['idle-timeout'],
    more: ['idle-pings', 'nlb-idle', 'nlb-idle-reset', 'keepalive', 'goaway'],
    needsPath: false,
    setting: 'idle-timeout',
    tryIt: ['idle-timeout', 'nlb-idle'],
  },
  'max-requests': {
    lead: ['max-requests', 'goaway-client'],
    more: ['only-a-close-moves', 'goaway', 'max-duration', 'idle-timeout'],
    needsPath: false,
    setting: 'max-requests',
    tryIt: ['max-requests'],
  },
  goaway: {
    lead: ['goaway', 'goaway-client'],
    more: ['goaway-when', 'goaway-go', 'max-stream-duration', 'drain-with-response', 'keepalive'],
    needsPath: false,
    tryIt: ['max-connection-duration', 'drain'],
  },
  drain: {
    lead: ['drain-none', 'drain-graceful', 'drain-compared'],
    more: [
      'sigterm-loses',
      'drain-time',
      'grace-period',
      'ends-together',
      'drain-with-response',
      'drain-lost-none',
      'drain-fail',
      'local-ending',
      'deregistration',
    ],
    needsPath: false,
    tryIt: ['drain', 'rollout-restart'],
  },
  skew: {
    lead: ['skew-by-time', 'connections-stay'],
    more: [
      'rolling-default',
      'skew-rolling',
      'one-ready-pod',
      'no-chance',
      'only-a-close-moves',
      'stays-with-its-pod',
      'even-is-not-equal',
      'max-duration-spreads',
      'exact-balance',
      'alb-requests',
    ],
    needsPath: true,
    tryIt: ['rollout-restart', 'scale-out', 'pod-kill', 'max-connection-duration'],
  },
  lab: {
    lead: ['lab-is-real', 'lab-stands-in'],
    more: ['lab-nodes', 'lab-even', 'probes-not-counted', 'lab-pod-ends'],
    needsPath: false,
    tryIt: ['baseline'],
  },
} as const satisfies Record<string, Topic>;

/** A topic that is about a target. */
export type TargetTopic = keyof typeof TOPICS;

/** The topics that `/nlb explain` knows; `words` needs no target. */
export type ExplainTopic = TargetTopic | 'words';

export const EXPLAIN_TOPICS: readonly ExplainTopic[] = [...(Object.keys(TOPICS) as TargetTopic[]), 'words'];

/** What a topic is made of. */
export function topicOf(topic: TargetTopic): Topic {
  return TOPICS[topic];
}

/** What a run of a scenario leaves to be asked, the nearest first: its own topics, then who picks and what a skew is. */
export function topicsAbout(scenario: ScenarioName): TargetTopic[] {
  const topics = (Object.keys(TOPICS) as TargetTopic[]).filter((topic) => topic !== 'lab');
  const own = topics.filter((topic) => topic === scenario || TOPICS[topic].tryIt[0] === scenario);
  return [...new Set([...own, 'nodeport' as const, 'skew' as const])];
}

/** The scenarios that show a topic, of those that there are. */
export function scenariosOf(topic: TargetTopic, names: readonly ScenarioName[]): ScenarioName[] {
  return TOPICS[topic].tryIt.flatMap((wanted) => names.filter((name) => name === wanted));
}
