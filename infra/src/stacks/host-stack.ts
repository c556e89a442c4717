import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Parameters } from '../parameters/parameters.ts';

/** Room for the system and the image of the bot. */
export const HOST_DISK_GIB = 20;

/** What the host is made from. */
export interface HostStackProps extends StackProps {
  readonly parameters: Parameters;
  readonly cluster: eks.ICluster;
  readonly role: iam.IRole;
}

/**
 * A machine in the bastion's place: clients run on it, as they did in the original, and it reaches the cluster's private
 * endpoint. It has no public address, no key and no open port; Session Manager's agent calls out.
 *
 * Clients on a node would not do: an NLB that keeps the client's address can not send a connection back to the machine it
 * came from (Elastic Load Balancing user guide, "Troubleshoot your Network Load Balancer").
 */
export class HostStack extends Stack {
  constructor(scope: Construct, id: string, props: HostStackProps) {
    super(scope, id, props);
    const { parameters, cluster, role } = props;
    const group = new ec2.SecurityGroup(this, 'Group', {
      vpc: cluster.vpc,
      description: 'The host for clients: nothing comes in',
      allowAllOutbound: true,
    });
    const host = new ec2.Instance(this, 'Host', {
      instanceName: `${parameters.name}-host`,
      vpc: cluster.vpc,
      vpcSubnets: { subnets: cluster.vpc.privateSubnets.slice(0, 1) },
      instanceType: new ec2.InstanceType('t3.small'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      role,
      securityGroup: group,
      requireImdsv2: true,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs(HOST_DISK_GIB, {
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            encrypted: true,
          }),
        },
      ],
    });
    host.userData.addCommands('dnf install -y docker', 'systemctl enable --now docker');
    acknowledge(host, {
      'AwsSolutions-EC28':
        'Detailed monitoring costs extra; the host runs clients, whose own reports are the measurement.',
      'AwsSolutions-EC29': 'Nothing on the host is worth keeping, and it is to go with its stack.',
      'CloudFormation-Validate::W3010': 'The zone is a parameter: it is that of the subnet.',
    });
    new ec2.CfnSecurityGroupIngress(this, 'ClusterFromHost', {
      groupId: cluster.clusterSecurityGroupId,
      sourceSecurityGroupId: group.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      description: 'API server, from the host for clients',
    });
    new CfnOutput(this, 'HostInstance', {
      value: host.instanceId,
      description: 'For `aws ssm start-session --target`',
    });
  }
}
