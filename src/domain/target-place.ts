/** Where a target is: on the worker's host, or a Deployment behind a Service of a cluster. */
export type TargetPlace =
  | { kind: 'lab' }
  /** `context`: of the kubeconfig; null for the current one. */
  | ({ kind: 'kubernetes'; context: string | null } & WithinCluster)
  | ({ kind: 'eks'; cluster: string; region: string } & WithinCluster);

interface WithinCluster {
  namespace: string;
  deployment: string;
  service: string;
  /** Of the Service. */
  port: number;
}

/** Where a target's samples come from: each Envoy, each Pod's port through the API server, or Prometheus. */
export type SampleSource = { from: 'envoys' } | { from: 'pods'; port: number } | { from: 'prometheus'; url: string };
