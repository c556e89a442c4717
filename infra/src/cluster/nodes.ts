import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Parameters } from '../parameters/parameters.ts';
import { PULL_IMAGES, SESSION_MANAGER, serviceRole } from '../service-role.ts';

/** What AWS says a node needs (EKS user guide, "Amazon EKS node IAM role"), and Session Manager. */
const NODE_POLICIES = {
  AmazonEKSWorkerNodePolicy: 'What kubelet and node need, which AWS extends with new versions of EKS.',
  AmazonEKS_CNI_Policy:
    "The VPC CNI gives Pods addresses before there is a Pod that could have an identity; Pods cannot take the node's credentials.",
  ...PULL_IMAGES,
  ...SESSION_MANAGER,
};

/** Room for images: the largest is that of the bot. */
export const NODE_DISK_GIB = 30;

/** A fixed number of nodes in the private subnets, without a key pair and without a port for SSH. */
export function addNodes(cluster: eks.Cluster, { name, nodeType, nodeCount }: Parameters): eks.Nodegroup {
  const role = serviceRole(cluster, 'NodeRole', {
    roleName: `${name}-node`,
    description: 'Nodes of the cluster',
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    awsPolicies: NODE_POLICIES,
  });
  const template = new ec2.LaunchTemplate(cluster, 'NodeTemplate', {
    // A Pod is one hop further away than its node: it cannot take the node's credentials.
    requireImdsv2: true,
    httpPutResponseHopLimit: 1,
    blockDevices: [
      {
        deviceName: '/dev/xvda',
        volume: ec2.BlockDeviceVolume.ebs(NODE_DISK_GIB, { volumeType: ec2.EbsDeviceVolumeType.GP3, encrypted: true }),
      },
    ],
  });
  Tags.of(template).add('Name', `${name}-node`);
  return cluster.addNodegroupCapacity('Nodes', {
    nodegroupName: 'nodes',
    subnets: { subnets: cluster.vpc.privateSubnets },
    amiType: eks.NodegroupAmiType.AL2023_X86_64_STANDARD,
    instanceTypes: [new ec2.InstanceType(nodeType)],
    capacityType: eks.CapacityType.ON_DEMAND,
    minSize: nodeCount,
    maxSize: nodeCount,
    desiredSize: nodeCount,
    nodeRole: role,
    launchTemplateSpec: { id: template.launchTemplateId ?? '', version: template.latestVersionNumber },
  });
}
