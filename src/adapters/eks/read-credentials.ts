import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { AppError } from '../../domain/errors.ts';
import { type AwsQuestion, awsFailure } from './aws-failure.ts';
import type { AwsCredentials } from './sts-token.ts';

/** Limits for each request to AWS: without them a lost packet would hold up every caller that waits for a token. */
export const AWS_HTTP = { connectionTimeout: 5_000, requestTimeout: 10_000 } as const;

const SESSION_NAME = 'nlb-experiment-bot';

/**
 * Reads the credentials afresh: from `source`, or where AWS's own tools look for them; then assumes the role, if any.
 *
 * Nothing is kept between two readings, so that rotated files and renewed sessions are noticed; a reading is needed once a token.
 * @throws AppError `aws_credentials` when there are none, or they have expired, or the role cannot be assumed
 */
export async function readCredentials(
  options: AwsQuestion & {
    readonly endpoint?: string | undefined;
    readonly source?: (() => Promise<AwsCredentials>) | undefined;
  },
): Promise<AwsCredentials> {
  const { region, endpoint, roleArn, source } = options;
  const found = source ?? fromNodeProviderChain({ ignoreCache: true, clientConfig: { region } });
  const base = async (): Promise<AwsCredentials> => whole(await found());
  try {
    if (roleArn === undefined) return await base();
    const clientConfig = { region, requestHandler: AWS_HTTP, ...(endpoint !== undefined && { endpoint }) };
    return await fromTemporaryCredentials({
      params: { RoleArn: roleArn, RoleSessionName: SESSION_NAME },
      masterCredentials: base,
      clientConfig,
    })();
  } catch (cause) {
    throw awsFailure(cause, options);
  }
}

/** Keys of temporary credentials begin with ASIA (IAM user guide, unique ID prefixes); AWS knows none without its token. */
function whole(credentials: AwsCredentials): AwsCredentials {
  const { accessKeyId, sessionToken } = credentials;
  if (!accessKeyId.startsWith('ASIA') || sessionToken) return credentials;
  throw new AppError(
    'aws_credentials',
    `The AWS credentials ${accessKeyId} are temporary and lack their session token: set AWS_SESSION_TOKEN, or aws_session_token in the shared file.`,
  );
}
