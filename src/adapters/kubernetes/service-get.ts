import type { KubeClient } from './kube-client.ts';
import { isMissing, KubeError } from './kube-error.ts';
import { type ServicePort, serviceProxy } from './kube-paths.ts';

/** Gets JSON from behind a Service. */
export type ServiceGet = (path: string, query: Record<string, string>, timeoutMs: number) => Promise<unknown>;

/** Reaches a Service of any namespace through the API server, so that a worker outside the cluster does too. One try. */
export function createServiceGet(client: KubeClient, service: ServicePort): ServiceGet {
  return async (path, query, timeoutMs) => {
    try {
      return await client.json<unknown>({ path: serviceProxy(service, path), query, retry: 'never', timeoutMs });
    } catch (cause) {
      if (!isMissing(cause)) throw cause;
      const { namespace, name, port } = service;
      throw new KubeError(
        'target_unfit',
        `There is no Service ${name} with port ${port} in namespace ${namespace}, or nothing at ${path} behind it.`,
        { status: 404, reason: 'NotFound' },
        { cause },
      );
    }
  };
}
