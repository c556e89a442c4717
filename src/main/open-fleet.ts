import { createAgentFleet } from '../adapters/grpc/agent-fleet.ts';
import { createClientFleet } from '../adapters/grpc/client-fleet.ts';
import { createJobPool } from '../adapters/kubernetes/agent-pool.ts';
import type { FleetPlace } from '../domain/text/plan.ts';
import type { AgentPool } from '../ports/agent-pool.ts';
import type { ClientFleet } from '../ports/client-fleet.ts';
import type { TargetProfile } from './config.ts';
import { type AccessDeps, clusterAccess, kubeconfigAccess } from './open-target.ts';

const DEFAULT_AGENTS = 4;

/** Where a profile's clients run; null for the worker itself. */
export function fleetPlace({ fleet, namespace }: TargetProfile): FleetPlace | null {
  if (fleet.mode === 'worker') return null;
  const cluster = fleet.context ?? fleet.kubeconfig ?? null;
  return { agents: fleet.agents ?? DEFAULT_AGENTS, namespace: fleet.namespace ?? namespace, cluster };
}

/** The clients of a profile: in this process, or in a Job whose cluster is connected at its first use. */
export function openFleet(profile: TargetProfile, deps: AccessDeps): ClientFleet {
  const { clock, log } = deps;
  const place = fleetPlace(profile);
  if (place === null) return createClientFleet({ clock });
  const pool = atFirstUse(() => openPool(profile, deps));
  return createAgentFleet({ pool, agents: place.agents, address: profile.fleet.address ?? null, clock, log });
}

async function openPool(profile: TargetProfile, deps: AccessDeps): Promise<AgentPool> {
  const { image = '', namespace = profile.namespace, kubeconfig, context } = profile.fleet;
  const isElsewhere = kubeconfig !== undefined || context !== undefined;
  const access = isElsewhere ? kubeconfigAccess({ kubeconfig, context }, deps.log) : await clusterAccess(profile, deps);
  return createJobPool({ ...access, namespace, image, clock: deps.clock, log: deps.log });
}

/** Opens once; a failure is told to the caller that met it, and the next call tries again. */
function atFirstUse(open: () => Promise<AgentPool>): AgentPool {
  let opened: Promise<AgentPool> | null = null;
  const use = (): Promise<AgentPool> => {
    opened ??= open().catch((cause: unknown) => {
      opened = null;
      throw cause;
    });
    return opened;
  };
  return {
    open: async (...args) => (await use()).open(...args),
    close: async (run) => (await use()).close(run),
  };
}
