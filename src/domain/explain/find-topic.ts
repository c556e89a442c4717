import { findScenario } from '../scenarios.ts';
import { EXPLAIN_TOPICS, type ExplainTopic, type TargetTopic, TOPICS } from './topics.ts';

/** What people call a topic too, without `-`, `_` and spaces. */
const ALIASES: Readonly<Record<string, ExplainTopic>> = {
  affinity: 'nodeport',
  cluster: 'traffic-policy',
  crosszone: 'nlb',
  externaltrafficpolicy: 'traffic-policy',
  glossary: 'words',
  headless: 'clusterip',
  healthcheck: 'nlb',
  healthchecks: 'nlb',
  imbalance: 'skew',
  ingress: 'alb',
  instance: 'target-type',
  ip: 'target-type',
  iptables: 'nodeport',
  ipvs: 'nodeport',
  jitter: 'max-connection-duration',
  keepalive: 'idle-timeout',
  kubeproxy: 'nodeport',
  loadbalancer: 'nlb',
  local: 'traffic-policy',
  maxrequestsperconnection: 'max-requests',
  maxstreamduration: 'max-connection-duration',
  prestop: 'drain',
  roundrobin: 'nodeport',
  sessionaffinity: 'nodeport',
  sigterm: 'drain',
  zones: 'nlb',
};

/**
 * The topic that is called so, or of which a scenario of that name is an example; null for any other name. `-`, `_`, spaces,
 * upper and lower case make no difference.
 */
export function findTopic(typed: string): ExplainTopic | null {
  const plain = plainName(typed);
  const named = EXPLAIN_TOPICS.find((topic) => plainName(topic) === plain) ?? ALIASES[plain];
  return named ?? topicOfScenario(typed);
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}

function topicOfScenario(typed: string): ExplainTopic | null {
  const scenario = findScenario(typed.replaceAll(' ', '-'));
  if (scenario === undefined) return null;
  const topics = Object.keys(TOPICS) as TargetTopic[];
  const shown = (topic: TargetTopic): readonly string[] => TOPICS[topic].tryIt;
  const first = topics.find((topic) => shown(topic)[0] === scenario.name);
  return first ?? topics.find((topic) => shown(topic).includes(scenario.name)) ?? null;
}
