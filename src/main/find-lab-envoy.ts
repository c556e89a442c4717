import { findEnvoy } from '../adapters/system/find-envoy.ts';
import { errorMessage } from '../domain/error-message.ts';
import type { Config } from './config.ts';

/**
 * The path of the Envoy that the lab is made of. Where other targets are configured too, they can do without one: null
 * then.
 * @throws Error when there is none and nothing but the lab to run on, and when ENVOY_BIN does not run
 */
export async function findLabEnvoy(
  { cacheDir, targets }: Pick<Config, 'cacheDir' | 'targets'>,
  env: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<string | null> {
  try {
    return (await findEnvoy({ env, cacheDir, onProgress: say })).path;
  } catch (cause) {
    if (env.ENVOY_BIN || targets.every((profile) => profile.kind === 'lab')) throw cause;
    say(`No Envoy, so the lab is not started: ${errorMessage(cause)}`);
    return null;
  }
}
