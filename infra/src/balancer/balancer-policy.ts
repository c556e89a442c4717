import * as iam from 'aws-cdk-lib/aws-iam';

/** The tag that the controller puts on all that it makes, with the cluster's name. */
const OWNER = 'elbv2.k8s.aws/cluster';

/**
 * The controller's own policy as of version 3.5.0 (kubernetes-sigs/aws-load-balancer-controller, docs/install/iam_policy.json),
 * for Services alone: without certificates, Cognito, WAF, Shield and the rules of an ALB, which an NLB has no use for. Where
 * the original asks whether the owner's tag is there, this asks whether it names this cluster.
 */
export function balancerPolicy(cluster: string, partition: string): iam.PolicyDocument {
  const elb = (resource: string): string => `arn:${partition}:elasticloadbalancing:*:*:${resource}`;
  const securityGroups = `arn:${partition}:ec2:*:*:security-group/*`;
  const asked = { [`aws:RequestTag/${OWNER}`]: cluster };
  const owned = { [`aws:ResourceTag/${OWNER}`]: cluster };
  const statements: iam.PolicyStatementProps[] = [
    {
      sid: 'LinkedRole',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: ['*'],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
    },
    { sid: 'Look', actions: LOOK, resources: ['*'] },
    { sid: 'MakeSecurityGroup', actions: ['ec2:CreateSecurityGroup'], resources: ['*'] },
    {
      sid: 'TagNewSecurityGroup',
      actions: ['ec2:CreateTags'],
      resources: [securityGroups],
      conditions: { StringEquals: { ...asked, 'ec2:CreateAction': 'CreateSecurityGroup' } },
    },
    {
      sid: 'TagOwnSecurityGroup',
      actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
      resources: [securityGroups],
      conditions: { StringEquals: owned, Null: { [`aws:RequestTag/${OWNER}`]: 'true' } },
    },
    {
      // The nodes' group is not the controller's own, and has to let the balancer in.
      sid: 'SecurityGroupRules',
      actions: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      resources: ['*'],
    },
    {
      sid: 'DeleteOwnSecurityGroup',
      actions: ['ec2:DeleteSecurityGroup'],
      resources: ['*'],
      conditions: { StringEquals: owned },
    },
    {
      sid: 'MakeBalancer',
      actions: ['elasticloadbalancing:CreateLoadBalancer', 'elasticloadbalancing:CreateTargetGroup'],
      resources: ['*'],
      conditions: { StringEquals: asked },
    },
    {
      sid: 'Listeners',
      actions: [
        'elasticloadbalancing:CreateListener',
        'elasticloadbalancing:DeleteListener',
        'elasticloadbalancing:ModifyListener',
      ],
      resources: ['*'],
    },
    {
      sid: 'TagNewBalancer',
      actions: ['elasticloadbalancing:AddTags'],
      resources: [elb('targetgroup/*/*'), elb('loadbalancer/net/*/*')],
      conditions: {
        StringEquals: { ...asked, 'elasticloadbalancing:CreateAction': ['CreateTargetGroup', 'CreateLoadBalancer'] },
      },
    },
    {
      sid: 'TagOwnBalancer',
      actions: ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'],
      resources: [elb('targetgroup/*/*'), elb('loadbalancer/net/*/*')],
      conditions: { StringEquals: owned, Null: { [`aws:RequestTag/${OWNER}`]: 'true' } },
    },
    {
      sid: 'TagListener',
      actions: ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'],
      resources: [elb('listener/net/*/*/*')],
    },
    { sid: 'ChangeOwn', actions: CHANGE_OWN, resources: ['*'], conditions: { StringEquals: owned } },
    {
      sid: 'Targets',
      actions: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
      resources: [elb('targetgroup/*/*')],
    },
  ];
  return new iam.PolicyDocument({ statements: statements.map((statement) => new iam.PolicyStatement(statement)) });
}

/** Why resources are not named: none of them is there before the controller makes it. */
export const WILDCARDS: Readonly<Record<string, string>> = {
  'AwsSolutions-IAM5[Resource::*]':
    "Most calls that describe take no resource. Those that make and change ask for the owner's tag with this cluster's name, apart from listeners and rules of security groups, which the controller's own policy leaves open too.",
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:*:*:security-group/*]':
    "Security groups that the controller makes, known by the owner's tag.",
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:elasticloadbalancing:*:*:targetgroup/*/*]':
    'Target groups that the controller makes; AWS gives their identifiers.',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:elasticloadbalancing:*:*:loadbalancer/net/*/*]':
    "Network load balancers alone, known by the owner's tag.",
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:elasticloadbalancing:*:*:listener/net/*/*/*]':
    'Listeners of network load balancers, of which only the tags are changed.',
};

const LOOK = [
  'ec2:DescribeAccountAttributes',
  'ec2:DescribeAddresses',
  'ec2:DescribeAvailabilityZones',
  'ec2:DescribeInstances',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
  'ec2:DescribeVpcPeeringConnections',
  'ec2:DescribeVpcs',
  'ec2:GetSecurityGroupsForVpc',
  'elasticloadbalancing:DescribeCapacityReservation',
  'elasticloadbalancing:DescribeListenerAttributes',
  'elasticloadbalancing:DescribeListenerCertificates',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeLoadBalancerAttributes',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeSSLPolicies',
  'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
];

const CHANGE_OWN = [
  'elasticloadbalancing:DeleteLoadBalancer',
  'elasticloadbalancing:DeleteTargetGroup',
  'elasticloadbalancing:ModifyListenerAttributes',
  'elasticloadbalancing:ModifyLoadBalancerAttributes',
  'elasticloadbalancing:ModifyTargetGroup',
  'elasticloadbalancing:ModifyTargetGroupAttributes',
  'elasticloadbalancing:SetIpAddressType',
  'elasticloadbalancing:SetSecurityGroups',
  'elasticloadbalancing:SetSubnets',
];
