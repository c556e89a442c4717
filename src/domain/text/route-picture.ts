import type { Language } from '../language.ts';
import type { Node, Pod, Topology } from '../topology.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { type Words, wordsIn } from './words.ts';

type ExplainWords = Words['explain'];

/** Nodes and Pods drawn before the rest is only counted. */
const DRAWN = 12;

/** The hops from a client to a Pod with the target's own addresses, drawn in a code block. */
export function routePicture({ service, pods }: Topology, language: Language = 'en'): string {
  const { explain: words } = wordsIn(language);
  const shownPods = pods.filter((pod) => pod.ready);
  const lines = [words.client, `  |  ${words.oneConnection}`, '  v'];
  if (service.type === 'LoadBalancer') lines.push(`NLB ${service.address}`, ...nlbHop(service.target_type, words));
  if (service.type === 'ClusterIP') lines.push(`Service ${service.name} ${service.address}`, '  |', '  v');
  const byNode = service.type !== 'ClusterIP' && service.target_type === 'instance';
  if (!byNode) lines.push(...podLines(shownPods, words));
  else if (service.traffic_policy === 'Local') lines.push(...ownPods(service.nodes, shownPods, words));
  else {
    lines.push(...limited(service.nodes.map(nodeLine), words), `  |  ${words.picked}`, '  v');
    lines.push(...podLines(shownPods, words));
  }
  return `\`\`\`\n${escapeMrkdwn(lines.join('\n'))}\n\`\`\``;
}

function nlbHop(targetType: 'instance' | 'ip', words: ExplainWords): string[] {
  return [`  |  ${targetType === 'ip' ? words.toPod : words.toNode}`, '  v'];
}

function nodeLine({ name, address, zone }: Node): string {
  return `  +-- ${name}  NodePort ${address}  ${zone}`.trimEnd();
}

function podLines(pods: readonly Pod[], words: ExplainWords): string[] {
  if (pods.length === 0) return [`  +-- ${words.noPod}`];
  return limited(
    pods.map(({ name, address, node }) => `  +-- ${name}  ${address}  ${words.onNode(node)}`),
    words,
  );
}

/** With traffic policy Local a node forwards only to Pods of its own. */
function ownPods(nodes: readonly Node[], pods: readonly Pod[], words: ExplainWords): string[] {
  return limited(
    nodes.flatMap((node) => {
      const own = pods.filter((pod) => pod.node === node.name);
      const children = own.map(({ name, address }) => `  |     +-- ${name}  ${address}`);
      return [nodeLine(node), ...(children.length === 0 ? [`  |     ${words.noOwnPod}`] : children)];
    }),
    words,
  );
}

function limited(lines: readonly string[], words: ExplainWords): string[] {
  if (lines.length <= DRAWN) return [...lines];
  return [...lines.slice(0, DRAWN), `  +-- ${words.andMore(lines.length - DRAWN)}`];
}
