import type { Hop } from './hop.ts';

/** The set of Pod addresses that the nodes pass new connections to. */
export interface Endpoints {
  /** Resolves once every node's hop uses the new set. */
  add(address: string): Promise<void>;
  /** Resolves once no node's hop passes a new connection there. */
  remove(address: string): Promise<void>;
}

/** Keeps every node's hop on the same set; changes apply one after the other, as kube-proxy's syncs do. */
export function createEndpoints(hops: readonly Hop[]): Endpoints {
  const wanted = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  const apply = (): Promise<void> => {
    const next = last.then(async () => {
      await Promise.all(hops.map((hop) => hop.setEndpoints([...wanted])));
    });
    // A failed sync is reported to its caller and must not stop the ones after it.
    last = next.catch(() => undefined);
    return next;
  };
  return {
    add(address) {
      wanted.add(address);
      return apply();
    },
    remove(address) {
      wanted.delete(address);
      return apply();
    },
  };
}
