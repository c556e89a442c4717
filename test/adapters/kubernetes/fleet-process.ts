import { createAgentFleet } from '../../../src/adapters/grpc/agent-fleet.ts';
import { createJobPool } from '../../../src/adapters/kubernetes/agent-pool.ts';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';

/** A process that runs a fleet of two agents until it is killed: NAMESPACE IMAGE ADDRESS RUN. */
const [namespace = '', image = '', address = '', id = ''] = process.argv.slice(2);
const clock = createClock();
const log = { info: () => undefined, warn: () => undefined };
const pool = createJobPool({ kubeConfig: loadKubeConfig(), namespace, image, clock, log });
const fleet = createAgentFleet({ pool, agents: 2, address: null, clock, log });
const run = { id, longest_ms: 600_000, signal: new AbortController().signal };
await fleet.start({ address, clients: 4, interval_ms: 500, seed: 1 }, () => undefined, run);
process.stdout.write('running\n');
