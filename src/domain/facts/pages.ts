/** The pages of documentation that claims rest on, as Kubernetes, Envoy, gRPC and AWS publish them. */

const kubernetes = (path: string, title: string) => ({
  title: `Kubernetes, ${title}`,
  url: `https://kubernetes.io/docs/${path}/`,
});
const envoy = (path: string, title: string) => ({
  title: `Envoy, ${title}`,
  url: `https://www.envoyproxy.io/docs/envoy/latest/${path}`,
});
const elb = (path: string, title: string) => ({
  title: `AWS, ${title}`,
  url: `https://docs.aws.amazon.com/elasticloadbalancing/latest/${path}.html`,
});
const controller = (path: string, title: string) => ({
  title: `AWS Load Balancer Controller, ${title}`,
  url: `https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/${path}/`,
});

export const PAGES = {
  virtualIps: kubernetes('reference/networking/virtual-ips', 'Virtual IPs and Service Proxies'),
  service: kubernetes('concepts/services-networking/service', 'Service'),
  externalBalancer: kubernetes(
    'tasks/access-application-cluster/create-external-load-balancer',
    'Create an External Load Balancer',
  ),
  podLifecycle: kubernetes('concepts/workloads/pods/pod-lifecycle', 'Pod Lifecycle'),
  deployment: kubernetes('concepts/workloads/controllers/deployment', 'Deployments'),
  nlb: elb('network/introduction', 'What is a Network Load Balancer?'),
  nlbBalancer: elb('network/network-load-balancers', 'Network Load Balancers'),
  nlbIdle: elb('network/update-idle-timeout', 'Update the TCP idle timeout of a Network Load Balancer'),
  nlbTargets: elb('network/edit-target-group-attributes', 'Target group attributes of a Network Load Balancer'),
  nlbHealth: elb('network/target-group-health-checks', 'Health checks of Network Load Balancer target groups'),
  albTargets: elb('application/load-balancer-target-groups', 'Target groups of Application Load Balancers'),
  albBalancer: elb('application/application-load-balancers', 'Application Load Balancers'),
  controllerService: controller('guide/service/nlb', 'Network Load Balancer'),
  controllerAnnotations: controller('guide/service/annotations', 'Service annotations'),
  controllerIngress: controller('guide/ingress/annotations', 'Ingress annotations'),
  controllerWorks: controller('how-it-works', 'How it works'),
  httpOptions: envoy('api-v3/config/core/v3/protocol.proto#config-core-v3-httpprotocoloptions', 'HttpProtocolOptions'),
  connectionManager: envoy(
    'api-v3/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto',
    'HttpConnectionManager',
  ),
  listener: envoy('api-v3/config/listener/v3/listener.proto', 'Listener'),
  draining: envoy('intro/arch_overview/operations/draining', 'Draining'),
  commandLine: envoy('operations/cli', 'Command line options'),
  envoy139: envoy('version_history/v1.39/v1.39.0', 'Version history, 1.39.0'),
  grpcConnections: {
    title: 'gRPC, Server-side Connection Management (A9)',
    url: 'https://github.com/grpc/proposal/blob/master/A9-server-side-conn-mgt.md',
  },
  grpcStates: {
    title: 'gRPC, Connectivity Semantics and API',
    url: 'https://github.com/grpc/grpc/blob/master/doc/connectivity-semantics-and-api.md',
  },
  grpcBalancing: {
    title: 'gRPC, Load Balancing in gRPC',
    url: 'https://github.com/grpc/grpc/blob/master/doc/load-balancing.md',
  },
  grpcKeepalive: { title: 'gRPC, Keepalive', url: 'https://grpc.io/docs/guides/keepalive/' },
} as const;
