import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

export type RoleName = 'lab' | 'bot' | 'worker';

/** What a role says when it is ready. */
export type RoleNews = Record<string, string | number>;

/** A role as a process of its own. */
export interface RoleProcess {
  name: RoleName;
  pid: number;
  /** @throws Error with the role's own line when it ends before it is ready */
  ready: Promise<RoleNews>;
  /** Resolves once it has ended, with its exit code or its signal. */
  ended: Promise<number | string>;
  tell(message: object): void;
  /** Asks it to end, and waits: a worker puts its target back first. */
  end(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
/** More than a role allows itself for its end; one that is frozen does not end by itself. */
const END_TIMEOUT_MS = 125_000;

/** Starts a role. Its log goes to `onLog`; a complaint before it is ready becomes the error of `ready`, and no line. */
export function startRole(
  name: RoleName,
  options: { args: readonly string[]; env: Record<string, string>; onLog: (line: string) => void },
): RoleProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const child = fork(join(import.meta.dirname, `${name}.${extension}`), options.args, {
    env: options.env,
    // A signal to the supervisor's whole group, such as that of `timeout`, would end the lab before the worker has put its target back.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'none'));
    child.once('error', (cause) => resolve(cause.message));
  });
  return {
    name,
    pid: child.pid ?? 0,
    ready: untilReady(name, child, options.onLog),
    ended,
    tell(message) {
      if (child.connected) child.send(message);
    },
    async end() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function untilReady(name: RoleName, child: ChildProcess, onLog: (line: string) => void): Promise<RoleNews> {
  const complaints: string[] = [];
  let isReady = false;
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (isReady || line.startsWith('{')) onLog(line);
      else complaints.push(line);
    }
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the ${name} did not get ready within ${START_TIMEOUT_MS / 1000} s`));
    }, START_TIMEOUT_MS);
    child.once('message', (message) => {
      clearTimeout(timer);
      isReady = true;
      for (const line of complaints) onLog(line);
      resolve(message as RoleNews);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const how = `the ${name} ended at its start (${code ?? signal ?? 'none'})`;
      const own = complaints.find((line) => line.startsWith(`${name}: `));
      const thrown = complaints.find((line) => /^\w*Error\b/.test(line));
      reject(new Error(own ?? (thrown === undefined ? how : `${how}: ${thrown}`)));
    });
  });
}
