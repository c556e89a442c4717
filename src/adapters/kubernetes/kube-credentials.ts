import type { KubeConfig } from '@kubernetes/client-node';
import type { Log } from '../../ports/log.ts';
import { isUnauthorized } from './kube-error.ts';

/** Where the API server is, and what a request to it carries. */
export type KubeAccess = Pick<KubeConfig, 'getCurrentCluster' | 'applyToHTTPSOptions'>;

/** Finds new credentials when the API server does not accept those that a request carried. */
export interface KubeCredentials {
  /**
   * Makes the call; after a 401, once more with new credentials.
   * @throws AppError that explains a second 401; else what `call` throws
   */
  withFreshToken<T>(call: () => Promise<T>): Promise<T>;
}

/**
 * A kubeconfig that is loaded again after a 401. The library keeps the token of a Pod's service account for 60 s, what a
 * credential plugin printed until the expiration that it names, or for ever where it names none, and all else for ever.
 * @throws what `load` throws
 */
export function createReloadedCredentials(load: () => KubeConfig, log: Log): KubeAccess & KubeCredentials {
  let current = load();
  return {
    getCurrentCluster: () => current.getCurrentCluster(),
    applyToHTTPSOptions: (options) => current.applyToHTTPSOptions(options),
    async withFreshToken(call) {
      const used = current;
      try {
        return await call();
      } catch (cause) {
        if (!isUnauthorized(cause)) throw cause;
        log.warn('kubernetes_credentials_refused', { server: current.getCurrentCluster()?.server ?? null });
        // Of calls that were refused at the same time the first one loads.
        if (current === used) current = load();
        return await call();
      }
    },
  };
}
