import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { drainEnvoy } from '../adapters/envoy/drain-envoy.ts';
import { createPodStats } from '../adapters/envoy/pod-stats.ts';
import { startHelloServer } from '../adapters/grpc/hello-server.ts';
import { startLab } from '../adapters/lab/start-lab.ts';
import { createClock } from '../adapters/system/clock.ts';
import { findEnvoy } from '../adapters/system/find-envoy.ts';
import { createGuard } from '../adapters/system/guard.ts';
import { startProcess } from '../adapters/system/run-process.ts';
import { readConfig } from './config.ts';
import { runRole } from './role.ts';

const SERVERS = 3;
const STAT_PREFIX = 'ingress_http';
/** Longer than the lab's nodes take to let go of a Pod; the deadline is that of manifests/base. */
const DRAIN = { minMs: 2000, deadlineMs: 45_000 };
const BASE_CONFIG = resolve(import.meta.dirname, '../../manifests/base/config/envoy.yaml');

/** The role `lab`: gRPC servers, Envoy Pods, NodePort hops and an NLB on loopback, with a state of their own. */
await runRole('lab', async ({ log }) => {
  const config = readConfig(process.env);
  const envoy = await findEnvoy({
    env: process.env,
    cacheDir: config.cacheDir,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  const stateDir = config.stateDir ?? mkdtempSync(join(tmpdir(), 'nlb-lab-'));
  const guard = createGuard();
  if (config.stateDir === null) guard.removeAfter(stateDir);
  const servers = await Promise.all(
    Array.from({ length: SERVERS }, (_, index) =>
      startHelloServer({ host: '127.0.0.1', port: 0, name: `server-${index + 1}` }),
    ),
  );
  const lab = await startLab({
    stateDir,
    document: readFileSync(BASE_CONFIG, 'utf8'),
    envoyBinary: envoy.path,
    envoyVersion: envoy.version,
    nodePort: config.labNodePort,
    servers: servers.map((server) => `127.0.0.1:${server.port}`),
    processes: { start: (spec) => startProcess({ ...spec, guard }) },
    stats: createPodStats({ statPrefix: STAT_PREFIX }),
    drain: (adminUrl, how) => drainEnvoy({ ...DRAIN, adminUrl, statPrefix: STAT_PREFIX, how }),
    clock: createClock(),
    random: Math.random,
    log,
  });
  return {
    ready: { socket: lab.socket },
    async stop() {
      await lab.stop();
      await Promise.all(servers.map((server) => server.stop()));
      await guard.close();
    },
  };
});
