import { EXPLAIN_TOPICS, type ExplainTopic, topicOf } from '../explain/topics.ts';
import type { Claim, Source, Where } from './claim.ts';
import { CLAIMS } from './claims.ts';

const ABOUT: Readonly<Record<Where, string>> = {
  'no-balancer': 'any type but LoadBalancer',
  'node-hop': 'with a NodePort in the way',
  'pod-targets': 'target type `ip`',
  'cluster-ip': 'type ClusterIP',
  iptables: 'kube-proxy not known to be in another mode',
  'policy-cluster': 'policy Cluster',
  'policy-local': 'policy Local',
  'blind-balancer': 'nodes as targets, policy Cluster',
};

/** docs/facts.md: every claim in both languages, where it is said, of which targets, and what it rests on. */
export function factsDocument(): string {
  return [
    '# What the explanations claim, and what it rests on',
    '',
    'Every statement of `/nlb explain` is one of these claims, or was read from the target at that moment. The claims are data',
    '(`src/domain/facts`), topics name them (`src/domain/explain/topics.ts`), and `npm run facts` writes this page anew. A test',
    '(`test/domain/facts.test.ts`) holds each claim to both languages and to a source, numbers that were measured here to the',
    'document that has them, and this page to the data.',
    '',
    '| claim | where it is said | only of a target | source |',
    '|---|---|---|---|',
    ...CLAIMS.map(row),
    '',
  ].join('\n');
}

function row(claim: Claim): string {
  const { id, say, where, source } = claim;
  const about = where === undefined ? '' : ABOUT[where];
  const sentences = [say.en, say.ja].map((text) => text.replaceAll('*', '**').replaceAll('|', '\\|'));
  const said = topicsOf(id).map((topic) => `\`${topic}\``);
  return `| <a id="${id}"></a>${sentences.join('<br>')} | ${said.join(', ')} | ${about} | ${sourceText(source)} |`;
}

/** The topics that say a claim. */
function topicsOf(id: string): ExplainTopic[] {
  return EXPLAIN_TOPICS.filter((topic) => {
    if (topic === 'words') return false;
    const { lead, more } = topicOf(topic);
    return [...lead, ...more].some((claim) => claim === id);
  });
}

function sourceText(source: Source): string {
  if (source.kind === 'documentation') return `[${source.title}](${source.url})`;
  return `measured here: [${source.title}](../${source.path})`;
}
