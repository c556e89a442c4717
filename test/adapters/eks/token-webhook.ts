import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whoever may sign tokens, by access key. */
export interface Principal {
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** null: a principal that AWS knows and the cluster has no access entry for. */
  readonly user: { readonly username: string; readonly groups: readonly string[] } | null;
}

export interface TokenWebhookOptions {
  readonly cluster: string;
  readonly principals: Readonly<Record<string, Principal>>;
  /** Tokens signed longer ago are refused; 900 on EKS. */
  readonly maxAgeS: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** One token that was asked about: its hash, since the token itself is a secret, and why it was refused. */
export interface ReviewedToken {
  readonly hash: string;
  readonly refused: string | null;
}

export interface TokenReview {
  readonly apiVersion: string;
  readonly kind: 'TokenReview';
  readonly status: {
    readonly authenticated: boolean;
    readonly user?: { readonly username: string; readonly groups: readonly string[] };
    readonly error?: string;
  };
}

/**
 * An authenticator for an API server's token webhook, which checks what aws-iam-authenticator and STS check
 * (pkg/token/token.go, func Verify) with a computation of Signature Version 4 of its own.
 */
export interface TokenWebhook {
  readonly reviewed: readonly ReviewedToken[];
  /** Answers one TokenReview; a refusal becomes a 401 of the API server. */
  review(body: unknown): TokenReview;
  listen(port?: number, host?: string): Promise<{ url: string; close(): Promise<void> }>;
}

const PARAMETERS = new Set(
  [
    'Action',
    'Version',
    'Algorithm',
    'Credential',
    'Date',
    'Expires',
    'SignedHeaders',
    'Security-Token',
    'Signature',
  ].map((name, index) => (index < 2 ? name : `X-Amz-${name}`)),
);
const LONGEST_TOKEN = 4096;
/** How far ahead a signer's clock may be. */
const AHEAD_S = 60;

/** Why a token that is none of EKS is refused: an API server asks about whatever else it does not know as well. */
export const FOREIGN = 'the token is not k8s-aws-v1. and base64url without padding';

class Refusal extends Error {}

export function createTokenWebhook(options: TokenWebhookOptions): TokenWebhook {
  const reviewed: ReviewedToken[] = [];
  return {
    reviewed,
    review(body) {
      const { apiVersion = '', spec } = body as { apiVersion?: string; spec?: { token?: string } };
      const token = spec?.token ?? '';
      const digest = hash('sha256', token);
      try {
        const user = verify(token, options);
        reviewed.push({ hash: digest, refused: null });
        return { apiVersion, kind: 'TokenReview', status: { authenticated: true, user } };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        reviewed.push({ hash: digest, refused: error.message });
        return { apiVersion, kind: 'TokenReview', status: { authenticated: false, error: error.message } };
      }
    },
    async listen(port = 0, host = '127.0.0.1') {
      const server = createServer((request, response) => {
        void readJson(request).then((body) => {
          response.setHeader('content-type', 'application/json').end(JSON.stringify(this.review(body)));
        });
      });
      server.listen(port, host);
      await once(server, 'listening');
      const url = `http://${host}:${(server.address() as AddressInfo).port}/`;
      return {
        url,
        close: async () => {
          server.close();
          server.closeAllConnections();
          await once(server, 'close');
        },
      };
    },
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function refuse(when: boolean, reason: string): void {
  if (when) throw new Refusal(reason);
}

function verify(token: string, options: TokenWebhookOptions): NonNullable<Principal['user']> {
  refuse(token.length > LONGEST_TOKEN, 'the token is too long');
  const encoded = /^k8s-aws-v1\.([\w-]+)$/.exec(token)?.[1];
  if (encoded === undefined) throw new Refusal(FOREIGN);
  const url = URL.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  if (url === null) throw new Refusal('the token holds no URL');
  const value = (name: string) => url.searchParams.get(name) ?? '';
  const [accessKey = '', day = '', region = '', service = '', end = ''] = value('X-Amz-Credential').split('/');
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  refuse(url.protocol !== 'https:' || url.host !== `sts.${region}.${suffix}`, `${url.origin} is not the region's STS`);
  refuse(url.pathname !== '/', 'the path is not /');
  refuse(service !== 'sts' || end !== 'aws4_request', 'the credential scope is not that of STS');
  for (const name of url.searchParams.keys()) {
    refuse(!PARAMETERS.has(name) || url.searchParams.getAll(name).length > 1, `the parameter ${name} is not allowed`);
  }
  refuse(value('Action') !== 'GetCallerIdentity', 'the action is not GetCallerIdentity');
  refuse(!(Number(value('X-Amz-Expires')) > 0 && Number(value('X-Amz-Expires')) <= 60), 'X-Amz-Expires is not 1 to 60');
  refuse(value('X-Amz-SignedHeaders') !== 'host;x-k8s-aws-id', 'the headers signed are not host and x-k8s-aws-id');
  refuseByAge(value('X-Amz-Date'), day, options);

  const principal = options.principals[accessKey];
  if (principal === undefined) throw new Refusal('InvalidClientTokenId: the access key is unknown');
  refuse(value('X-Amz-Security-Token') !== (principal.sessionToken ?? ''), 'the session token is not that of the key');
  const expected = signatureOf(url, { cluster: options.cluster, day, region, secret: principal.secretAccessKey });
  const given = Buffer.from(value('X-Amz-Signature'));
  refuse(given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected)), 'SignatureDoesNotMatch');
  if (principal.user === null) throw new Refusal('the principal has no access entry');
  return principal.user;
}

function refuseByAge(date: string, day: string, { now, maxAgeS }: TokenWebhookOptions): void {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const ageS = (now() - Date.parse(iso)) / 1000;
  refuse(Number.isNaN(ageS) || !date.startsWith(day), 'X-Amz-Date is not a date of the credential scope');
  refuse(ageS > maxAgeS, `the token is ${Math.floor(ageS)} s old, more than ${maxAgeS} s`);
  refuse(ageS < -AHEAD_S, 'the token is dated in the future');
}

/** Signature Version 4 for a presigned URL (docs.aws.amazon.com, "Create a signed AWS API request"). */
function signatureOf(url: URL, scope: { cluster: string; day: string; region: string; secret: string }): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const headers = `host:${url.host}\nx-k8s-aws-id:${scope.cluster}\n`;
  const emptyBody = hash('sha256', '');
  const request = ['GET', '/', query, headers, 'host;x-k8s-aws-id', emptyBody].join('\n');
  const range = `${scope.day}/${scope.region}/sts/aws4_request`;
  const date = url.searchParams.get('X-Amz-Date');
  const text = ['AWS4-HMAC-SHA256', date, range, createHash('sha256').update(request).digest('hex')].join('\n');
  const key = [scope.day, scope.region, 'sts', 'aws4_request'].reduce(
    (secret: string | Buffer, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${scope.secret}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}
