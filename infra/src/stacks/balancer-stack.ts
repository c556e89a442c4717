import { Stack, type StackProps } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { balancerPolicy, WILDCARDS } from '../balancer/balancer-policy.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { podsOfEks, serviceRole } from '../service-role.ts';

/** The service account that the controller's Helm chart makes. */
const ACCOUNT = { namespace: 'kube-system', serviceAccount: 'aws-load-balancer-controller' } as const;

/**
 * What the AWS Load Balancer Controller may do in AWS. The controller itself is installed by Helm, by hand: the CDK would need
 * a Lambda function with all rights in the cluster for it, and would take the controller away before it has taken away its
 * balancers, which then nobody deletes.
 */
export class BalancerStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly parameters: Parameters; readonly cluster: eks.ICluster },
  ) {
    super(scope, id, props);
    const { cluster, parameters } = props;
    const role = serviceRole(this, 'Role', {
      roleName: `${parameters.name}-balancer`,
      description: 'AWS Load Balancer Controller, by EKS Pod Identity',
      assumedBy: podsOfEks(),
      inlinePolicies: { balancers: balancerPolicy(parameters.name, this.partition) },
    });
    acknowledge(role, WILDCARDS);
    new eks.CfnPodIdentityAssociation(this, 'Identity', {
      clusterName: cluster.clusterName,
      roleArn: role.roleArn,
      ...ACCOUNT,
    });
  }
}
