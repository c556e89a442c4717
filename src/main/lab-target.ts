import { createEnvoyConfig } from '../adapters/envoy/envoy-config.ts';
import { createLabTarget } from '../adapters/lab/create-lab-target.ts';
import { labSocket } from '../adapters/lab/start-lab.ts';
import type { EnvoyConfig } from '../ports/envoy-config.ts';
import type { Target } from '../ports/target.ts';
import type { TargetGuard } from '../ports/target-guard.ts';

/** Name of the HTTP connection manager whose statistics are the clients'. */
export const STAT_PREFIX = 'ingress_http';

/** The lab of a state directory as a target, and the editor of its configuration. */
export function labTarget(
  stateDir: string,
  envoyBinary: string,
): { target: Target; guard: TargetGuard; config: EnvoyConfig } {
  return {
    ...createLabTarget({ socket: labSocket(stateDir), pid: process.pid }),
    config: createEnvoyConfig({ binary: envoyBinary, statPrefix: STAT_PREFIX }),
  };
}
