import type { ExplainTopic } from '../command.ts';
import type { Language } from '../language.ts';
import type { Service, Topology } from '../topology.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { routePicture } from './route-picture.ts';
import { targetText } from './run-words.ts';
import { type Words, wordsIn } from './words.ts';

/**
 * How a connection reaches a Pod on this target and what moves it, in mrkdwn: the answer, the picture, then the details.
 * A target without a Kubernetes version is the embedded lab, and the text says what is stood in for there.
 * Sources: AWS, NLB user guide (flow hash, cross-zone, idle timeout); Kubernetes, "Virtual IPs and Service Proxies".
 */
export function explain(
  topic: Exclude<ExplainTopic, 'words'>,
  topology: Topology,
  target: string,
  language: Language = 'en',
): string {
  const { explain: words } = wordsIn(language);
  const { service } = topology;
  const isNodePort = topic === 'nodeport';
  const paragraphs = [
    isNodePort ? nodePortAnswer(service, words) : nlbAnswer(service, words),
    routePicture(topology, language),
    ...(isNodePort ? nodePortDetails(service, words) : nlbDetails(service, words)),
    words.moves(),
    words.movesNot(),
    ...(topology.kubernetes_version === null ? [words.lab(escapeMrkdwn(topology.envoy_version))] : []),
    words.more(targetText(target), isNodePort ? 'nlb' : 'nodeport'),
  ];
  return paragraphs.join('\n');
}

/** What the words of a report mean; it needs no target. */
export function explainWords(language: Language = 'en'): string {
  const { explain: words } = wordsIn(language);
  return [words.glossaryHead(), ...words.glossary.map(([term, meaning]) => `• *${term}*: ${meaning}`)].join('\n');
}

function nodePortAnswer(service: Service, words: Words['explain']): string {
  const name = codeText(service.name);
  if (service.type === 'ClusterIP') return words.clusterIp(name);
  return service.target_type === 'ip' ? words.ipTargets(name) : words.nodePort(name);
}

function nodePortDetails(service: Service, words: Words['explain']): string[] {
  if (service.type !== 'ClusterIP' && service.target_type === 'ip') return [];
  return [
    ...(service.type === 'ClusterIP' ? [] : [words.port(service.node_port)]),
    words.iptables(),
    ...(service.traffic_policy === 'Local' ? [words.local()] : []),
  ];
}

function nlbAnswer(service: Service, words: Words['explain']): string {
  if (service.type !== 'LoadBalancer') return words.noNlb(codeText(service.name), service.type);
  return service.target_type === 'ip' ? words.nlbToPods() : words.nlbToNodes();
}

function nlbDetails(service: Service, words: Words['explain']): string[] {
  if (service.type !== 'LoadBalancer') return [];
  const isBlind = service.target_type === 'instance' && service.traffic_policy === 'Cluster';
  return [words.hash(), ...(isBlind ? [words.blind()] : []), words.crossZone(), words.idle(), words.alb()];
}
