import { AppError } from '../../domain/errors.ts';

/** What was asked of AWS, for the message. */
export interface AwsQuestion {
  readonly cluster: string;
  readonly region: string;
  readonly roleArn?: string | undefined;
}

/** Error codes of AWS's common errors and of STS (docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html). */
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);
const REJECTED = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'MissingAuthenticationToken',
  'IncompleteSignature',
]);
const SKEWED = new Set(['RequestExpired', 'RequestTimeTooSkewed']);
const DENIED = new Set(['AccessDenied', 'AccessDeniedException']);
const UNREACHABLE = new Set(['ENOTFOUND', 'EAI_AGAIN']);

/** The error a person can act on, for one that the AWS SDK threw. */
export function awsFailure(cause: unknown, question: AwsQuestion): AppError {
  if (cause instanceof AppError) return cause;
  const { name, text, code } = parts(cause);
  const { cluster, region, roleArn } = question;
  const fail = (errorCode: AppError['code'], message: string) => new AppError(errorCode, message, { cause });
  if (name === 'ResourceNotFoundException') {
    return fail(
      'aws_cluster',
      `EKS knows no cluster ${cluster} in ${region}: \`aws eks list-clusters --region ${region}\` lists those there are.`,
    );
  }
  if (EXPIRED.has(name)) return fail('aws_credentials', `The AWS credentials have expired: ${text}`);
  if (SKEWED.has(name) || /signature (expired|not yet current)/i.test(text)) {
    return fail('aws_credentials', `AWS refuses the date of the signature: set this machine's clock. ${text}`);
  }
  if (REJECTED.has(name)) return fail('aws_credentials', `AWS does not accept the credentials (${name}): ${text}`);
  if (DENIED.has(name)) return deniedFailure(text, question, fail);
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') return noCredentials(text, fail);
  if (UNREACHABLE.has(code)) {
    return fail(
      'aws_cluster',
      `The AWS API of region ${region} has no address (${text}): check that the region exists and that names resolve.`,
    );
  }
  const asked = roleArn === undefined ? `cluster ${cluster}` : `cluster ${cluster} as ${roleArn}`;
  return fail('target_unreachable', `AWS did not answer for ${asked} in ${region}: ${text}`);
}

type Fail = (code: AppError['code'], message: string) => AppError;

function deniedFailure(text: string, { cluster, roleArn }: AwsQuestion, fail: Fail): AppError {
  if (/AssumeRole/.test(text)) {
    return fail('aws_credentials', `The role ${roleArn ?? 'configured'} cannot be assumed: ${text}`);
  }
  return fail('cluster_access', `AWS refuses eks:DescribeCluster on ${cluster}, so its IAM policy lacks it: ${text}`);
}

function noCredentials(text: string, fail: Fail): AppError {
  if (/expired/i.test(text)) return fail('aws_credentials', `The AWS credentials have expired: ${text}`);
  return fail(
    'aws_credentials',
    `No AWS credentials were found in the environment, the shared files, or the Pod's or instance's role: ${text}`,
  );
}

/** A failed connection to several addresses has its text and code in the errors inside it. */
function parts(cause: unknown): { name: string; text: string; code: string } {
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  const { message, code } = inner as { message?: unknown; code?: unknown };
  const text = String(message || cause).trim();
  return {
    name: cause instanceof Error ? cause.name : '',
    text: /[.!?]$/.test(text) ? text : `${text}.`,
    code: String(code ?? ''),
  };
}
