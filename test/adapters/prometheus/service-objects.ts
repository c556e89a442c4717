import { networkInterfaces } from 'node:os';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';

/** This machine's address in the network of the API server, where Pods reach it. */
export function ownAddress(): string {
  const server = new URL(loadKubeConfig().getCurrentCluster()?.server ?? '').hostname;
  const network = server.replace(/\d+$/, '');
  const own = Object.values(networkInterfaces()).flat();
  return own.find((one) => one?.address.startsWith(network))?.address ?? '127.0.0.1';
}

/**
 * Service `prometheus`, port 9090, and a Pod behind it that passes everything on to `address`:`port`. The API server
 * proxies to Pods alone, and a Prometheus in a Pod would need an image of its own.
 */
export function prometheusService(address: string, port: number): object[] {
  const at = (host: string, number: number): string =>
    `address: { socket_address: { address: ${host}, port_value: ${number} } }`;
  const document = `
static_resources:
  listeners:
    - ${at('0.0.0.0', 9090)}
      filter_chains:
        - filters:
            - name: envoy.filters.network.tcp_proxy
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                stat_prefix: prometheus
                cluster: prometheus
  clusters:
    - name: prometheus
      load_assignment:
        cluster_name: prometheus
        endpoints: [{ lb_endpoints: [{ endpoint: { ${at(address, port)} } }] }]
`;
  const labels = { app: 'prometheus' };
  const container = {
    name: 'forward',
    image: 'envoyproxy/envoy:distroless-v1.40.0',
    imagePullPolicy: 'IfNotPresent',
    args: ['--config-yaml', document, '--concurrency', '1', '-l', 'warn'],
    ports: [{ name: 'web', containerPort: 9090 }],
    readinessProbe: { tcpSocket: { port: 9090 }, periodSeconds: 1 },
  };
  const ports = [{ name: 'web', port: 9090 }];
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'prometheus' }, spec: { selector: labels, ports } },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'prometheus', labels }, spec: { containers: [container] } },
  ];
}
