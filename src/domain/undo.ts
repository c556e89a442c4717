import type { RunRequest } from './run.ts';

/** All that is needed to put a target back without the worker that changed it. Kept on the target. */
export interface Undo {
  request: RunRequest;
  /** ISO-8601 UTC. */
  started_at: string;
  /** The configuration document as found. */
  document: string;
  replicas: number;
  /** sha256 of configuration and replicas, as {@link import('./topology.ts').Topology} gives it. */
  image: string;
  versions: { bot: string; envoy: string; grpc_js: string; kubernetes?: string };
}
