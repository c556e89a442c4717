import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An error as an API of AWS gives it. */
interface AwsError {
  readonly error: string;
  readonly message: string;
}

/** What the stand-in answers; may be changed while it runs. */
export interface AwsAnswers {
  /** The body of DescribeCluster, or an error of EKS. */
  cluster: Record<string, unknown> | AwsError;
  /** The ARN that GetCallerIdentity answers, or an error of STS. */
  identity: string | AwsError;
  /** The error that AssumeRole answers; by default nobody may assume a role. */
  role?: AwsError;
}

export interface AwsStandIn {
  readonly url: string;
  readonly answers: AwsAnswers;
  close(): Promise<void>;
}

const NOBODY = { error: 'AccessDenied', message: 'Nobody is authorized to perform: sts:AssumeRole' };

function refuse(response: ServerResponse, { error, message }: AwsError): void {
  response.writeHead(403, { 'content-type': 'text/xml' });
  const inside = `<Type>Sender</Type><Code>${error}</Code><Message>${message}</Message>`;
  response.end(`<ErrorResponse><Error>${inside}</Error></ErrorResponse>`);
}

/** Answers DescribeCluster, AssumeRole and a presigned GetCallerIdentity as EKS and STS do, with the cluster that it is given. */
export async function startAwsStandIn(answers: AwsAnswers): Promise<AwsStandIn> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/clusters/')) {
      const { cluster } = answers;
      const failed = 'error' in cluster;
      response.writeHead(failed ? 400 : 200, {
        'content-type': 'application/json',
        ...(failed && { 'x-amzn-errortype': String(cluster.error) }),
      });
      response.end(JSON.stringify(failed ? { message: cluster.message } : { cluster }));
      return;
    }
    if (request.method === 'POST') {
      void text(request).then(() => refuse(response, answers.role ?? NOBODY));
      return;
    }
    const { identity } = answers;
    const signed = request.headers['x-k8s-aws-id'] !== undefined && request.url?.includes('X-Amz-Signature=');
    if (!signed || typeof identity !== 'string') {
      refuse(response, typeof identity === 'string' ? { error: 'AccessDenied', message: 'unsigned' } : identity);
      return;
    }
    response.setHeader('content-type', 'text/xml');
    response.end(
      `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${identity}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
