import type { IncomingHttpHeaders } from 'node:http';

/** A call of AWS, as a policy has to allow it. */
export interface AwsCall {
  /** `role`: with the key of a role that was assumed; `caller`: with a key of one's own. */
  readonly by: 'role' | 'caller';
  readonly action: string;
  /** `*` where the action has no resource (service authorization reference of AWS). */
  readonly resource: string;
}

/** The account of everything that moto makes. */
export const ACCOUNT = '123456789012';

/** Which call a request is; one of a kind that the bot is not known to make is told by its service and path. */
export function awsCallOf(request: {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}): AwsCall {
  const { pathname, searchParams } = new URL(request.url, 'http://moto');
  const signed = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const [key = '', , region = '', service = ''] = (signed ?? searchParams.get('X-Amz-Credential') ?? '').split('/');
  // Keys of temporary credentials begin with ASIA (IAM user guide, unique ID prefixes).
  const by = key.startsWith('ASIA') ? 'role' : 'caller';
  const form = new URLSearchParams(request.body);
  const action = form.get('Action') ?? searchParams.get('Action');
  const cluster = /^\/clusters\/([^/]+)$/.exec(pathname)?.[1];
  if (request.method === 'GET' && service === 'eks' && cluster !== undefined) {
    return { by, action: 'eks:DescribeCluster', resource: `arn:aws:eks:${region}:${ACCOUNT}:cluster/${cluster}` };
  }
  if (service === 'sts' && action !== null)
    return { by, action: `sts:${action}`, resource: form.get('RoleArn') ?? '*' };
  return { by, action: `${service}: ${request.method} ${pathname}`, resource: '*' };
}

/** Each call once, in an order of their own, so that lists can be compared. */
export function distinct(calls: readonly AwsCall[]): AwsCall[] {
  const named = new Map(calls.map((call) => [`${call.action} ${call.by} ${call.resource}`, call]));
  return [...named.keys()].sort().flatMap((name) => named.get(name) ?? []);
}
