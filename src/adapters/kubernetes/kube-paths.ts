/** Addresses of the objects of one namespace on the API server. */
export interface KubePaths {
  deployment(name: string): string;
  deployments: string;
  replicaSets: string;
  pods: string;
  services: string;
  endpointSlices: string;
  configMaps: string;
  leases: string;
  jobs: string;
  events: string;
  /** A port of a Pod, reached through the API server. */
  podProxy(pod: string, port: number, path: string): string;
}

export const NODES_PATH = '/api/v1/nodes';

export function kubePaths(namespace: string): KubePaths {
  const core = `/api/v1/namespaces/${namespace}`;
  const apps = `/apis/apps/v1/namespaces/${namespace}`;
  return {
    deployment: (name) => `${apps}/deployments/${name}`,
    deployments: `${apps}/deployments`,
    replicaSets: `${apps}/replicasets`,
    pods: `${core}/pods`,
    services: `${core}/services`,
    endpointSlices: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    configMaps: `${core}/configmaps`,
    leases: `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`,
    jobs: `/apis/batch/v1/namespaces/${namespace}/jobs`,
    events: `${core}/events`,
    podProxy: (pod, port, path) => `${core}/pods/${pod}:${port}/proxy${path}`,
  };
}

/** A Service's port, by number or name. */
export interface ServicePort {
  namespace: string;
  name: string;
  port: string;
}

/** A path behind a Service, reached through the API server. */
export function serviceProxy({ namespace, name, port }: ServicePort, path: string): string {
  return `/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy${path}`;
}
