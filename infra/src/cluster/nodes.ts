import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Parameters } from '../parameters/parameters.ts';

/** What AWS says a node needs, and no way in but Session Manager (EKS user guide, "Amazon EKS node IAM role"). */
const NODE_POLICIES = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonSSMManagedInstanceCore',
];

/** A fixed number of nodes in the private subnets, without a key pair and without a port for SSH. */
export function addNodes(cluster: eks.Cluster, { name, nodeType, nodeCount }: Parameters): eks.Nodegroup {
  const role = new iam.Role(cluster, 'NodeRole', {
    roleName: `${name}-node`,
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: NODE_POLICIES.map((policy) => iam.ManagedPolicy.fromAwsManagedPolicyName(policy)),
  });
  const template = new ec2.LaunchTemplate(cluster, 'NodeTemplate', {
    // A Pod is one hop further away than its node: it cannot take the node's credentials.
    requireImdsv2: true,
    httpPutResponseHopLimit: 1,
    blockDevices: [
      {
        deviceName: '/dev/xvda',
        volume: ec2.BlockDeviceVolume.ebs(30, { volumeType: ec2.EbsDeviceVolumeType.GP3, encrypted: true }),
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
