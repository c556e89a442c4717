import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { createKubeClient, type KubeClient } from '../../../src/adapters/kubernetes/kube-client.ts';
import { kubePaths } from '../../../src/adapters/kubernetes/kube-paths.ts';
import type { Cluster } from '../../../src/adapters/kubernetes/read-cluster.ts';
import type { Clock } from '../../../src/ports/clock.ts';

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
}

/** Answers one call; null leaves the connection without an answer. */
export type Answer = (call: Call, response: ServerResponse) => void;

export interface FakeApiServer {
  client: KubeClient;
  cluster: Cluster;
  calls: Call[];
  /** How long the client paused before each further try, in milliseconds. */
  pauses: number[];
  clock: Clock;
  kubeConfig: KubeConfig;
  close(): Promise<void>;
}

/** Replies with a Status object, as the API server refuses. */
export function refuse(response: ServerResponse, code: number, reason: string, message: string, headers = {}): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ kind: 'Status', status: 'Failure', code, reason, message }));
}

export function reply(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A clock on which a pause takes no time but is counted. */
function fastClock(pauses: number[]): Clock {
  let ahead = 0;
  return {
    wallIso: () => new Date().toISOString(),
    monotonicMs: () => performance.now() + ahead,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      pauses.push(ms);
      ahead += ms;
    },
  };
}

/** An API server that says what a test wants it to say. */
export async function fakeApiServer(answer: Answer): Promise<FakeApiServer> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://api');
      const call = { method: request.method ?? '', path: url.pathname, query: url.searchParams, body };
      calls.push(call);
      answer(call, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kubeConfig = configFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const pauses: number[] = [];
  const clock = fastClock(pauses);
  const client = createKubeClient({ kubeConfig, clock, log: { info: () => undefined, warn: () => undefined } });
  return {
    client,
    cluster: { client, paths: kubePaths('shop'), namespace: 'shop', deployment: 'envoy', service: 'edge' },
    calls,
    pauses,
    clock,
    kubeConfig,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A kubeconfig with one context that leads to `server`. */
export function configFor(server: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'fake', server, skipTLSVerify: true }],
    users: [{ name: 'bot', token: 'secret-token' }],
    contexts: [{ name: 'fake', cluster: 'fake', user: 'bot' }],
    currentContext: 'fake',
  });
  return config;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
  return body;
}
