import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Parameters } from '../parameters/parameters.ts';
import type { IdentityStack } from '../stacks/identity-stack.ts';

/** The namespace and the service accounts of `manifests/bot`. */
export const BOT_NAMESPACE = 'nlb-bot';
export const BOT_ACCOUNTS = ['nlb-bot', 'nlb-worker'] as const;

/** The group whose rights are in `manifests/overlays/eks-access`. */
export const BOT_GROUP = 'nlb-bot';

/**
 * Lets administrators in, and the bot as a member of a group without a single right of AWS's making: Kubernetes gives that
 * group the rules of `manifests/bot`. The nearest access policy, AmazonEKSEditPolicy, may change everything in a namespace and
 * lacks the nodes' list.
 */
export function grantAccess(cluster: eks.Cluster, { admins }: Parameters, identity: IdentityStack): void {
  for (const [index, principal] of admins.entries()) {
    cluster.grantClusterAdmin(`Admin${index + 1}`, principal);
  }
  admitBot(cluster, 'TargetAccess', identity.targetRole);
  admitBot(cluster, 'BotAccess', identity.botRole);
  for (const serviceAccount of BOT_ACCOUNTS) {
    new eks.CfnPodIdentityAssociation(cluster, `Identity-${serviceAccount}`, {
      clusterName: cluster.clusterName,
      namespace: BOT_NAMESPACE,
      serviceAccount,
      roleArn: identity.botRole.roleArn,
    });
  }
}

function admitBot(cluster: eks.Cluster, id: string, role: iam.IRole): void {
  new eks.CfnAccessEntry(cluster, id, {
    clusterName: cluster.clusterName,
    principalArn: role.roleArn,
    kubernetesGroups: [BOT_GROUP],
  });
}
