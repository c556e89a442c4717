/** What a person may choose about the infrastructure; `readParameters` says what each may be. */
export interface Parameters {
  /** The cluster's name, and the beginning of every stack's. */
  readonly name: string;
  readonly region: string;
  /** Availability zones of the region, at least two: EKS wants its control plane in two. */
  readonly zones: readonly string[];
  /** The VPC's block, from which each zone gets a public and a private subnet. */
  readonly vpcCidr: string;
  /** One NAT gateway for all zones, or one for each. */
  readonly natGateways: 'one' | 'each-zone';
  readonly kubernetesVersion: string;
  /** An x86-64 instance type. */
  readonly nodeType: string;
  /** How many nodes there are, always: the study's targets must not come and go by themselves. */
  readonly nodeCount: number;
  /** IAM roles and users that administer the cluster, and may assume the role of a bot outside it. */
  readonly admins: readonly string[];
  /** Networks that reach the cluster's public endpoint; with none it has no public endpoint. */
  readonly endpointCidrs: readonly string[];
}

/** What is taken for each parameter that is not given. `admins` has no default, because only you know who you are. */
export const DEFAULTS: Omit<Parameters, 'admins'> = {
  name: 'nlb-experiment',
  region: 'us-west-1',
  zones: ['us-west-1b', 'us-west-1c'],
  vpcCidr: '10.42.0.0/16',
  natGateways: 'one',
  kubernetesVersion: '1.36',
  nodeType: 't3.large',
  nodeCount: 2,
  endpointCidrs: [],
};

/** Parameters of nobody's account: what the checks, the tests and the committed diagram are made of. */
export const EXAMPLE: Parameters = {
  ...DEFAULTS,
  admins: ['arn:aws:iam::111122223333:role/administrator'],
  endpointCidrs: ['203.0.113.0/24'],
};
