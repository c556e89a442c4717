import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const VERSION = '5.2.5';
/** What moto's server needs for EKS and STS: a third of the size of its extra `server`, which has every service. */
const REQUIREMENTS = [`moto[eks,sts]==${VERSION}`, 'flask', 'flask-cors'];
const CACHE = resolve(import.meta.dirname, '../../../.cache');
/** Where its modules are for Python. */
export const MOTO_HOME = join(CACHE, 'moto');
const START_MS = 30_000;

export interface MotoServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Puts moto, a stand-in for AWS's APIs, into the cache; the reason when it cannot be had, else null. */
export async function installMoto(): Promise<string | null> {
  const isThere = (): boolean => existsSync(join(MOTO_HOME, `moto-${VERSION}.dist-info`));
  if (isThere()) return null;
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, 'moto-'));
  try {
    const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--target', work];
    await promisify(execFile)('python3', ['-m', 'pip', 'install', ...quiet, ...REQUIREMENTS]);
    // Another suite may have been quicker, and may be using it.
    if (isThere()) return null;
    await rm(MOTO_HOME, { recursive: true, force: true });
    await rename(work, MOTO_HOME);
    return null;
  } catch (cause) {
    if (isThere()) return null;
    const { stderr, message } = cause as { stderr?: string; message: string };
    return `moto ${VERSION} cannot be installed with pip: ${(stderr || message).trim().split('\n').at(-1)}`;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Starts moto's server on a free port; it knows no cluster yet. */
export async function startMoto(): Promise<MotoServer> {
  const port = await freePort();
  const child = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, PYTHONPATH: MOTO_HOME },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await serving(child);
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function serving(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const seen: string[] = [];
  if (child.stderr === null) throw new Error('moto has no output to read');
  createInterface(child.stderr).on('line', (line) => {
    seen.push(line);
    if (line.includes('Running on')) resolve();
  });
  child.once('error', reject);
  child.once('exit', () => reject(new Error(`moto ended before it served: ${seen.slice(-3).join(' ')}`)));
  const timer = setTimeout(() => reject(new Error(`moto did not serve within ${START_MS} ms`)), START_MS);
  await promise.finally(() => clearTimeout(timer));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
