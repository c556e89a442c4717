import { createServer } from 'node:http';

/** A node's answer to the balancer, on a port that no client uses. */
export interface NodeHealth {
  /** URL to ask. */
  url: string;
  close(): Promise<void>;
}

/**
 * Answers as kube-proxy does at a Service's `healthCheckNodePort`: 200 while the node can pass a connection on, else
 * 503 (Kubernetes, "Virtual IPs and Service Proxies", external traffic policy Local).
 */
export async function serveNodeHealth(host: string, isReady: () => boolean): Promise<NodeHealth> {
  const server = createServer((_, response) => {
    response.writeHead(isReady() ? 200 : 503, { 'content-type': 'text/plain', connection: 'close' }).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port: 0, exclusive: true }, resolve);
  });
  const { port } = server.address() as { port: number };
  return {
    url: `http://${host}:${port}/healthz`,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
