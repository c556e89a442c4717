import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ManagedProcess } from '../../ports/processes.ts';
import type { Guard } from './guard.ts';
import { startProcess } from './run-process.ts';

/** What the server is started with. */
export interface StartValkeyOptions {
  /** A `valkey-server` or `redis-server` program. */
  readonly binary: string;
  /** An existing directory, the server's working directory; nothing is written to it. */
  readonly stateDir: string;
  readonly guard: Guard;
  /** A fixed TCP port; by default a free one. */
  readonly port?: number;
}

/** A server that answers. */
export interface RunningValkey {
  /** `redis://:PASSWORD@127.0.0.1:PORT/0`: a secret. */
  readonly url: string;
  readonly pid: number;
  /** Resolves once it has ended, by whatever cause. */
  readonly exited: Promise<unknown>;
  /** Ends the server; what it held in memory is lost. */
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const attempts = 5;
const readyMs = 10_000;
const pollMs = 20;
const stopGraceMs = 2_000;
const keptLogLines = 20;

/** Somebody else took the port between its choice and its use. */
class PortTakenError extends Error {}

/**
 * Starts a job-queue server on loopback, in memory only, behind a random password, and waits until it answers PING.
 *
 * The password goes in through standard input (`valkey-server -` reads its configuration there), so that no process
 * list shows it.
 *
 * @throws Error when the program does not start, a given port is taken, or it does not answer within 10 s.
 */
export async function startValkey(options: StartValkeyOptions): Promise<RunningValkey> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    try {
      return await startOnPort(options, port);
    } catch (error) {
      const retry = error instanceof PortTakenError && options.port === undefined && attempt < attempts;
      if (!retry) throw error;
    }
  }
}

async function startOnPort(options: StartValkeyOptions, port: number): Promise<RunningValkey> {
  const password = randomBytes(24).toString('hex');
  const log: string[] = [];
  const server = await startProcess({
    name: 'valkey',
    command: options.binary,
    args: argumentsFor(options.stateDir, port),
    guard: options.guard,
    input: `requirepass ${password}\n`,
    onLine: (line) => {
      log.push(line);
      if (log.length > keptLogLines) log.shift();
    },
  });
  try {
    await answersPing(server, port, password, log);
  } catch (error) {
    await server.stop({ graceMs: stopGraceMs });
    throw error;
  }
  return {
    url: `redis://:${password}@${host}:${port}/0`,
    pid: server.pid,
    exited: server.exited,
    stop: () => server.stop({ graceMs: stopGraceMs }),
  };
}

function argumentsFor(stateDir: string, port: number): string[] {
  const inMemory = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const local = ['--bind', host, '--port', String(port), '--protected-mode', 'yes'];
  return ['-', ...inMemory, ...local, '--dir', stateDir, '--daemonize', 'no'];
}

async function answersPing(server: ManagedProcess, port: number, password: string, log: readonly string[]) {
  let ended = false;
  const exit = server.exited.then(() => {
    ended = true;
    return false;
  });
  const deadline = performance.now() + readyMs;
  while (performance.now() < deadline) {
    if (ended) throw endedEarly(port, log);
    if (await Promise.race([ping(port, password), exit])) return;
    await Promise.race([exit, delay(pollMs)]);
  }
  throw new Error(`valkey did not answer PING on ${host}:${port} within ${readyMs / 1000} s: ${log.join(' | ')}`);
}

function endedEarly(port: number, log: readonly string[]): Error {
  const text = log.join(' | ');
  if (/address already in use/i.test(text)) {
    return new PortTakenError(
      `valkey cannot listen on ${host}:${port}: the port is taken. End what uses it, or give another`,
    );
  }
  return new Error(`valkey ended before it answered; its last lines: ${text || '(none)'}`);
}

/** One connection, two inline commands (valkey.io/topics/protocol); a foreign server refuses this password. */
async function ping(port: number, password: string): Promise<boolean> {
  const socket = connect({ host, port });
  socket.setTimeout(1_000, () => socket.destroy());
  let reply = '';
  socket.setEncoding('utf8').on('data', (text) => {
    reply += text;
    if (reply.split('\r\n').length > 2) socket.end();
  });
  socket.on('error', () => undefined);
  socket.write(`AUTH ${password}\r\nPING\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  return reply === '+OK\r\n+PONG\r\n';
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port: try again');
  return address.port;
}
