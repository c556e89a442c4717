import type { Explanation, Found } from '../explain/explanation.ts';
import type { Language } from '../language.ts';
import { modelShares } from '../models/restart-models.ts';
import { type SettingKind, settingText } from '../setting.ts';
import type { Topology } from '../topology.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { targetText } from './run-words.ts';
import { wordsIn } from './words.ts';

/** Nodes that a line names. */
const NAMED = 4;

interface Teller {
  explanation: Explanation;
  found: Found;
  language: Language;
}

/** What is true of the target of an explanation at this moment, or that it could not be read. */
export function hereText(explanation: Explanation, language: Language): string {
  const { explain: words, units } = wordsIn(language);
  const { found, target } = explanation;
  if (found === null) return words.unread(targetText(target), `/nlb targets ${target}`);
  const teller = { explanation, found, language };
  const isLab = found.topology.kubernetes_version === null && explanation.topic !== 'lab';
  return words.here([...factsOf(teller), ...(isLab ? [words.isLab()] : [])].join(units.gap));
}

function factsOf(teller: Teller): string[] {
  const { topic } = teller.explanation;
  switch (topic) {
    case 'nlb':
      return [serviceText(teller), ...zonesText(teller)];
    case 'nodeport':
    case 'clusterip':
    case 'target-type':
    case 'alb':
      return [serviceText(teller)];
    case 'traffic-policy':
      return [serviceText(teller), ...sharesText(teller)];
    case 'skew':
      return [serviceText(teller), ...expectedText(teller)];
    case 'max-connection-duration':
    case 'idle-timeout':
    case 'max-requests':
      return [settingFact(teller, topic)];
    case 'drain':
      return [...endingText(teller), versionsText(teller)];
    case 'goaway':
    case 'lab':
      return [versionsText(teller)];
  }
}

/** The Service with its way to a node, and how many Pods are behind it. */
function serviceText({ explanation, found: { topology }, language }: Teller): string {
  const { explain: words, units } = wordsIn(language);
  const { service } = topology;
  const name = codeText(service.name);
  const target = targetText(explanation.target);
  const address = codeText(service.address);
  const entry = {
    LoadBalancer: words.balancer(name, target, address, codeText(service.target_type)),
    NodePort: words.nodePortOnly(name, target),
    ClusterIP: words.clusterIpOnly(name, target, address),
  }[service.type];
  const isByNode = service.type === 'NodePort' || (service.type === 'LoadBalancer' && service.target_type !== 'ip');
  const hop = words.nodePort(service.node_port, service.nodes.length, service.traffic_policy);
  const pods = words.readyPods(topology.pods.filter(({ ready }) => ready).length);
  const mode = service.proxy_mode ?? null;
  const proxy = mode === null || service.target_type === 'ip' ? [] : [words.proxyMode(escapeMrkdwn(mode))];
  return `${[entry, ...(isByNode ? [hop] : []), ...proxy, pods].join(units.comma)}${units.stop}`;
}

/** The zones of the balancer, and whether an address of it sends to all of them; nothing where that is not known. */
function zonesText({ found: { topology }, language }: Teller): string[] {
  const { nlb, type } = topology.service;
  if (type !== 'LoadBalancer' || nlb === undefined || nlb.zones.length === 0) return [];
  const names = nlb.zones.map(({ name }) => codeText(name)).slice(0, NAMED);
  return [wordsIn(language).explain.zones(names.join(', '), nlb.zones.length, nlb.cross_zone)];
}

/** How the Pods end, where the target says so. */
function endingText({ explanation, found: { topology }, language }: Teller): string[] {
  const { shutdown } = topology.deployment;
  const { explain: words, conditions } = wordsIn(language);
  if (shutdown === undefined) return [];
  return [words.ending(targetText(explanation.target), conditions.shutdown[shutdown.found])];
}

/** What each Pod is expected to get under each policy, where every node gets as much; nothing without Pods and nodes. */
function sharesText({ found: { topology }, language }: Teller): string[] {
  const { explain: words, units } = wordsIn(language);
  const counts = podsByNode(topology);
  const total = counts.reduce((sum, [, n]) => sum + n, 0);
  if (total === 0) return [];
  const perNode = counts.slice(0, NAMED).map(([node, n]) => `${codeText(node)} ${n}`);
  const withPods = counts.filter(([, n]) => n > 0);
  const local = withPods
    .slice(0, NAMED)
    .map(([node, n]) => words.localShare(codeText(node), units.percent(1 / withPods.length / n)));
  return [
    `${words.perNode(perNode.join(', '))}${units.stop}`,
    words.shares(units.percent(1 / total), local.join(', ')),
  ];
}

function podsByNode({ service, pods }: Topology): [string, number][] {
  const ready = pods.filter((pod) => pod.ready);
  return service.nodes.map(({ name }) => [name, ready.filter(({ node }) => node === name).length]);
}

/** What the model expects of a rolling restart of this Deployment, where it has one for its strategy. */
function expectedText({ found: { topology }, language }: Teller): string[] {
  const { explain: words } = wordsIn(language);
  const { replicas, max_surge: surge, max_unavailable: unavailable } = topology.deployment;
  if (replicas < 2 || replicas > 8) return [];
  const isSurge = surge === 1 && unavailable === 0;
  const isInPlace = surge === 0 && unavailable === 1;
  if (!isSurge && !isInPlace) return [];
  const shares = modelShares(isSurge ? 'surge' : 'in-place', replicas).map((share) => Math.round(100 * share));
  return [words.expected(replicas, shares.join(' / '))];
}

function settingFact({ explanation, found: { setting }, language }: Teller, topic: SettingKind): string {
  const { explain: words } = wordsIn(language);
  const target = targetText(explanation.target);
  if (setting === 'unreadable') return words.unreadable(target);
  return setting === null ? words.notSet[topic](target) : words.isSet(target, escapeMrkdwn(settingText(setting)));
}

function versionsText({ explanation, found: { topology }, language }: Teller): string {
  const { envoy_version: envoy, kubernetes_version: kubernetes } = topology;
  return wordsIn(language).explain.versions(
    targetText(explanation.target),
    escapeMrkdwn(envoy),
    kubernetes === null ? null : escapeMrkdwn(kubernetes),
  );
}
