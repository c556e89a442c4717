import { AsyncLocalStorage } from 'node:async_hooks';
import { KubeConfig } from '@kubernetes/client-node';
import { AppError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { accessRefused } from './access-refused.ts';
import { describeCluster, type EksCluster } from './describe-cluster.ts';
import { isUnauthorized } from './is-unauthorized.ts';
import { readCredentials } from './read-credentials.ts';
import { type AwsCredentials, presignCallerIdentity, STS_VALIDITY_MS, tokenOf } from './sts-token.ts';
import { createTokenCache, type MintedToken } from './token-cache.ts';

/** Which cluster, as whom. */
export interface EksAuthOptions {
  readonly cluster: string;
  readonly region: string;
  /** A role to assume first; without it the identity that the credentials name. */
  readonly roleArn?: string | undefined;
  /** The namespace that the advice on missing access names; `default` by default. */
  readonly namespace?: string | undefined;
  /** One URL instead of AWS's own, or of the environment's, for EKS and STS. */
  readonly endpoint?: string | undefined;
  /** Where STS tells who a refused token belongs to, instead of the region's own; `endpoint` goes before it. */
  readonly stsEndpoint?: string | undefined;
  /** Where credentials come from instead of AWS's usual places. */
  readonly credentials?: (() => Promise<AwsCredentials>) | undefined;
  /** The age in milliseconds at which a token is replaced; 14 minutes by default, of the 15 that it is good for. */
  readonly tokenTtlMs?: number | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** A way into an EKS cluster. */
export interface EksAuth {
  /** Puts a token that is still good into every request made with it, watches and WebSockets included. */
  readonly kubeConfig: KubeConfig;
  /**
   * Makes the call; when the cluster answers 401, makes a new token and calls once more.
   * @throws AppError `cluster_access` or `aws_credentials` when the new token is refused too; else what `call` throws
   */
  withFreshToken<T>(call: () => Promise<T>): Promise<T>;
}

const USER = 'eks-sts';
const DEFAULT_TTL_MS = STS_VALIDITY_MS - 60_000;
/** Credentials that end sooner than a token take it with them, so it is replaced this long before. */
const CREDENTIALS_MARGIN_MS = 60_000;

/**
 * Finds the cluster through the EKS API and makes the tokens for it, without the AWS CLI.
 * @throws AppError `aws_credentials`, `aws_cluster`, `cluster_access` or `target_unreachable`, with what to do
 */
export async function createEksAuth(options: EksAuthOptions): Promise<EksAuth> {
  const { cluster: name, region, roleArn, endpoint, clock, log } = options;
  const question = { cluster: name, region, roleArn, endpoint };
  const credentials = await readCredentials({ ...question, source: options.credentials });
  const cluster = await describeCluster({ ...question, credentials });
  const tokens = createTokenCache({ mint, clock, log });
  const sent = new AsyncLocalStorage<{ token: string | null }>();
  log.info('eks_cluster', { cluster: name, region, endpoint: cluster.endpoint, role: roleArn ?? null });

  return {
    kubeConfig: kubeConfigFor(name, cluster, async () => {
      const token = await tokens.token();
      const slot = sent.getStore();
      if (slot !== undefined) slot.token = token;
      return token;
    }),
    async withFreshToken(call) {
      // Each call remembers the token it sent, so that a late 401 does not throw away a newer one.
      const slot = { token: null as string | null };
      try {
        return await sent.run(slot, call);
      } catch (first) {
        if (!isUnauthorized(first)) throw first;
        log.warn('eks_token_refused', { cluster: name });
        tokens.discard(slot.token);
        return await sent.run(slot, call).catch(async (second: unknown) => {
          throw isUnauthorized(second) ? await explain(second) : second;
        });
      }
    },
  };

  async function presign(): Promise<{ presigned: URL; leftMs: number }> {
    const now = await readCredentials({ ...question, source: options.credentials });
    const signedAt = new Date(clock.wallIso());
    const leftMs =
      now.expiration === undefined ? Number.POSITIVE_INFINITY : now.expiration.getTime() - signedAt.getTime();
    if (leftMs <= 0) {
      throw new AppError('aws_credentials', `The AWS credentials have expired at ${now.expiration?.toISOString()}.`);
    }
    return { presigned: await presignCallerIdentity({ credentials: now, region, cluster: name, signedAt }), leftMs };
  }

  async function mint(): Promise<MintedToken> {
    const { presigned, leftMs } = await presign();
    const refreshAfterMs = Math.min(options.tokenTtlMs ?? DEFAULT_TTL_MS, leftMs - CREDENTIALS_MARGIN_MS);
    log.info('eks_token', { cluster: name, refresh_after_ms: Math.max(0, refreshAfterMs) });
    return { token: tokenOf(presigned), refreshAfterMs, validForMs: Math.min(STS_VALIDITY_MS, leftMs) };
  }

  async function explain(cause: unknown): Promise<AppError> {
    const { presigned } = await presign();
    const { takesAccessEntries } = cluster;
    const namespace = options.namespace ?? 'default';
    const sts = endpoint ?? options.stsEndpoint;
    return await accessRefused({ ...question, endpoint: sts, presigned, namespace, takesAccessEntries }, cause);
  }
}

/** The authenticator goes in first: the client looks it up when it has the user. */
function kubeConfigFor(name: string, cluster: EksCluster, token: () => Promise<string>): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.addAuthenticator({
    isAuthProvider: (user) => user.authProvider?.name === USER,
    applyAuthentication: async (_user, request) => {
      request.headers = { ...request.headers, Authorization: `Bearer ${await token()}` };
    },
  });
  kubeConfig.loadFromOptions({
    clusters: [{ name, server: cluster.endpoint, caData: cluster.caData, skipTLSVerify: false }],
    users: [{ name: USER, authProvider: { name: USER, config: {} } }],
    contexts: [{ name, cluster: name, user: USER }],
    currentContext: name,
  });
  return kubeConfig;
}
