/** A Pod as the Service has it. */
export interface Endpoint {
  /** HOST:PORT where the Pod takes clients. */
  address: string;
  node: string;
  /** URL of its readiness, on a port that no client uses. */
  health: string;
}

/** The Pods that new connections are passed to. */
export interface Endpoints {
  /** Resolves once every hop uses the new set. */
  add(endpoint: Endpoint): Promise<void>;
  /** Resolves once no hop passes a new connection to this HOST:PORT. */
  remove(address: string): Promise<void>;
  /** Applies the set as it is once more, after what is made of it has changed. */
  refresh(): Promise<void>;
}

/** Keeps all that pass connections on at the same set; changes apply one after the other, as kube-proxy's syncs do. */
export function createEndpoints(use: (endpoints: readonly Endpoint[]) => Promise<void>): Endpoints {
  const wanted = new Map<string, Endpoint>();
  let last: Promise<void> = Promise.resolve();
  const apply = (): Promise<void> => {
    const next = last.then(() => use([...wanted.values()]));
    // A failed sync is reported to its caller and must not stop the ones after it.
    last = next.catch(() => undefined);
    return next;
  };
  return {
    add(endpoint) {
      wanted.set(endpoint.address, endpoint);
      return apply();
    },
    remove(address) {
      wanted.delete(address);
      return apply();
    },
    refresh: apply,
  };
}
