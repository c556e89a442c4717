import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { type Deployment, deploy } from './deployment.ts';
import type { Template } from './synthesise.ts';

/** Makes what a request of the query protocol asks for, and gives the answer's values by their names. */
async function query(
  moto: string,
  service: string,
  parameters: Record<string, string>,
): Promise<(name: string) => string> {
  const scope = `Credential=AKIADEPLOY/20260101/us-east-1/${service}/aws4_request`;
  const response = await fetch(moto, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` },
    body: new URLSearchParams(parameters),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`moto refuses ${parameters.Action}: ${text}`);
  return (name) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1] ?? '';
}

/** Makes the roles and the cluster of the templates in moto, and gives the stacks with what moto says of them. */
export async function deployToMoto(
  moto: string,
  templates: Readonly<Record<string, Template>>,
  region: string,
): Promise<Deployment> {
  const arns = new Map<string, string>();
  for (const { Resources } of Object.values(templates)) {
    for (const [id, { Type, Properties }] of Object.entries(Resources)) {
      if (Type !== 'AWS::IAM::Role') continue;
      const RoleName = String(Properties?.RoleName ?? id);
      const trust = {
        AssumeRolePolicyDocument: JSON.stringify(Properties?.AssumeRolePolicyDocument),
        Version: '2010-05-08',
      };
      const made = await query(moto, 'iam', { Action: 'CreateRole', RoleName, ...trust });
      arns.set(id, made('Arn'));
    }
  }
  const deployment = deploy(templates, region, (id, attribute, { Type }) => {
    const arn = arns.get(id);
    if (Type === 'AWS::IAM::Role' && arn !== undefined)
      return attribute === 'Arn' ? arn : (arn.split('/').at(-1) ?? '');
    return `${id}.${attribute}`;
  });
  const client = new EKSClient({
    region,
    endpoint: moto,
    credentials: { accessKeyId: 'AKIADEPLOY', secretAccessKey: 'x' },
  });
  for (const [stack, { Resources }] of Object.entries(templates)) {
    for (const [id, { Type }] of Object.entries(Resources)) {
      if (Type !== 'AWS::EKS::Cluster') continue;
      const { Name, RoleArn, Version } = deployment.properties(stack, id) as Record<string, string>;
      await client.send(
        new CreateClusterCommand({ name: Name, roleArn: RoleArn, version: Version, resourcesVpcConfig: {} }),
      );
    }
  }
  client.destroy();
  return deployment;
}

/** An agent of EKS Pod Identity: it gives whoever has a Pod's token a session of the role (EKS user guide, "How EKS Pod Identity works"). */
export async function startPodIdentity(aws: string, roleArn: string, token: string) {
  const server = createServer((request, response) => {
    if (request.headers.authorization !== token) {
      response.writeHead(401).end('{}');
      return;
    }
    void query(aws, 'sts', {
      ...{ Action: 'AssumeRole', Version: '2011-06-15' },
      ...{ RoleArn: roleArn, RoleSessionName: 'eks-grpc-prod-nlb-worker' },
    }).then((given) => {
      const [AccessKeyId, SecretAccessKey, Token, Expiration] = [
        'AccessKeyId',
        'SecretAccessKey',
        'SessionToken',
        'Expiration',
      ].map(given);
      response.end(JSON.stringify({ AccessKeyId, SecretAccessKey, Token, Expiration }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/credentials`,
    close: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
