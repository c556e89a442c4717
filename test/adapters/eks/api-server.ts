import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenWebhook } from './token-webhook.ts';

export interface ApiServer {
  readonly url: string;
  /** The PEM of its certificate authority in base64, as DescribeCluster gives it. */
  readonly caData: string;
  close(): Promise<void>;
}

/** An HTTPS API server that asks the webhook about each request's token: it lists no Pods, and watches end at once. */
export async function startApiServer(webhook: () => TokenWebhook): Promise<ApiServer> {
  const { key, cert } = makeCertificate();
  const allowed = (headers: IncomingHttpHeaders): boolean => {
    const token = headers.authorization?.replace(/^Bearer /, '');
    return webhook().review({ apiVersion: 'authentication.k8s.io/v1', spec: { token } }).status.authenticated;
  };
  const server = createServer({ key, cert }, (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (allowed(request.headers)) {
      response.end(request.url?.includes('watch=true') ? '' : JSON.stringify({ kind: 'PodList', items: [] }));
    } else {
      const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Unauthorized', code: 401 };
      response.writeHead(401).end(JSON.stringify({ ...status, message: 'Unauthorized' }));
    }
  });
  server.on('upgrade', (request, socket) => {
    socket.end(`HTTP/1.1 ${allowed(request.headers) ? '400 Bad Request' : '401 Unauthorized'}\r\n\r\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caData: cert.toString('base64'),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function makeCertificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-eks-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const name = ['-subj', '/CN=api-server', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', ...ec, ...name, '-days', '2', '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
