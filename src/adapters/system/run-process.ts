import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ManagedProcess } from '../../ports/processes.ts';
import type { Guard } from './guard.ts';

/** How a process ended: by a code or by a signal, the other being null. */
type ProcessExit = Awaited<ManagedProcess['exited']>;

/** What to start, and who hears of it. */
export interface StartProcessOptions {
  /** What the process is called in errors, such as `envoy-0`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process; by default this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /**
   * Ends the process when this one dies. A guarded process gets a session of its own, so that Ctrl-C in a terminal
   * reaches this process alone, which then ends it in its own order.
   */
  readonly guard?: Guard;
  /** Text for standard input, which is closed after it; without it standard input is empty. */
  readonly input?: string;
  /** Takes each line of output, without its end. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

const keptErrorLines = 20;
/** A grandchild may hold the pipes open for ever: output is awaited no longer than this after the exit. */
const drainMs = 200;

/**
 * Starts a process and keeps hold of it: `exited` resolves when its output has been read too, the last 20 lines of
 * standard error are kept, and `stop` sends SIGTERM (or its signal), then SIGKILL after its grace.
 *
 * @throws Error naming the command when it cannot be started: not found, not executable, or no such `cwd`.
 */
export async function startProcess(options: StartProcessOptions): Promise<ManagedProcess> {
  const { command, args, cwd, env, guard, input } = options;
  const child = spawn(command, [...args], {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: guard !== undefined,
    ...(cwd !== undefined && { cwd }),
    ...(env && { env: { ...env } }),
  });
  const { pid } = child;
  if (pid === undefined) {
    const [cause] = await once(child, 'error');
    throw startFailure(options, cause);
  }
  const exited = observeExit(child, pid, guard);
  entrust(child, pid, guard);

  const errorLines: string[] = [];
  readLines(child.stdout, (line) => options.onLine?.(line, 'stdout'));
  readLines(child.stderr, (line) => {
    errorLines.push(line);
    if (errorLines.length > keptErrorLines) errorLines.shift();
    options.onLine?.(line, 'stderr');
  });
  // A process that ends without reading its input is told of by its exit, not by the broken pipe.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);

  return {
    pid,
    exited,
    lastErrorLines: () => [...errorLines],
    stop: ({ signal = 'SIGTERM', graceMs }) => stop(child, exited, signal, graceMs),
  };
}

function startFailure({ name, command, cwd }: StartProcessOptions, cause: unknown): Error {
  const { code } = cause as { code?: string };
  if (cwd !== undefined && !existsSync(cwd)) {
    return new Error(`${name} was not started: its working directory ${cwd} does not exist. Create it first`, {
      cause,
    });
  }
  const why =
    code === 'ENOENT'
      ? 'was not found. Install it, or give its full path'
      : code === 'EACCES'
        ? 'may not be executed. Make it executable (chmod +x), or give another path'
        : `could not be run (${code})`;
  return new Error(`${name} was not started: the command ${command} ${why}`, { cause });
}

/** When the guard refuses, the process would be without one: it is ended rather than left. */
function entrust(child: ChildProcess, pid: number, guard: Guard | undefined): void {
  try {
    guard?.ward(pid);
  } catch (cause) {
    child.kill('SIGKILL');
    throw cause;
  }
}

async function observeExit(child: ChildProcess, pid: number, guard: Guard | undefined): Promise<ProcessExit> {
  // An error after the start, such as a signal that could not be sent, must not become an uncaught exception.
  child.on('error', () => undefined);
  const drained = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exit = await new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  guard?.release(pid);
  await Promise.race([drained, delay(drainMs, undefined, { ref: false })]);
  return exit;
}

function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', onLine);
}

async function stop(
  child: ChildProcess,
  exited: Promise<ProcessExit>,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}
