import { AppError } from '../../domain/errors.ts';
import { changedSettings, LAB_DEFAULTS, type NlbChange, type NlbSettings } from '../../domain/nlb/nlb-settings.ts';
import type { ServiceSettings } from '../../domain/service-settings.ts';
import type { Service } from '../../domain/topology.ts';
import type { Clock } from '../../ports/clock.ts';
import { createEndpoints, type Endpoint, type Endpoints } from './endpoints.ts';
import type { Hop } from './hop.ts';
import type { LabNode } from './lab-nodes.ts';
import { type NodeHealth, serveNodeHealth } from './nlb/node-health.ts';
import { type NlbState, startNlb } from './nlb/start-nlb.ts';

/** Everything about the way to the Pods that can be set. */
export interface LabServiceSettings extends NlbSettings {
  /** Cluster: a node passes connections to every Pod; Local: to its own alone. */
  trafficPolicy: 'Cluster' | 'Local';
}

export type ServiceChange = NlbChange & Partial<Pick<LabServiceSettings, 'trafficPolicy'>>;

export const SERVICE_DEFAULTS: LabServiceSettings = { ...LAB_DEFAULTS, trafficPolicy: 'Cluster' };

/** The settings after a change. @throws AppError `target_unfit` for a setting out of range */
export function changedService(settings: LabServiceSettings, change: ServiceChange): LabServiceSettings {
  const { trafficPolicy = settings.trafficPolicy } = change;
  if (trafficPolicy !== 'Cluster' && trafficPolicy !== 'Local') {
    throw new AppError('target_unfit', `The lab's Service takes trafficPolicy Cluster, Local, not ${trafficPolicy}.`);
  }
  return { ...changedSettings(settings, change), trafficPolicy };
}

/** A change that a run asks for, in the lab's own names. */
export function labChange({ traffic_policy, target_type, idle_timeout_ms }: Partial<ServiceSettings>): ServiceChange {
  return {
    ...(traffic_policy === undefined ? {} : { trafficPolicy: traffic_policy }),
    ...(target_type === undefined ? {} : { targetType: target_type }),
    ...(idle_timeout_ms === undefined ? {} : { idleTimeoutMs: idle_timeout_ms }),
  };
}

/** The lab's Service: the balancer, the nodes' NodePorts, and the Pods behind them. */
export interface LabService {
  endpoints: Endpoints;
  /** As the topology shows it. */
  view(): Service;
  settings(): LabServiceSettings;
  /** Resolves once new connections go the new way. @throws AppError `target_unfit` for a setting out of range */
  configure(change: ServiceChange): Promise<LabServiceSettings>;
  /** Zones, targets with their health, and flows. */
  balancer(): NlbState;
  stop(): Promise<void>;
}

/** A node with the hop that its NodePort is. */
export interface ServiceNode extends LabNode {
  hop: Pick<Hop, 'address' | 'setEndpoints'>;
}

export interface LabServiceConfig {
  nodes: readonly ServiceNode[];
  nodePort: number;
  settings: LabServiceSettings;
  clock: Clock;
  random: () => number;
}

/** Starts the balancer in front of the nodes, and keeps both at the Pods that there are. */
export async function startLabService(config: LabServiceConfig): Promise<LabService> {
  const { nodes } = config;
  let { trafficPolicy } = config.settings;
  /** What the nodes go by; another policy than the wanted one while they are told of it. */
  let applied = trafficPolicy;
  let ready: readonly Endpoint[] = [];
  // A node speaks of Pods only where it passes on to none but its own, as kube-proxy's health does.
  const answers = (node: string): boolean =>
    [applied, trafficPolicy].every((policy) => policy === 'Cluster' || ownOf(ready, node, policy).length > 0);
  const health = new Map<string, NodeHealth>();
  for (const { name, host } of nodes) health.set(name, await serveNodeHealth(host, () => answers(name)));
  const zones = nodes.map(({ zone, nlbHost }) => ({ name: zone, host: nlbHost }));
  const nlb = await startNlb({ ...config, zones });

  /** Tells the balancer which Pods there are. */
  function tellBalancer(endpoints: readonly Endpoint[]): void {
    ready = endpoints;
    const nodeTargets = nodes.map(({ name, zone, hop }) => ({
      address: hop.address,
      zone,
      health: health.get(name)?.url ?? '',
      isReady: answers(name),
    }));
    nlb.setTargets('instance', nodeTargets);
    const zoneOf = new Map(nodes.map(({ name, zone }) => [name, zone]));
    const podTargets = endpoints.map(({ address, node, health: url }) => ({
      address,
      zone: zoneOf.get(node) ?? '',
      health: url,
      isReady: true,
    }));
    nlb.setTargets('ip', podTargets);
  }

  const endpoints = createEndpoints(async (wanted) => {
    // What goes is taken from the balancer before the nodes, and what comes is given to the nodes first.
    tellBalancer(wanted.filter(({ address }) => ready.some((endpoint) => endpoint.address === address)));
    const policy = trafficPolicy;
    await Promise.all(
      nodes.map(({ name, hop }) => hop.setEndpoints(ownOf(wanted, name, policy).map(({ address }) => address))),
    );
    applied = policy;
    tellBalancer(wanted);
  });
  tellBalancer([]);

  const settings = (): LabServiceSettings => ({ ...nlb.settings(), trafficPolicy });
  return {
    endpoints,
    settings,
    async configure({ trafficPolicy: policy = trafficPolicy, ...change }) {
      nlb.configure(change);
      if (policy !== trafficPolicy) {
        trafficPolicy = policy;
        await endpoints.refresh();
      }
      return settings();
    },
    view: () => ({
      name: 'envoy',
      type: 'LoadBalancer',
      // A client takes the first address that DNS gives it.
      address: addressInDns(nlb.state()),
      node_port: config.nodePort,
      nodes: nodes.map(({ name, zone, hop }) => ({ name, zone, address: hop.address })),
      traffic_policy: trafficPolicy,
      target_type: nlb.settings().targetType,
      idle_timeout_ms: nlb.settings().idleTimeoutMs,
      nlb: {
        zones: nlb.state().zones.map(({ name, address }) => ({ name, address })),
        cross_zone: nlb.settings().crossZone,
      },
    }),
    balancer: nlb.state,
    async stop() {
      await nlb.stop();
      await Promise.all([...health.values()].map((server) => server.close()));
    },
  };
}

/** The Pods that a node passes connections to. */
function ownOf(endpoints: readonly Endpoint[], node: string, policy: Service['traffic_policy']): Endpoint[] {
  return endpoints.filter((endpoint) => policy === 'Cluster' || endpoint.node === node);
}

function addressInDns({ zones }: NlbState): string {
  return (zones.find(({ isInDns }) => isInDns) ?? zones[0])?.address ?? '';
}
