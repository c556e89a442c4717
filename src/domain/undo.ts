import type { RunRequest } from './run.ts';
import type { Topology } from './topology.ts';

/** All that is needed to put a target back without the worker that changed it. Kept on the target. */
export interface Undo {
  request: RunRequest;
  /** ISO-8601 UTC. */
  started_at: string;
  /** The configuration document as found. */
  document: string;
  replicas: number;
  /** sha256 of configuration and replicas, as {@link import('./topology.ts').Topology} gives it. */
  image: string;
  versions: { bot: string; envoy: string; grpc_js: string; kubernetes?: string };
}

/** A target as it is once what a run has changed is put back: the next run begins there. Its Pods are those of now. */
export function putBack(topology: Topology, { document, replicas, image }: Undo): Topology {
  return {
    ...topology,
    deployment: { ...topology.deployment, replicas },
    config: { ...topology.config, document, image },
  };
}

/**
 * Where a target whose pre-image is its configuration and replicas differs from it, a line each.
 * @returns e.g. `Deployment envoy: replicas: 3, now 1`
 */
export function leftToUndo({ document, replicas }: Undo, { config, deployment }: Topology): string[] {
  const name = `Deployment ${deployment.name}`;
  return [
    ...(config.document === document ? [] : [`${name}: Envoy's configuration (${config.name})`]),
    ...(deployment.replicas === replicas ? [] : [`${name}: replicas: ${replicas}, now ${deployment.replicas}`]),
  ];
}
