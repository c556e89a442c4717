import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/** What is answered to a call in the API server's place; null passes it on. */
export type Interference = (call: { method: string; path: string; isWatch: boolean }) => Refusal | null;

export type Refusal =
  /** A Status object of this code. */
  | { code: number; reason: string; message: string; retryAfterS?: number }
  /** The write is carried out, and its answer is lost. */
  | 'answer lost'
  /** The connection is cut, and the call never comes to the API server. */
  | 'cut';

/** A real API server with somebody in between. */
export interface FlakyApi {
  url: string;
  /** Replaces what is done to the calls from now on. */
  interfere(how: Interference): void;
  close(): Promise<void>;
}

/** Starts a proxy on loopback; calls keep the credentials that they come with. */
export async function startFlakyApi(): Promise<FlakyApi> {
  const kube = new KubeConfig();
  kube.loadFromDefault();
  const cluster = kube.getCurrentCluster();
  const ca =
    cluster?.caData === undefined ? readFileSync(cluster?.caFile ?? '') : Buffer.from(cluster.caData, 'base64');
  const agent = new Agent({ ca, keepAlive: true });
  let interfere: Interference = () => null;

  function pass(incoming: IncomingMessage, response: ServerResponse, isLost: boolean): void {
    const { method, headers, url = '/' } = incoming;
    const { host: _host, ...own } = headers;
    const sent = request(new URL(url, cluster?.server), { agent, method, headers: own }, (answer) => {
      if (isLost) {
        answer.resume().once('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    sent.once('error', () => response.destroy());
    response.once('close', () => sent.destroy());
    incoming.pipe(sent);
  }

  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://api');
    const call = { method: incoming.method ?? '', path: url.pathname, isWatch: url.searchParams.has('watch') };
    const refusal = interfere(call);
    if (refusal === null || refusal === 'answer lost') pass(incoming, response, refusal !== null);
    else if (refusal === 'cut') response.destroy();
    else refuse(response, refusal);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    interfere(how) {
      interfere = how;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      agent.destroy();
    },
  };
}

function refuse(response: ServerResponse, refusal: Exclude<Refusal, string>): void {
  const { code, reason, message, retryAfterS } = refusal;
  const wait = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
  response.writeHead(code, { 'content-type': 'application/json', ...wait });
  response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }));
}
