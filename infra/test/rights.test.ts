import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { balancerPolicy } from '../src/balancer/balancer-policy.ts';
import { roleRights } from '../src/report/role-rights.ts';
import { propertiesOf, stack, synthesise } from './example.ts';

const example = synthesise();
const rights = new Map(roleRights(example.templates).map((role) => [role.role.replace('nlb-experiment-', ''), role]));

/** The policy that the controller's project publishes for its version 3, as the CDK brings it. */
function publishedActions(): string[] {
  const library = dirname(createRequire(import.meta.url).resolve('aws-cdk-lib/package.json'));
  const text = readFileSync(join(library, 'aws-eks-v2/lib/addons/alb-iam_policy-v3.2.2.json'), 'utf8');
  const { Statement } = JSON.parse(text) as { Statement: { Action: string[] }[] };
  return Statement.flatMap(({ Action }) => Action);
}

describe('the roles', () => {
  it.each([
    ['host', ['eks:DescribeCluster'], ['AmazonSSMManagedInstanceCore', 'AmazonEC2ContainerRegistryPullOnly']],
    ['target', ['eks:DescribeCluster'], []],
    ['bot', ['eks:DescribeCluster'], []],
    ['control-plane', [], ['AmazonEKSClusterPolicy']],
    [
      'node',
      [],
      [
        'AmazonEKSWorkerNodePolicy',
        'AmazonEKS_CNI_Policy',
        'AmazonEC2ContainerRegistryPullOnly',
        'AmazonSSMManagedInstanceCore',
      ],
    ],
    ['ebs', [], ['AmazonEBSCSIDriverPolicyV2']],
  ])('%s may call %j and has %j of AWS', (role, actions, awsPolicies) => {
    expect(rights.get(role)).toMatchObject({ actions, awsPolicies });
  });

  it('are those, and that of the controller', () => {
    expect([...rights.keys()]).toEqual(['host', 'target', 'bot', 'control-plane', 'node', 'ebs', 'balancer']);
  });

  it('name each action: none has a wildcard', () => {
    const actions = [...rights.values()].flatMap((role) => role.actions);
    expect(actions.length).toBeGreaterThan(40);
    expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(action))).toEqual([]);
  });

  it('may ask for one cluster, their own', () => {
    for (const { Policies } of propertiesOf(example, 'AWS::IAM::Role').filter(
      ({ Policies }) => Policies !== undefined,
    )) {
      const text = JSON.stringify(Policies);
      if (text.includes('eks:DescribeCluster')) expect(text).toContain(':cluster/nlb-experiment');
    }
  });

  it('are taken on by whom they are for', () => {
    const trusted = propertiesOf(example, 'AWS::IAM::Role')
      .filter(({ RoleName }) => RoleName !== undefined)
      .map(({ RoleName, AssumeRolePolicyDocument }) => {
        const { Statement } = AssumeRolePolicyDocument as { Statement: { Principal: object }[] };
        return [RoleName, Statement.flatMap(({ Principal }) => Object.values(Principal))];
      });
    expect(Object.fromEntries(trusted)).toMatchObject({
      'nlb-experiment-target': [
        'arn:aws:iam::111122223333:role/administrator',
        { 'Fn::GetAtt': [expect.stringMatching(/^HostRole/), 'Arn'] },
      ],
      'nlb-experiment-bot': ['pods.eks.amazonaws.com'],
      'nlb-experiment-balancer': ['pods.eks.amazonaws.com'],
      'nlb-experiment-ebs': ['pods.eks.amazonaws.com'],
      'nlb-experiment-node': ['ec2.amazonaws.com'],
      'nlb-experiment-host': ['ec2.amazonaws.com'],
    });
  });
});

describe('Pod Identity', () => {
  it('gives bot, worker and controller a role, and no other account', () => {
    const accounts = propertiesOf(example, 'AWS::EKS::PodIdentityAssociation').map(
      ({ Namespace, ServiceAccount }) => `${Namespace}/${ServiceAccount}`,
    );
    expect(accounts).toEqual(['nlb-bot/nlb-bot', 'nlb-bot/nlb-worker', 'kube-system/aws-load-balancer-controller']);
  });
});

describe('the controller of balancers', () => {
  it("asks for no action that its project's own policy has not", () => {
    const published = publishedActions();
    const actions = rights.get('balancer')?.actions ?? [];
    expect(actions).toHaveLength(50);
    expect(actions.filter((action) => !published.includes(action))).toEqual([]);
  });

  it('makes, changes and deletes balancers, target groups and security groups of its own cluster alone', () => {
    const { Statement } = balancerPolicy('mine', 'aws').toJSON() as {
      Statement: { Action: string | string[]; Condition?: object }[];
    };
    const guarded =
      /:(Create(LoadBalancer|TargetGroup)|Delete(LoadBalancer|TargetGroup|SecurityGroup)|Modify(LoadBalancer|Target|ListenerAttr)|Set)/;
    const changing = Statement.filter(({ Action }) => [Action].flat().some((action) => guarded.test(action)));
    expect(changing).toHaveLength(3);
    for (const { Condition } of changing) {
      expect(JSON.stringify(Condition)).toMatch(
        /StringEquals.*aws:(Request|Resource)Tag\/elbv2.k8s.aws\/cluster":"mine"/,
      );
    }
  });
});

describe('the outputs of the cluster', () => {
  it('are what a profile is made of', () => {
    const outputs = stack(example, 'cluster').findOutputs('*');
    const own = Object.entries(outputs).filter(([, { Export }]) => Export === undefined);
    expect(own.map(([name]) => name)).toEqual([
      'TargetCluster',
      'TargetRegion',
      'TargetRoleArn',
      'TargetNamespace',
      'TargetClass',
      'BotRoleArn',
      'ImageRepositoryUri',
    ]);
    expect(outputs.TargetCluster?.Value).toBe('nlb-experiment');
    expect(outputs.TargetRegion?.Value).toBe('us-west-1');
    expect(outputs.TargetNamespace?.Value).toBe('default');
    expect(outputs.TargetClass?.Value).toBe('staging');
  });
});
