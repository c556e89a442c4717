import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { propertiesOf, resourcesOf, stack, synthesise } from './example.ts';

const example = synthesise();
const [cluster = {}] = propertiesOf(example, 'AWS::EKS::Cluster');

describe('the cluster', () => {
  it('is of the version that was asked for', () => {
    expect(cluster.Version).toBe('1.36');
    expect(propertiesOf(synthesise({ kubernetesVersion: '1.35' }), 'AWS::EKS::Cluster')[0]?.Version).toBe('1.35');
  });

  it('is without Auto Mode, whose balancers and nodes are not those of the study', () => {
    expect(cluster).toMatchObject({
      ComputeConfig: { Enabled: false },
      KubernetesNetworkConfig: { ElasticLoadBalancing: { Enabled: false } },
      StorageConfig: { BlockStorage: { Enabled: false } },
    });
  });

  it('has a public endpoint for the named networks alone, and none where none is named', () => {
    expect(cluster.ResourcesVpcConfig).toMatchObject({
      EndpointPrivateAccess: true,
      EndpointPublicAccess: true,
      PublicAccessCidrs: ['203.0.113.0/24'],
    });
    const [closed = {}] = propertiesOf(synthesise({ endpointCidrs: [] }), 'AWS::EKS::Cluster');
    expect(closed.ResourcesVpcConfig).toMatchObject({ EndpointPrivateAccess: true, EndpointPublicAccess: false });
  });

  it('keeps its secrets under a key of its own, and every kind of log for a week', () => {
    expect(cluster.EncryptionConfig).toMatchObject([{ Resources: ['secrets'] }]);
    const { ClusterLogging } = cluster.Logging as { ClusterLogging: { EnabledTypes: { Type: string }[] } };
    const types = ClusterLogging.EnabledTypes.map(({ Type }) => Type);
    expect(types).toEqual(['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']);
    stack(example, 'cluster').hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/eks/nlb-experiment/cluster',
      RetentionInDays: 7,
    });
  });

  it('lets in whom the parameters name, and not whoever made it', () => {
    expect(cluster.AccessConfig).toEqual({
      AuthenticationMode: 'API',
      BootstrapClusterCreatorAdminPermissions: false,
    });
    const [admin, ...others] = propertiesOf(example, 'AWS::EKS::AccessEntry');
    expect(admin?.PrincipalArn).toBe('arn:aws:iam::111122223333:role/administrator');
    expect(JSON.stringify(admin?.AccessPolicies)).toContain('AmazonEKSClusterAdminPolicy');
    expect(others).toHaveLength(2);
    for (const bot of others) {
      expect(bot).toMatchObject({ KubernetesGroups: ['nlb-bot'] });
      expect(bot).not.toHaveProperty('AccessPolicies');
    }
  });

  it('runs what holds NetworkPolicies, and has a default storage class for the volume of the queue', () => {
    const addons = propertiesOf(example, 'AWS::EKS::Addon');
    const configured = Object.fromEntries(
      addons.map(({ AddonName, ConfigurationValues }) => [AddonName, ConfigurationValues]),
    );
    expect(Object.keys(configured)).toEqual([
      'vpc-cni',
      'kube-proxy',
      'eks-pod-identity-agent',
      'coredns',
      'aws-ebs-csi-driver',
    ]);
    expect(configured['vpc-cni']).toBe('{"enableNetworkPolicy":"true"}');
    expect(configured['aws-ebs-csi-driver']).toBe(
      '{"defaultStorageClass":{"enabled":true},"controller":{"extraVolumeTags":{"project":"nlb-experiment"}}}',
    );
  });
});

describe('the nodes', () => {
  it.each([2, 5])('are %i, always', (nodeCount) => {
    const groups = propertiesOf(synthesise({ nodeCount }), 'AWS::EKS::Nodegroup');
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({
      AmiType: 'AL2023_x86_64_STANDARD',
      CapacityType: 'ON_DEMAND',
      InstanceTypes: ['t3.large'],
      ScalingConfig: { MinSize: nodeCount, MaxSize: nodeCount, DesiredSize: nodeCount },
    });
  });

  it('are in the private subnets alone', () => {
    const [{ Subnets } = {}] = propertiesOf(example, 'AWS::EKS::Nodegroup');
    expect(Subnets).toHaveLength(2);
    for (const subnet of Subnets as { 'Fn::ImportValue': string }[]) {
      expect(subnet['Fn::ImportValue']).toMatch(/RefVpcprivateSubnet\dSubnet/);
    }
  });

  it('keep their credentials from their Pods, and their disks encrypted', () => {
    stack(example, 'cluster').hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [{ Ebs: Match.objectLike({ Encrypted: true, VolumeType: 'gp3' }) }],
      },
    });
  });
});

describe('the host', () => {
  it('is one, in a private subnet, with its disk encrypted', () => {
    const hosts = propertiesOf(example, 'AWS::EC2::Instance');
    expect(hosts).toHaveLength(1);
    expect(JSON.stringify(hosts[0]?.SubnetId)).toContain('VpcprivateSubnet1Subnet');
    expect(hosts[0]?.BlockDeviceMappings).toMatchObject([{ Ebs: { Encrypted: true } }]);
  });
});

describe('the repository', () => {
  it('scans what is pushed, and keeps ten images under tags that stay', () => {
    const [repository = {}] = propertiesOf(example, 'AWS::ECR::Repository');
    expect(repository).toMatchObject({
      ImageScanningConfiguration: { ScanOnPush: true },
      ImageTagMutability: 'IMMUTABLE',
    });
    expect(JSON.stringify(repository.LifecyclePolicy)).toContain('imageCountMoreThan\\",\\"countNumber\\":10');
  });
});

describe('what is taken down', () => {
  it('leaves nothing: no resource is kept or copied, and the repository is emptied', () => {
    const kept = resourcesOf(example).filter(({ DeletionPolicy }) => (DeletionPolicy ?? 'Delete') !== 'Delete');
    expect(kept).toEqual([]);
    for (const type of ['AWS::Logs::LogGroup', 'AWS::KMS::Key', 'AWS::ECR::Repository']) {
      for (const resource of resourcesOf(example, type)) expect(resource.DeletionPolicy, type).toBe('Delete');
    }
    expect(propertiesOf(example, 'AWS::ECR::Repository')[0]?.EmptyOnDelete).toBe(true);
    expect(propertiesOf(example, 'AWS::KMS::Key')[0]?.PendingWindowInDays).toBe(7);
  });
});
