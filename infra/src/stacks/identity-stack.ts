import { Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Parameters } from '../parameters/parameters.ts';
import { PULL_IMAGES, podsOfEks, SESSION_MANAGER, serviceRole } from '../service-role.ts';

/**
 * Who acts, before there is anything to act on: what a role may do names the cluster by its name. All that the bot asks
 * AWS is where the cluster is; what it may do in the cluster is the affair of Kubernetes.
 */
export class IdentityStack extends Stack {
  /** Of bot and worker in Pods of the cluster, by EKS Pod Identity. */
  readonly botRole: iam.Role;
  /** Of a bot outside the cluster, which assumes it (`role_arn` of a target's profile). */
  readonly targetRole: iam.Role;
  /** Of the host that stands in the bastion's place. */
  readonly hostRole: iam.Role;

  constructor(scope: Construct, id: string, props: StackProps & { readonly parameters: Parameters }) {
    super(scope, id, props);
    const { name, admins } = props.parameters;
    const describeCluster = new iam.PolicyStatement({
      actions: ['eks:DescribeCluster'],
      resources: [this.formatArn({ service: 'eks', resource: 'cluster', resourceName: name })],
    });

    const inlinePolicies = { cluster: new iam.PolicyDocument({ statements: [describeCluster] }) };

    this.hostRole = serviceRole(this, 'HostRole', {
      roleName: `${name}-host`,
      description: 'The host for clients: Session Manager, pulling the image of the bot, finding the cluster',
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      awsPolicies: { ...SESSION_MANAGER, ...PULL_IMAGES },
      inlinePolicies,
    });

    this.targetRole = serviceRole(this, 'TargetRole', {
      roleName: `${name}-target`,
      description: 'Assumed by a bot outside the cluster',
      assumedBy: new iam.CompositePrincipal(...admins.map((arn) => new iam.ArnPrincipal(arn)), this.hostRole),
      inlinePolicies,
    });

    this.botRole = serviceRole(this, 'BotRole', {
      roleName: `${name}-bot`,
      description: 'Bot and worker in Pods of the cluster, by EKS Pod Identity',
      assumedBy: podsOfEks(),
      inlinePolicies,
    });
  }
}
