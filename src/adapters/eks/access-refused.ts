import { AppError } from '../../domain/errors.ts';
import { type AwsQuestion, awsFailure } from './aws-failure.ts';
import { CLUSTER_HEADER } from './sts-token.ts';

/** How long STS may take to say who we are. */
const IDENTITY_TIMEOUT_MS = 5_000;

/** What the refused token was made of, and where access would have to be granted. */
export interface RefusedAccess extends AwsQuestion {
  /** A request as the refused token carries it. */
  readonly presigned: URL;
  readonly endpoint?: string | undefined;
  readonly namespace: string;
  readonly takesAccessEntries: boolean;
}

/**
 * Why a cluster refuses a token that has just been made: STS does not take it either (`aws_credentials`), or it does
 * and the cluster does not know the principal (`cluster_access`, with the commands that let it in).
 */
export async function accessRefused(refused: RefusedAccess, cause: unknown): Promise<AppError> {
  const identity = await askIdentity(refused);
  if (identity instanceof AppError) return identity;
  const principal = refused.roleArn ?? (identity === null ? 'ARN' : principalOf(identity));
  return new AppError('cluster_access', accessMessage(refused, identity, principal), { cause });
}

/** The ARN that STS answers with, null when it does not answer, or why it refuses the signature. */
async function askIdentity(refused: RefusedAccess): Promise<string | null | AppError> {
  const { presigned, endpoint, cluster } = refused;
  const url = endpoint === undefined ? presigned : new URL(presigned.search, endpoint);
  try {
    const response = await fetch(url, {
      headers: { [CLUSTER_HEADER]: cluster },
      signal: AbortSignal.timeout(IDENTITY_TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.ok) return /<Arn>([^<]+)<\/Arn>/.exec(text)?.[1] ?? null;
    const [, name = ''] = /<Code>([^<]+)<\/Code>/.exec(text) ?? [];
    const [, message = `HTTP ${response.status}`] = /<Message>([^<]+)<\/Message>/.exec(text) ?? [];
    const failure = awsFailure(Object.assign(new Error(message), { name }), refused);
    return failure.code === 'aws_credentials' ? failure : null;
  } catch {
    return null;
  }
}

/** The IAM principal behind a session: access entries take no sessions (EKS API, CreateAccessEntry). */
function principalOf(arn: string): string {
  return arn.replace(/^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3');
}

function accessMessage(refused: RefusedAccess, identity: string | null, principal: string): string {
  const { cluster, region, namespace, roleArn, takesAccessEntries } = refused;
  const partition = principal.split(':')[1] ?? 'aws';
  const where = `--region ${region} --cluster-name ${cluster} --principal-arn ${principal}`;
  const policy = `arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSEditPolicy`;
  const notes: string[] = [];
  if (identity === null) notes.push('ARN is the role or user that `aws sts get-caller-identity` shows.');
  else if (roleArn === undefined && principal !== identity) {
    notes.push(
      "If the role has a path, write it into the ARN: `aws iam get-role` shows it, the session's ARN does not.",
    );
  }
  if (!takesAccessEntries) {
    const mode = '--access-config authenticationMode=API_AND_CONFIG_MAP';
    notes.push(
      `First turn access entries on: \`aws eks update-cluster-config --region ${region} --name ${cluster} ${mode}\`.`,
    );
  }
  return [
    `Cluster ${cluster} in ${region} refuses ${identity ?? "the bot's AWS identity"} even with a fresh token: it has no access entry for it.`,
    // No punctuation at a command's end: the shell shows no quotes, and what is copied would have it.
    `Create one: \`aws eks create-access-entry ${where}\` and then`,
    `\`aws eks associate-access-policy ${where} --policy-arn ${policy} --access-scope type=namespace,namespaces=${namespace}\` for its rights there.`,
    ...notes,
  ].join(' ');
}
