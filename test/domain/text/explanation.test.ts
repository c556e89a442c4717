import { describe, expect, it } from 'vitest';
import { explanationOf } from '../../../src/domain/explain/explanation.ts';
import { EXPLAIN_TOPICS, type TargetTopic, TOPICS } from '../../../src/domain/explain/topics.ts';
import type { Setting } from '../../../src/domain/setting.ts';
import { explanationText, topicsText } from '../../../src/domain/text/explanation.ts';
import type { Topology } from '../../../src/domain/topology.ts';
import { ONE_SECOND, topologyOf } from '../run-record-fixture.ts';

const ALL = Object.keys(TOPICS) as TargetTopic[];
const CLUSTER = '1.34.4';

/** The words of a target's topic, as they come without `on=`. */
function told(
  topic: TargetTopic,
  topology: Topology | null = topologyOf(),
  { more = false, setting = null }: { more?: boolean; setting?: Setting | null } = {},
): string {
  const found = topology === null ? null : { topology, setting };
  return explanationText(explanationOf(topic, 'lab', found), { target: null, more });
}

describe('the explanation', () => {
  it('draws every hop with its own address', () => {
    const text = told('nodeport');
    const picture = text.slice(text.indexOf('```'));
    const addresses = ['127.0.0.1:31400', '127.0.0.1:31401', '127.0.0.2:31401', '127.0.0.1:41000', '127.0.0.1:41002'];
    const places = addresses.map((address) => picture.indexOf(address));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('of the NodePort says who picks the Pod and how, and that "round robin" is imprecise', () => {
    const text = told('nodeport');
    expect(text).toMatch(/^\*The NodePort picks the Pod, not a balancer in front of it\*/);
    expect(text).toContain('In iptables mode kube-proxy picks the Pod at random.');
    expect(text).toContain('"Round robin", as it is often told, is imprecise.');
    expect(text).toContain('node port 31401 on 2 nodes, traffic policy Cluster, 3 Ready Pods');
  });

  it('says that the pick is random where kube-proxy is in iptables mode, and its mode where that was read', () => {
    const iptables = told('nodeport', topologyOf({ service: { proxy_mode: 'iptables' } }));
    expect(iptables).toContain('kube-proxy in iptables mode, 3 Ready Pods');
    expect(iptables).toContain('picks the Pod at random');
    const ipvs = told('nodeport', topologyOf({ service: { proxy_mode: 'ipvs' } }), { more: true });
    expect(ipvs).toContain('kube-proxy in ipvs mode, 3 Ready Pods');
    expect(ipvs).not.toContain('picks the Pod at random');
    expect(ipvs).toContain('Only IPVS mode has round robin');
    expect(told('nodeport', topologyOf({ service: { proxy_mode: null } }))).toContain('picks the Pod at random');
  });

  it('of the NLB says what it balances, and with nodes as targets that it does not choose the Pod', () => {
    const text = told('nlb');
    expect(text).toMatch(/^\*The NLB balances connections, not requests\*/);
    expect(text).toContain('the algorithm of the NLB does not choose the Pod');
    expect(told('nlb', topologyOf({ service: { target_type: 'ip' } }))).toContain('so the NLB chooses the Pod');
  });

  it('says that a target is the lab, and only of the lab', () => {
    expect(told('nodeport')).toContain('This is the lab: `/nlb explain lab`');
    expect(told('nodeport', topologyOf({ kubernetes_version: CLUSTER }))).not.toContain('This is the lab');
  });

  it('with traffic policy Local draws each Pod under its node', () => {
    const text = told('nodeport', topologyOf({ service: { traffic_policy: 'Local' } }));
    expect(text).toMatch(/node-1 .*\n.*envoy-a.*\n.*envoy-c.*\n.*node-2 .*\n.*envoy-b/);
  });

  it('of a traffic policy gives the shares that this target would have under each', () => {
    const local = told('traffic-policy', topologyOf({ service: { traffic_policy: 'Local' } }));
    expect(local).toMatch(/^\*`externalTrafficPolicy: Local`\*: a node forwards only to Ready Pods of its own/);
    expect(local).toContain('`node-1` 2, `node-2` 1');
    expect(local).toContain('33.3 % of the connections under Cluster');
    expect(local).toContain('25 % for each on `node-1`, 50 % for each on `node-2`');
    expect(told('traffic-policy')).toMatch(/^\*`externalTrafficPolicy: Cluster`\*/);
  });

  it('with Pod addresses as targets has no node in the way', () => {
    const text = told('target-type', topologyOf({ service: { target_type: 'ip' } }));
    expect(text).not.toContain('NodePort 127.0.0.1');
    expect(text).not.toContain('node port 31401');
    expect(text).toContain('with `ip` targets, 3 Ready Pods');
  });

  it('of a Service without an NLB says that there is none', () => {
    const text = told('nlb', topologyOf({ service: { type: 'ClusterIP' } }));
    expect(text).toContain('in front of any other type there is none');
    expect(text).toContain('is a ClusterIP at `127.0.0.1:31400`');
  });

  it('of a setting says whether the configuration has it', () => {
    expect(told('max-connection-duration')).toContain('has no `max_connection_duration`: no connection is closed');
    const set = told('max-connection-duration', topologyOf(), { setting: ONE_SECOND });
    expect(set).toContain('the configuration of `lab` has `max_connection_duration: 1s`.');
  });

  it('of a drain says how the Pods of this target end, where it says so', () => {
    const topology = topologyOf();
    expect(told('drain', topology)).not.toContain('The Pods of `lab` end');
    topology.deployment.shutdown = { found: 'sigterm', hooks: '', can: {} };
    expect(told('drain', topology)).toContain('The Pods of `lab` end with plain SIGTERM.');
  });

  it('of the NLB says its zones and whether it crosses them, as far as that is known', () => {
    const zones = [
      { name: 'us-west-1b', address: null },
      { name: 'us-west-1c', address: null },
    ];
    const withNlb = (cross_zone: boolean | null) =>
      told('nlb', topologyOf({ service: { nlb: { zones, cross_zone } } }));
    expect(withNlb(false)).toContain('Its zones are `us-west-1b`, `us-west-1c`, cross-zone balancing is off.');
    expect(withNlb(null)).toContain('cross-zone balancing is not known.');
    expect(told('nlb')).not.toContain('cross-zone');
  });

  it('of a skew says what a restart of this Deployment is expected to leave, where there is a model for it', () => {
    expect(told('skew')).toContain('rolling restart of its 3 Pods is expected to leave 46 / 35 / 20 %');
    const topology = topologyOf();
    topology.deployment.max_surge = 2;
    expect(told('skew', topology)).not.toContain('is expected to leave');
  });

  it('holds for every target where this one does not answer, and says so', () => {
    for (const topic of ALL) {
      const text = told(topic, null);
      expect(text, topic).toContain(':warning: `lab` could not be read now');
      expect(text, topic).toContain('`/nlb targets lab`');
      expect(text, topic).not.toContain('*Here*');
    }
    expect(told('nodeport', null)).toMatch(/With `ip` targets no NodePort is in the way/);
  });

  it.each(ALL)('of %s is short at first, and with more has each claim with a source that is listed', (topic) => {
    const first = told(topic);
    expect(first.replaceAll(/```[\s\S]*```/g, '').length).toBeLessThan(900);
    expect(first).toContain(`\`/nlb explain ${topic} more=true\``);
    const lines = told(topic, topologyOf(), { more: true }).split('\n');
    const bullets = lines.filter((line) => line.startsWith('• '));
    expect(bullets.length).toBeGreaterThan(2);
    for (const bullet of bullets) {
      const [, number] = /\[(\d+)\]$/.exec(bullet) ?? [];
      expect(lines.some((line) => line.startsWith(`[${number}] `) && /https:|`(?:docs|test)\//.test(line))).toBe(true);
    }
  });

  it.each(ALL)('of %s is one message with many Pods and nodes', (topic) => {
    const topology = topologyOf({ kubernetes_version: CLUSTER });
    const [pod] = topology.pods;
    const [node] = topology.service.nodes;
    if (pod === undefined || node === undefined) throw new Error('no Pod');
    topology.pods = Array.from({ length: 500 }, (_, index) => ({ ...pod, name: `envoy-${index}` }));
    topology.service.nodes = Array.from({ length: 100 }, (_, index) => ({ ...node, name: `node-${index}` }));
    expect(told(topic, topology).length).toBeLessThan(3000);
    expect(told(topic, topology, { more: true }).length).toBeLessThan(12_000);
  });

  it('numbers a page once, with its part where all claims are from one', () => {
    const lines = told('nlb', topologyOf(), { more: true }).split('\n');
    const pages = lines.flatMap((line) => /^\[\d+\] .*: (https:\S+)$/.exec(line)?.[1] ?? []);
    expect(new Set(pages.map((page) => page.replace(/#.*/, ''))).size).toBe(pages.length);
    const network = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network';
    expect(pages).toContain(`${network}/edit-target-group-attributes.html`);
    expect(pages).toContain(`${network}/introduction.html#network-load-balancer-overview`);
  });

  it('carries the target that was asked for to what it proposes', () => {
    const explanation = explanationOf('skew', 'edge', null);
    const text = explanationText(explanation, { target: 'edge', more: false });
    expect(text).toContain('`/nlb explain skew more=true on=edge`');
    expect(text).toContain('`/nlb run rollout-restart on=edge`');
  });
});

describe('the list of topics', () => {
  it('has each of them with the question that it answers', () => {
    const text = topicsText('lab');
    for (const topic of EXPLAIN_TOPICS) expect(text).toMatch(new RegExp(`^• \`${topic}\`: .{10,}$`, 'm'));
    expect(text).toContain('• `run RUN`: ');
    expect(text).toContain('`lab`');
  });
});
