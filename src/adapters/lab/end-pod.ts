import type { Shutdown } from '../../domain/shutdown.ts';

/** Asks the clients of the Envoy with this admin address to leave; resolves when they have, or at its deadline. Never rejects. */
export type DrainPod = (admin: string, how: 'drain' | 'healthcheck-fail') => Promise<unknown>;

/** The parts of a Pod's end. */
export interface PodEnd {
  /** Resolves once no node passes a new connection to the Pod; by default after the time that the nodes take to hear of it. */
  leaveEndpoints(options: { atOnce: boolean }): Promise<void>;
  /** The Pod's last counters, as late as can be. */
  readLast(): Promise<void>;
  drain(how: 'drain' | 'healthcheck-fail'): Promise<unknown>;
  /** SIGTERM, and resolves when Envoy is gone. */
  signal(): Promise<void>;
  /** A part that did not succeed; the Pod ends all the same. */
  failed(cause: unknown): void;
}

/**
 * Ends a Pod in one of the ways of {@link Shutdown}; the nodes and the Pod hear of it at the same moment, as in a cluster.
 * sleep: the hook outlasts what the nodes take, so that the signal comes only after they let go; the lab leaves out the time
 * that both would only wait. No connection arrives unseen then, as none does after a drain, which outlasts it too.
 */
export async function endPod(way: Shutdown, pod: PodEnd): Promise<void> {
  const tried = (part: Promise<unknown>): Promise<unknown> => part.catch((cause: unknown) => pod.failed(cause));
  if (way === 'sleep') {
    await tried(pod.leaveEndpoints({ atOnce: true }).then(() => pod.readLast()));
    await pod.signal();
    return;
  }
  const left = tried(pod.leaveEndpoints({ atOnce: false }));
  if (way !== 'sigterm') await Promise.all([left, tried(pod.drain(way))]);
  await tried(pod.readLast());
  await pod.signal();
  await left;
}
