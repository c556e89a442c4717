import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { ManagedProcess, Processes } from '../../ports/processes.ts';

const START_TIMEOUT_MS = 20_000;
const POLL_MS = 20;
const STOP_GRACE_MS = 3000;
/** Of Envoy's own message in an error, in characters. */
const MAX_WORDS = 500;

/** A running Envoy of the lab. */
export interface EnvoyProcess {
  process: ManagedProcess;
  /** http://127.0.0.1:PORT of its admin. */
  admin: string;
  /** Port of each listener by name, as the kernel gave it. */
  ports: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export interface EnvoyStarter {
  binary: string;
  /** Folder for configurations; each Envoy has one of its own below it. */
  folder: string;
  processes: Processes;
  clock: Clock;
}

/**
 * Starts Envoy with a configuration whose ports may be 0 and reads back where it listens. Hot restart is off: the
 * lab's Envoys never hand over sockets, and it would leave shared memory behind.
 * @throws Error with Envoy's last lines when it ends or does not listen in time
 */
export async function startEnvoy(
  starter: EnvoyStarter,
  name: string,
  config: object,
  env: Record<string, string> = {},
): Promise<EnvoyProcess> {
  const folder = join(starter.folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'envoy.json');
  const addressFile = join(folder, 'admin-address');
  await rm(addressFile, { force: true });
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const process = await starter.processes.start({
    name,
    command: starter.binary,
    args: [
      '-c',
      file,
      '--admin-address-path',
      addressFile,
      '--disable-hot-restart',
      // As in manifests/base: a drain asks every client to leave within so many seconds.
      '--drain-time-s',
      '5',
      '--concurrency',
      '1',
      '-l',
      'warn',
    ],
    env: { PATH: '/usr/bin:/bin', ...env },
  });
  const stop = async (): Promise<void> => {
    await process.stop({ graceMs: STOP_GRACE_MS });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const admin = `http://${await untilListening(starter.clock, name, process, addressFile)}`;
    return { process, admin, ports: await listenerPorts(admin), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function untilListening(
  clock: Clock,
  name: string,
  process: ManagedProcess,
  addressFile: string,
): Promise<string> {
  const deadline = clock.monotonicMs() + START_TIMEOUT_MS;
  let ended = false;
  void process.exited.then(() => {
    ended = true;
  });
  while (clock.monotonicMs() < deadline) {
    if (ended) throw new Error(`${name}: Envoy ended at its start: ${lastWords(process)}`);
    const address = await readFile(addressFile, 'utf8').catch(() => '');
    if (address !== '' && (await isLive(address))) return address;
    await clock.sleep(POLL_MS);
  }
  throw new Error(`${name}: Envoy did not get ready within ${START_TIMEOUT_MS / 1000} s: ${lastWords(process)}`);
}

/** Envoy answers LIVE only when its listeners and clusters are up. */
async function isLive(address: string): Promise<boolean> {
  const response = await fetch(`http://${address}/ready`).catch(() => null);
  if (response === null) return false;
  await response.text();
  return response.status === 200;
}

function lastWords(process: ManagedProcess): string {
  const lines = process.lastErrorLines();
  const telling = lines.findLast((line) => /\[(error|critical)\]/.test(line)) ?? lines.at(-1);
  const said = telling?.replace(/^(\[[^\]]*\] ?)+/, '').replace(/\s+/g, ' ') ?? 'it said nothing';
  // Envoy quotes the whole configuration behind some reasons.
  return said.replace(/: \{.*$/, '').slice(0, MAX_WORDS);
}

interface ListenerStatus {
  name: string;
  local_address: { socket_address: { port_value: number } };
}

async function listenerPorts(admin: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${admin}/listeners?format=json`);
  const body = (await response.json()) as { listener_statuses?: ListenerStatus[] };
  return new Map(
    (body.listener_statuses ?? []).map((listener) => [listener.name, listener.local_address.socket_address.port_value]),
  );
}
