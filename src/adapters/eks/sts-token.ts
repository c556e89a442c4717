import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';

/** AWS credentials, as every provider of the SDK gives them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** What a token says: who asks, for which cluster, since when. */
export interface StsTokenInput {
  readonly credentials: AwsCredentials;
  readonly region: string;
  readonly cluster: string;
  readonly signedAt: Date;
}

/** The signed header that binds a token to one cluster, so that another cluster cannot use it. */
export const CLUSTER_HEADER = 'x-k8s-aws-id';

/** STS honours the signature this long after its date, whatever X-Amz-Expires says (aws-iam-authenticator, token.go). */
export const STS_VALIDITY_MS = 15 * 60_000;

/** Authenticators up to 0.3.0 accept at most 60; later ones and STS ignore the value (token.go). */
const EXPIRES_S = 60;

/** Partitions whose hosts do not end in amazonaws.com, by the start of their regions' names. */
const HOST_SUFFIXES: readonly (readonly [prefix: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
];

/** The order in which botocore writes the parameters, so that the token has the bytes of `aws eks get-token`. */
const PARAMETERS = [
  'Action',
  'Version',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
] as const;

/** A GetCallerIdentity request to the region's STS, signed and not sent: whoever sends it learns who signed it. */
export async function presignCallerIdentity({ credentials, region, cluster, signedAt }: StsTokenInput): Promise<URL> {
  const host = `sts.${region}.${HOST_SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com'}`;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signer = new SignatureV4({
    service: 'sts',
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    sha256: Sha256,
  });
  const request = new HttpRequest({
    method: 'GET',
    hostname: host,
    path: '/',
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host, [CLUSTER_HEADER]: cluster },
  });
  const { query = {} } = await signer.presign(request, {
    signingDate: signedAt,
    expiresIn: EXPIRES_S,
  });
  const pairs = PARAMETERS.filter((name) => typeof query[name] === 'string').map(
    (name) => `${name}=${encodeURIComponent(String(query[name]))}`,
  );
  return new URL(`https://${host}/?${pairs.join('&')}`);
}

/** The bearer token that EKS takes: the presigned URL in base64url without padding, behind its version. */
export function tokenOf(presigned: URL): string {
  return `k8s-aws-v1.${Buffer.from(presigned.href).toString('base64url')}`;
}
