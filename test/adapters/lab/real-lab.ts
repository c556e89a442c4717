import { readFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drainEnvoy } from '../../../src/adapters/envoy/drain-envoy.ts';
import { createPodStats } from '../../../src/adapters/envoy/pod-stats.ts';
import { startHelloServer } from '../../../src/adapters/grpc/hello-server.ts';
import { createLabTarget } from '../../../src/adapters/lab/create-lab-target.ts';
import { type Lab, startLab } from '../../../src/adapters/lab/start-lab.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import { findEnvoy } from '../../../src/adapters/system/find-envoy.ts';
import { createGuard } from '../../../src/adapters/system/guard.ts';
import { startProcess } from '../../../src/adapters/system/run-process.ts';
import type { PodStats } from '../../../src/ports/pod-stats.ts';
import type { ManagedProcess, Processes } from '../../../src/ports/processes.ts';
import type { Target } from '../../../src/ports/target.ts';
import type { TargetGuard } from '../../../src/ports/target-guard.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Envoy's configuration as the base deploys it. */
export const BASE_DOCUMENT = readFileSync(join(ROOT, 'manifests/base/config/envoy.yaml'), 'utf8');
export const STAT_PREFIX = 'ingress_http';
/** The document with one line more under the options of the clients' connection manager. */
export const LIMITED_DOCUMENT = BASE_DOCUMENT.replace(
  /^( *)stat_prefix: ingress_http$/m,
  '$&\n$1common_http_protocol_options: { max_connection_duration: 1s }',
);
/** Envoy ends at its start with this one. */
export const BAD_DOCUMENT = BASE_DOCUMENT.replace(/^( *)stat_prefix: ingress_http$/m, '$&\n$1no_such_field: 1');

export interface RealLabOptions {
  document?: string;
  /** Keeps an existing state; a new folder by default. */
  stateDir?: string;
  /** Changes how processes are started and stopped. */
  processes?: (real: Processes) => Processes;
  /** Called when the lab does not start, before what it may have left is ended. */
  onFailed?: () => void;
}

/** A lab of real Envoys in this process, with everything that a test looks at. */
export interface RealLab {
  target: Target;
  guard: TargetGuard;
  stats: PodStats;
  stateDir: string;
  socket: string;
  /** Every process that was started, by its name; Pods by the Pod's name, hops as `hop-node-1` and so on. */
  started: ReadonlyMap<string, ManagedProcess>;
  /** Target and guard as the process with this id sees them. */
  as(pid: number): { target: Target; guard: TargetGuard };
  /** Stops the lab and starts another with the same state. */
  restart(): Promise<void>;
  /** Stops the lab alone, with nobody who cleans up after it. */
  stopLab(): Promise<void>;
  /** Stops the lab, the servers and whatever else there is. */
  stop(): Promise<void>;
}

export const clock = createClock();

export async function envoyBinary(): Promise<{ path: string; version: string }> {
  return findEnvoy({ env: process.env, cacheDir: join(ROOT, '.cache'), onProgress: () => undefined });
}

export async function startRealLab(options: RealLabOptions = {}): Promise<RealLab> {
  const envoy = await envoyBinary();
  const guard = createGuard();
  const stateDir = options.stateDir ?? (await mkdtemp(join(tmpdir(), 'lab-test-')));
  if (options.stateDir === undefined) guard.removeAfter(stateDir);
  const servers = await Promise.all(
    [1, 2].map((n) => startHelloServer({ host: '127.0.0.1', port: 0, name: `server-${n}` })),
  );
  const started = new Map<string, ManagedProcess>();
  const real: Processes = { start: (spec) => startProcess({ ...spec, guard }) };
  const chosen = options.processes?.(real) ?? real;
  const stats = createPodStats({ statPrefix: STAT_PREFIX });
  const start = (): Promise<Lab> =>
    startLab({
      stateDir,
      document: options.document ?? BASE_DOCUMENT,
      envoyBinary: envoy.path,
      envoyVersion: envoy.version,
      nodePort: 0,
      servers: servers.map((server) => `127.0.0.1:${server.port}`),
      processes: {
        async start(spec) {
          const process = await chosen.start(spec);
          started.set(spec.name, process);
          return process;
        },
      },
      stats,
      drain: (adminUrl, how) => drainEnvoy({ adminUrl, statPrefix: STAT_PREFIX, how, minMs: 1200, deadlineMs: 20_000 }),
      clock,
      random: Math.random,
      log: { info: () => undefined, warn: () => undefined },
    });
  const end = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
    await guard.close();
  };
  let lab = await start().catch(async (cause: unknown) => {
    options.onFailed?.();
    await end();
    throw cause;
  });
  const { socket } = lab;
  return {
    ...createLabTarget({ socket, pid: process.pid }),
    stats,
    stateDir,
    socket,
    started,
    as: (pid) => createLabTarget({ socket, pid }),
    async restart() {
      await lab.stop();
      lab = await start();
    },
    stopLab: () => lab.stop(),
    async stop() {
      await lab.stop();
      await end();
    },
  };
}

/** The answer of a process's admin interface; processes are named as in {@link RealLab}. */
export async function askAdmin(lab: RealLab, name: string, path: string): Promise<string> {
  const address = await readFile(join(lab.stateDir, 'envoy', name, 'admin-address'), 'utf8');
  const response = await fetch(`http://${address}${path}`);
  return response.text();
}

export const NODE_HOPS = ['hop-node-1', 'hop-node-2'] as const;

/** HOST:PORT of every endpoint that a hop passes new connections to. */
export async function endpointsOf(lab: RealLab, hop: string): Promise<string[]> {
  const text = await askAdmin(lab, hop, '/clusters');
  return [...new Set([...text.matchAll(/^endpoints::([\d.]+:\d+)::/gm)].map((match) => match[1] ?? ''))].sort();
}

/** Whether a process runs; one that has ended and that nobody has waited for yet does not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
