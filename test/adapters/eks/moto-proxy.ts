import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { AwsCredentials } from '../../../src/adapters/eks/sts-token.ts';
import { type AwsCall, awsCallOf } from './aws-call.ts';

export interface MotoProxyOptions {
  /** Where moto serves. */
  readonly moto: string;
  /** What DescribeCluster is to answer; moto makes an endpoint and a certificate authority up and can store none. */
  readonly cluster: { readonly endpoint: string; readonly caData: string };
  /** Hears of each key that moto makes for an assumed role: moto has no call that tells them. */
  readonly onKey: (credentials: AwsCredentials) => void;
}

/** moto behind one address, with a cluster that exists. */
export interface MotoProxy {
  readonly url: string;
  /** What was asked of AWS through it, oldest first. */
  readonly calls: readonly AwsCall[];
  close(): Promise<void>;
}

export async function startMotoProxy(options: MotoProxyOptions): Promise<MotoProxy> {
  const calls: AwsCall[] = [];
  const server = createServer((request, response) => {
    void forward(request, response, options, calls).catch((cause: unknown) => {
      response.writeHead(502).end(String(cause));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Headers that belong to one connection. */
const HOP = ['host', 'connection', 'content-length', 'expect'];

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  options: MotoProxyOptions,
  calls: AwsCall[],
): Promise<void> {
  const body = await buffer(request);
  const { method = 'GET', url: path = '', headers: given } = request;
  calls.push(awsCallOf({ method, url: path, headers: given, body: body.toString('utf8') }));
  const url = new URL(options.moto + path);
  const headers = Object.entries(given).filter(([name]) => !HOP.includes(name));
  const answer = await fetch(url, {
    method,
    headers: [...headers.map(([name, value]): [string, string] => [name, String(value)]), ...presigned(url)],
    ...(body.length > 0 && { body }),
  });
  const text = await answer.text();
  if (answer.ok && body.includes('Action=AssumeRole')) options.onKey(keyIn(text));
  const isCluster = method === 'GET' && path.startsWith('/clusters/') && answer.ok;
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'text/plain',
    ...(answer.headers.has('x-amzn-errortype') && {
      'x-amzn-errortype': answer.headers.get('x-amzn-errortype') ?? '',
    }),
  });
  response.end(isCluster ? described(text, options.cluster) : text);
}

/** moto finds the service and the key in the header, where a presigned request has them in its query. */
function presigned({ searchParams }: URL): [string, string][] {
  const credential = searchParams.get('X-Amz-Credential');
  if (credential === null) return [];
  const signature = searchParams.get('X-Amz-Signature');
  const signed = searchParams.get('X-Amz-SignedHeaders');
  return [
    ['authorization', `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`],
  ];
}

function described(text: string, { endpoint, caData }: MotoProxyOptions['cluster']): string {
  const answer = JSON.parse(text) as { cluster: object };
  return JSON.stringify({ cluster: { ...answer.cluster, endpoint, certificateAuthority: { data: caData } } });
}

function keyIn(xml: string): AwsCredentials {
  const value = (name: string): string => new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1] ?? '';
  return {
    accessKeyId: value('AccessKeyId'),
    secretAccessKey: value('SecretAccessKey'),
    sessionToken: value('SessionToken'),
  };
}
