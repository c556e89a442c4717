import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { AppError } from '../../domain/errors.ts';
import { type AwsQuestion, awsFailure } from './aws-failure.ts';
import { AWS_HTTP } from './read-credentials.ts';
import type { AwsCredentials } from './sts-token.ts';

/** What a client needs of a cluster. */
export interface EksCluster {
  /** The API server's URL. */
  readonly endpoint: string;
  /** The PEM of its certificate authority, in base64. */
  readonly caData: string;
  /** False where only the aws-auth ConfigMap grants access, so that access entries have no effect. */
  readonly takesAccessEntries: boolean;
}

/** A cluster under an update keeps its endpoint and answers on it. */
const USABLE: readonly (string | undefined)[] = ['ACTIVE', 'UPDATING'];

/**
 * Asks EKS where the cluster's API server is.
 * @throws AppError `aws_cluster` when it is not there or not usable, and what `awsFailure` makes of the SDK's errors
 */
export async function describeCluster(
  options: AwsQuestion & { readonly endpoint?: string | undefined; readonly credentials: AwsCredentials },
): Promise<EksCluster> {
  const { cluster: name, region, endpoint, credentials } = options;
  const client = new EKSClient({
    region,
    credentials: () => Promise.resolve(credentials),
    requestHandler: AWS_HTTP,
    ...(endpoint !== undefined && { endpoint }),
  });
  try {
    const { cluster } = await client.send(new DescribeClusterCommand({ name }));
    if (!USABLE.includes(cluster?.status)) {
      throw new AppError(
        'aws_cluster',
        `Cluster ${name} in ${region} is ${cluster?.status ?? 'without a status'}, not ACTIVE: wait until it is.`,
      );
    }
    if (cluster?.endpoint === undefined || cluster.certificateAuthority?.data === undefined) {
      throw new AppError('aws_cluster', `EKS names no endpoint or no certificate authority of ${name} in ${region}.`);
    }
    return {
      endpoint: cluster.endpoint,
      caData: cluster.certificateAuthority.data,
      takesAccessEntries: cluster.accessConfig?.authenticationMode !== 'CONFIG_MAP',
    };
  } catch (cause) {
    throw awsFailure(cause, options);
  } finally {
    client.destroy();
  }
}
