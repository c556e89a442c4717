import type { HealthChecking } from './health-checks.ts';
import type { RunRequest } from './run.ts';
import { type ServiceSettings, serviceLeft } from './service-settings.ts';
import type { PodEnding } from './shutdown.ts';
import type { Topology } from './topology.ts';

/** All that is needed to put a target back without the worker that changed it. Kept on the target. */
export interface Undo {
  request: RunRequest;
  /** ISO-8601 UTC. */
  started_at: string;
  /** The configuration document as found. */
  document: string;
  replicas: number;
  /** How the Pods ended; left out of records that were kept before runs could change that. */
  shutdown?: PodEnding;
  /** Where health was asked for; left out of records that were kept before runs could change that. */
  health_checks?: HealthChecking;
  /** The Service's settings as found; left out of records that were kept before runs could change them. */
  service?: ServiceSettings;
  /** sha256 of all that a restore brings back, as {@link import('./topology.ts').Topology} gives it. */
  image: string;
  versions: { bot: string; envoy: string; grpc_js: string; kubernetes?: string };
}

/** A target as it is once what a run has changed is put back: the next run begins there. Its Pods are those of now. */
export function putBack(
  topology: Topology,
  { document, replicas, shutdown, health_checks, service, image }: Undo,
): Topology {
  return {
    ...topology,
    ...(health_checks === undefined ? {} : { health_checks }),
    service: { ...topology.service, ...service },
    deployment: { ...topology.deployment, replicas, ...(shutdown === undefined ? {} : { shutdown }) },
    config: { ...topology.config, document, image },
  };
}

/**
 * Where a target whose pre-image is its configuration, its replicas, how its Pods end and are checked, and its Service's settings differs
 * from it, a line each.
 * @returns e.g. `Deployment envoy: replicas: 3, now 1`
 */
export function leftToUndo(
  { document, replicas, shutdown, health_checks, service }: Undo,
  { config, deployment, health_checks: checked, service: now }: Topology,
): string[] {
  const name = `Deployment ${deployment.name}`;
  return [
    ...(config.document === document ? [] : [`${name}: Envoy's configuration (${config.name})`]),
    ...(deployment.replicas === replicas ? [] : [`${name}: replicas: ${replicas}, now ${deployment.replicas}`]),
    ...(shutdown === undefined || deployment.shutdown?.found === shutdown.found
      ? []
      : [`${name}: how Pods end: ${shutdown.found}, now ${deployment.shutdown?.found}`]),
    ...(health_checks === undefined || checked?.found === health_checks.found
      ? []
      : [`${name}: health checks: ${health_checks.found}, now ${checked?.found}`]),
    ...(service === undefined ? [] : serviceLeft(service, now)),
  ];
}
