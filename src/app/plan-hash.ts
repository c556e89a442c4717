import type { RunRequest } from '../domain/run.ts';
import type { Topology } from '../domain/topology.ts';

/**
 * sha256 (hex) of what an approval is for: the scenario with its parameters, the target as it is (its image: all that a
 * restore brings back), and the configuration that would be written. The seed is left out, because it decides nothing
 * that a person approves and is another one each time a plan is asked for.
 */
export async function planHash(
  request: Pick<RunRequest, 'scenario' | 'target' | 'parameters'>,
  topology: Topology,
  document: string,
): Promise<string> {
  const { seed: _seed, ...parameters } = request.parameters;
  const inOrder = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const { deployment, config } = topology;
  const basis = [
    request.scenario,
    request.target,
    inOrder,
    deployment.name,
    deployment.replicas,
    config.image,
    document,
  ];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(basis)));
  return Buffer.from(digest).toString('hex');
}
