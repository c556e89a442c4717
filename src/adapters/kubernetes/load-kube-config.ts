import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';

/**
 * Loads a kubeconfig and chooses its context. Without a file the usual places are tried: KUBECONFIG, `~/.kube/config`,
 * a Pod's own service account.
 * @throws AppError `target_unfit` for a missing or unreadable file and for an unknown context
 */
export function loadKubeConfig({ kubeconfig, context }: { kubeconfig?: string; context?: string } = {}): KubeConfig {
  const kube = kubeconfig === undefined ? loadFromUsualPlaces() : loadFromFile(kubeconfig);
  if (context !== undefined) kube.setCurrentContext(context);
  checkContext(kube, kubeconfig ?? 'the kubeconfig');
  return kube;
}

function loadFromFile(file: string): KubeConfig {
  if (!existsSync(file)) {
    throw new AppError('target_unfit', `There is no kubeconfig ${file}: correct \`kubeconfig\` in the profile.`);
  }
  return loaded(file, (kube) => kube.loadFromFile(file));
}

function loadFromUsualPlaces(): KubeConfig {
  const kube = loaded('the kubeconfig', (empty) => empty.loadFromDefault());
  // With nothing to load the library makes up a cluster on localhost.
  if (kube.getCurrentCluster()?.server !== 'http://localhost:8080' || kube.getCurrentContext() !== 'loaded-context') {
    return kube;
  }
  throw new AppError(
    'target_unfit',
    'There is no kubeconfig: set KUBECONFIG, or `kubeconfig` in the profile of the target.',
  );
}

function loaded(from: string, load: (kube: KubeConfig) => void): KubeConfig {
  const kube = new TokenFileKubeConfig();
  try {
    load(kube);
    return kube;
  } catch (cause) {
    const reason = errorMessage(cause).split('\n')[0];
    throw new AppError('target_unfit', `${from} can not be read as a kubeconfig: ${reason}`, { cause });
  }
}

function checkContext(kube: KubeConfig, from: string): void {
  const wanted = kube.getCurrentContext() ?? '';
  if (kube.getContextObject(wanted) === null) {
    const names = kube.getContexts().map((known) => known.name);
    const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    const what = wanted === '' ? 'no current context' : `no context "${wanted}"`;
    throw new AppError('target_unfit', `${from} has ${what} (${known}): correct \`context\` in the profile.`);
  }
  const cluster = kube.getCurrentCluster();
  if (cluster === null) {
    throw new AppError('target_unfit', `Context ${wanted} of ${from} names a cluster that is not in it.`);
  }
  // The library refuses every request then, which reads as if nobody answered.
  if (cluster.server.startsWith('http:') && !cluster.skipTLSVerify) {
    throw new AppError(
      'target_unfit',
      `Context ${wanted} of ${from} leads to ${cluster.server}, unprotected: give its cluster an https server, or \`insecure-skip-tls-verify: true\`.`,
    );
  }
}

const TOKEN_FILE = 'nlb-token-file';

/**
 * Knows `tokenFile` of a user (Kubernetes, client-go api/v1 AuthInfo), which the library leaves out, and reads that file
 * for each request, so that a rotated token counts at once. Of several files in KUBECONFIG only the first one's users.
 */
class TokenFileKubeConfig extends KubeConfig {
  override loadFromFile(...args: Parameters<KubeConfig['loadFromFile']>): void {
    super.loadFromFile(...args);
    const [file] = args;
    const files = tokenFiles(readFileSync(file, 'utf8'));
    this.addAuthenticator({
      isAuthProvider: (user) => user.authProvider?.name === TOKEN_FILE,
      applyAuthentication: async (user, request) => {
        const token = (await readFile(user.authProvider.config.path, 'utf8')).trim();
        request.headers = { ...request.headers, Authorization: `Bearer ${token}` };
      },
    });
    this.users = this.users.map((user) => {
      const path = files.get(user.name);
      if (path === undefined) return user;
      // kubectl prefers the file to a token beside it.
      const { token: _, ...rest } = user;
      return { ...rest, authProvider: { name: TOKEN_FILE, config: { path: resolve(dirname(file), path) } } };
    });
  }
}

/** The token files of a kubeconfig that the library has read already, by user. */
function tokenFiles(text: string): Map<string, string> {
  const { users } = parse(text) as { users?: { name: string; user?: { tokenFile?: string } }[] | null };
  const named = (users ?? []).map(({ name, user }) => [name, user?.tokenFile] as const);
  return new Map(named.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
