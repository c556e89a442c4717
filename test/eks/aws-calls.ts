import { ACCOUNT, type AwsCall } from '../adapters/eks/aws-call.ts';

/** The cluster of the suites of EKS. */
export const CLUSTER = 'grpc-prod';
export const REGION = 'us-west-1';
/** The role of its target, by the name that `infra/` gives it. */
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${CLUSTER}-target`;

/** With credentials of its own, before it has assumed the role of the target's profile. */
export const CALLS_OF_CALLER: readonly AwsCall[] = [{ by: 'caller', action: 'sts:AssumeRole', resource: ROLE_ARN }];

/**
 * Every call that the bot makes of AWS with the role: to find the cluster, and to learn who it is where the cluster refuses
 * it. The suites of EKS hold the bot to this list, and `test/infra` the policy of the role.
 */
export const CALLS_OF_ROLE: readonly AwsCall[] = [
  { by: 'role', action: 'eks:DescribeCluster', resource: `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/${CLUSTER}` },
  { by: 'role', action: 'sts:GetCallerIdentity', resource: '*' },
];
