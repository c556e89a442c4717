import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processesWith } from './host.ts';
import { until } from './until.ts';

export const REPOSITORY = resolve(import.meta.dirname, '../..');

/** A program of the project as a child process, with a folder of its own for all that it keeps. */
export interface Program {
  child: ChildProcess;
  pid: number;
  folder: string;
  stdout(): string;
  /** What it said to people on standard error, line by line, without its log. */
  complaints(): string[];
  log(): string;
  /** Resolves once it has ended: with its exit code, or the name of the signal that ended it. */
  ended: Promise<number | string>;
  /** What there is of it: processes that know its folder, and what lies in its temporary folder. */
  leftovers(): string[];
  /** Kills it, waits until nothing of it is left and removes its folder. */
  discard(): Promise<void>;
}

export interface ProgramOptions {
  env?: Record<string, string>;
  /** The folder of a program that has ended, to go on from what it kept. */
  folder?: string;
  /** In a process group of its own, which a test can signal as a whole. */
  group?: boolean;
}

/** Variables of whoever runs the tests that would lead a program away from its own folder and ports. */
const FOREIGN = /^(NLB_|SLACK_|REDIS_URL|WORKSPACE_PORT|LAB_NODE_PORT|METRICS_PORT)/;
const GONE_MS = 15_000;

/** A new folder with an empty temporary folder in it. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-e2e-'));
  mkdirSync(join(folder, 'tmp'));
  return folder;
}

/** Starts `src/main/NAME.ts` in its folder. All that it starts in turn carries the folder's name. */
export function startProgram(name: string, args: readonly string[], options: ProgramOptions = {}): Program {
  const folder = options.folder ?? newFolder();
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => !FOREIGN.test(key)));
  const own = { TMPDIR: join(folder, 'tmp'), NLB_CACHE: join(REPOSITORY, '.cache'), ...options.env };
  const child = spawn(process.execPath, [join(REPOSITORY, 'src/main', `${name}.ts`), ...args], {
    cwd: folder,
    detached: options.group === true,
    env: { ...inherited, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | string>((done) =>
    child.once('close', (code, signal) => done(code ?? signal ?? 'unknown')),
  );
  return {
    child,
    pid: child.pid ?? 0,
    folder,
    stdout: () => stdout,
    complaints: () => stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{')),
    log: () => stderr,
    ended,
    leftovers: () => [
      ...processesWith(folder).map(({ pid, command }) => `${pid} ${command.slice(0, 160)}`),
      ...readdirSync(join(folder, 'tmp')),
    ],
    async discard() {
      child.kill('SIGKILL');
      await ended;
      await until(`the end of all parts of ${name}`, () => processesWith(folder).length === 0, GONE_MS);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
