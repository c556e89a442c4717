import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SHUTDOWNS } from '../../domain/shutdown.ts';
import type { Service, TargetEvent, Topology } from '../../domain/topology.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { PodStats } from '../../ports/pod-stats.ts';
import type { Processes } from '../../ports/processes.ts';
import { createDeployment, type Deployment } from './deployment.ts';
import type { DrainPod } from './end-pod.ts';
import type { EnvoyStarter } from './envoy-process.ts';
import { startHop } from './hop.ts';
import { chooseNodePort, labNodes, portOn } from './lab-nodes.ts';
import { serveLab } from './lab-server.ts';
import { type ServiceNode, startLabService } from './lab-service.ts';
import { imageOf, openState, type StateFile } from './lab-state.ts';
import { createPodAddresses } from './pod-addresses.ts';
import { defaultStrategy } from './rolling-update.ts';

const REPLICAS = 3;
/** No template of the lab has hooks to show. */
const CAN = Object.fromEntries(SHUTDOWNS.map((way) => [way, '']));

export interface LabConfig {
  /** Keeps lease, undo record and configuration; outlives the lab. */
  stateDir: string;
  /** Envoy's configuration that a new lab starts with, YAML. */
  document: string;
  envoyBinary: string;
  envoyVersion: string;
  /** 0 takes a free one of Kubernetes' range. */
  nodePort: number;
  /** HOST:PORT of each gRPC server. */
  servers: readonly string[];
  processes: Processes;
  stats: PodStats;
  drain: DrainPod;
  clock: Clock;
  random: () => number;
  log: Log;
}

/** A running lab. */
export interface Lab {
  /** The Unix socket where {@link import('./create-lab-target.ts').createLabTarget} reaches it. */
  socket: string;
  stop(): Promise<void>;
}

/** Where the lab of a state directory listens. */
export function labSocket(stateDir: string): string {
  return join(stateDir, 'lab.sock');
}

type Part = { stop(): Promise<void> };

/**
 * Starts the embedded target: an NLB, an Envoy as the NodePort of each of two nodes, and a Deployment of three Envoy Pods. Resolves when all Pods are Ready; on a target with something to undo also when they are not, because only
 * a recovery can put that right.
 * @throws Error with the reason of the part that does not start; nothing is left running then
 */
export async function startLab(config: LabConfig): Promise<Lab> {
  const { clock, stateDir } = config;
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const state = await openState(stateDir, {
    document: config.document,
    replicas: REPLICAS,
    // Runs that are not about the end of Pods lose nothing by it.
    shutdown: 'sleep',
    restartedAt: clock.wallIso(),
  });
  const starter: EnvoyStarter = {
    binary: config.envoyBinary,
    folder: join(stateDir, 'envoy'),
    processes: config.processes,
    clock,
  };
  const parts: Part[] = [];
  const stop = async (): Promise<void> => {
    for (const part of parts.splice(0).reverse()) await part.stop();
    await rm(starter.folder, { recursive: true, force: true });
  };
  try {
    await startParts(config, state, starter, parts);
    return { socket: labSocket(stateDir), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Each part is in `parts` as soon as it runs, in the order in which the next needs it. */
async function startParts(config: LabConfig, state: StateFile, starter: EnvoyStarter, parts: Part[]): Promise<void> {
  const { clock, log } = config;
  const nodes = labNodes();
  const nodePort = await chooseNodePort(nodes, config.nodePort, config.random);
  const serviceNodes: ServiceNode[] = [];
  for (const [index, node] of nodes.entries()) {
    const port = portOn(nodes, index, nodePort);
    const hop = await startHop(starter, { name: `hop-${node.name}`, host: node.host, port, endpoints: [] });
    parts.push(hop);
    serviceNodes.push({ ...node, hop });
  }
  const settings = state.current().service;
  const service = await startLabService({ nodes: serviceNodes, nodePort, settings, clock, random: config.random });
  parts.push(service);

  const listeners = new Set<(event: TargetEvent) => void>();
  const deployment = createDeployment({
    name: 'envoy',
    nodes: nodes.map((node) => node.name),
    servers: config.servers,
    nextAddress: await createPodAddresses(config.random),
    starter,
    endpoints: service.endpoints,
    stats: config.stats,
    drain: config.drain,
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    log,
  });
  parts.push(deployment);
  await deployment.rollTo(state.current().template, 0).catch((cause: unknown) => {
    if (state.current().undo === null) throw cause;
    log.warn('lab_not_rolled_out', { reason: String(cause) });
  });

  const topology = (): Topology => topologyOf(config, state, deployment, service.view());
  const socket = labSocket(config.stateDir);
  const server = await serveLab({ socket, state, deployment, service, topology, listeners, clock, log });
  parts.push({ stop: server.close });
  log.info('lab_ready', { node_port: nodePort, address: service.view().address });
}

function topologyOf(config: LabConfig, state: StateFile, deployment: Deployment, service: Service): Topology {
  const { template } = state.current();
  const { replicas, maxSurge, maxUnavailable } = defaultStrategy(template.replicas);
  const image = imageOf(state.current());
  return {
    pods: deployment.pods(),
    service,
    deployment: {
      name: 'envoy',
      replicas,
      max_surge: maxSurge,
      max_unavailable: maxUnavailable,
      rolled_out: deployment.isRolledOut(),
      revision: deployment.revision(),
      shutdown: { found: template.shutdown, hooks: '', can: CAN },
    },
    health_checks: {
      found: state.current().service.healthChecks?.port === 'traffic-port' ? 'traffic-port' : 'own-listener',
      probe: '',
      can: { 'traffic-port': '', 'own-listener': '' },
    },
    config: { name: `envoy-config-${image.slice(0, 10)}`, document: template.document, image },
    envoy_version: config.envoyVersion,
    kubernetes_version: null,
  };
}
