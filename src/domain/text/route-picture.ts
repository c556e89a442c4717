import type { Node, Pod, Topology } from '../topology.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';

/** Nodes and Pods drawn before the rest is only counted. */
const DRAWN = 12;

/** The hops from a client to a Pod with the target's own addresses, drawn in a code block. */
export function routePicture({ service, pods }: Topology): string {
  const shownPods = pods.filter((pod) => pod.ready);
  const lines = ['client', '  |  one TCP connection, kept for ever', '  v'];
  if (service.type === 'LoadBalancer') lines.push(`NLB ${service.address}`, ...nlbHop(service.target_type));
  if (service.type === 'ClusterIP') lines.push(`Service ${service.name} ${service.address}`, '  |', '  v');
  const byNode = service.type !== 'ClusterIP' && service.target_type === 'instance';
  if (!byNode) lines.push(...podLines(shownPods));
  else if (service.traffic_policy === 'Local') lines.push(...ownPods(service.nodes, shownPods));
  else {
    lines.push(
      ...limited(service.nodes.map(nodeLine)),
      '  |  one Pod address, picked at random per new connection',
      '  v',
    );
    lines.push(...podLines(shownPods));
  }
  return `\`\`\`\n${escapeMrkdwn(lines.join('\n'))}\n\`\`\``;
}

function nlbHop(targetType: 'instance' | 'ip'): string[] {
  const target = targetType === 'ip' ? 'Pod address' : 'node';
  return [`  |  one ${target}, chosen by a hash per new connection`, '  v'];
}

function nodeLine({ name, address, zone }: Node): string {
  return `  +-- ${name}  NodePort ${address}  ${zone}`.trimEnd();
}

function podLines(pods: readonly Pod[]): string[] {
  if (pods.length === 0) return ['  +-- no Pod is Ready'];
  return limited(pods.map(({ name, address, node }) => `  +-- ${name}  ${address}  on ${node}`));
}

/** With traffic policy Local a node forwards only to Pods of its own. */
function ownPods(nodes: readonly Node[], pods: readonly Pod[]): string[] {
  return limited(
    nodes.flatMap((node) => {
      const own = pods.filter((pod) => pod.node === node.name);
      const children = own.map(({ name, address }) => `  |     +-- ${name}  ${address}`);
      return [nodeLine(node), ...(children.length === 0 ? ['  |     (no Pod of its own)'] : children)];
    }),
  );
}

function limited(lines: readonly string[]): string[] {
  if (lines.length <= DRAWN) return [...lines];
  return [...lines.slice(0, DRAWN), `  +-- and ${lines.length - DRAWN} more`];
}
