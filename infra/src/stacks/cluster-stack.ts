import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { grantAccess } from '../cluster/access.ts';
import { addAddons } from '../cluster/addons.ts';
import { addNodes } from '../cluster/nodes.ts';
import { writeOutputs } from '../cluster/outputs.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { serviceRole } from '../service-role.ts';
import type { IdentityStack } from './identity-stack.ts';

/** What the cluster is made for and from. */
export interface ClusterStackProps extends StackProps {
  readonly parameters: Parameters;
  readonly vpc: ec2.IVpc;
  readonly identity: IdentityStack;
  readonly repository: ecr.IRepository;
}

/**
 * The cluster, without EKS Auto Mode: that brings a load balancer controller of its own and nodes that come and go, and
 * the study is about instance targets that stay.
 */
export class ClusterStack extends Stack {
  readonly cluster: eks.Cluster;

  constructor(scope: Construct, id: string, props: ClusterStackProps) {
    super(scope, id, props);
    const { parameters, vpc, identity, repository } = props;
    const { name, kubernetesVersion, endpointCidrs } = parameters;

    // EKS writes to a group of this name, and would make one that nobody deletes.
    const controlPlaneLogs = new logs.LogGroup(this, 'ControlPlaneLogs', {
      logGroupName: `/aws/eks/${name}/cluster`,
      retention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = serviceRole(this, 'ControlPlaneRole', {
      roleName: `${name}-control-plane`,
      description: 'Control plane of the cluster',
      assumedBy: new iam.ServicePrincipal('eks.amazonaws.com'),
      awsPolicies: {
        AmazonEKSClusterPolicy: 'What the control plane needs, which AWS extends with new versions of EKS.',
      },
    });
    this.cluster = new eks.Cluster(this, 'Cluster', {
      clusterName: name,
      version: eks.KubernetesVersion.of(kubernetesVersion),
      vpc,
      role,
      vpcSubnets: [{ subnets: vpc.privateSubnets }],
      endpointAccess:
        endpointCidrs.length === 0
          ? eks.EndpointAccess.PRIVATE
          : eks.EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(...endpointCidrs),
      defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
      defaultCapacity: 0,
      // Whoever deploys is the role of CloudFormation, which is nobody's to take on: administrators are named.
      bootstrapClusterCreatorAdminPermissions: false,
      // What EKS would install without an owner comes as add-ons, which it updates.
      bootstrapSelfManagedAddons: false,
      outputConfigCommand: false,
      secretsEncryptionKey: new kms.Key(this, 'SecretsKey', {
        description: `Secrets of the EKS cluster ${name}`,
        enableKeyRotation: true,
        // The shortest that KMS allows; a key that waits for its end costs nothing.
        pendingWindow: Duration.days(7),
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      clusterLogging: [
        eks.ClusterLoggingTypes.API,
        eks.ClusterLoggingTypes.AUDIT,
        eks.ClusterLoggingTypes.AUTHENTICATOR,
        eks.ClusterLoggingTypes.CONTROLLER_MANAGER,
        eks.ClusterLoggingTypes.SCHEDULER,
      ],
    });
    // Deleted after the cluster, which would write until then. Of the cluster alone: its parts would inherit it one by one.
    (this.cluster.node.defaultChild as eks.CfnCluster).node.addDependency(controlPlaneLogs);

    acknowledge(this.cluster, {
      'CloudFormation-Validate::W9009':
        'The CDK names the secrets to encrypt by a property that EKS still takes; there is no other to name them by.',
    });

    const nodes = addNodes(this.cluster, parameters);
    addAddons(this.cluster, nodes, parameters);
    grantAccess(this.cluster, parameters, identity);
    writeOutputs(this, { parameters, identity, repository });
  }
}
