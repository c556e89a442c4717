import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** A role for something of AWS's or for a Pod. */
export interface ServiceRoleProps {
  readonly roleName: string;
  readonly description: string;
  readonly assumedBy: iam.IPrincipal;
  /** AWS's own policies by their path, each with the reason why it is not one of ours. */
  readonly awsPolicies?: Readonly<Record<string, string>>;
  readonly inlinePolicies?: Readonly<Record<string, iam.PolicyDocument>>;
}

/** Makes the role, with the reason for each of AWS's policies where cdk-nag asks for it. */
export function serviceRole(scope: Construct, id: string, props: ServiceRoleProps): iam.Role {
  const { awsPolicies = {}, inlinePolicies = {}, ...rest } = props;
  const role = new iam.Role(scope, id, {
    ...rest,
    inlinePolicies: { ...inlinePolicies },
    managedPolicies: Object.keys(awsPolicies).map((policy) => iam.ManagedPolicy.fromAwsManagedPolicyName(policy)),
  });
  const finding = (policy: string): string =>
    `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`;
  acknowledge(
    role,
    Object.fromEntries(Object.entries(awsPolicies).map(([policy, reason]) => [finding(policy), reason])),
  );
  return role;
}

/** Pods by EKS Pod Identity, which names the Pod in tags of the session (EKS user guide, "EKS Pod Identity role"). */
export function podsOfEks(): iam.IPrincipal {
  return new iam.ServicePrincipal('pods.eks.amazonaws.com').withSessionTags();
}

/** What Session Manager needs of a machine: the only way into one. */
export const SESSION_MANAGER = {
  AmazonSSMManagedInstanceCore:
    'What the agent of Session Manager calls, which AWS extends with the agent. It may read every parameter of Parameter Store.',
} as const;

/** Pulling from ECR. */
export const PULL_IMAGES = {
  AmazonEC2ContainerRegistryPullOnly: 'Pulls images and nothing else; the add-ons are in repositories of AWS.',
} as const;
