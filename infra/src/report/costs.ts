import { NODE_DISK_GIB } from '../cluster/nodes.ts';
import { HOST_DISK_GIB } from '../stacks/host-stack.ts';
import type { Resource, StackTemplate } from './synthesise-example.ts';

/** A line of the cost note, in US dollars. */
export interface Cost {
  readonly what: string;
  readonly quantity: number;
  /** AWS's list price for one, an hour. */
  readonly hourly: number;
  /** Where AWS publishes it. */
  readonly source: string;
}

/** Hours of a month, as AWS's own examples count them. */
const MONTH_HOURS = 730;

/** List prices in us-west-1, Linux, on demand, without tax. */
const PRICES = {
  cluster: 0.1,
  instances: { 't3.large': 0.0992, 't3.small': 0.0248 },
  nat: 0.048,
  address: 0.005,
  balancer: 0.0252,
  diskGib: 0.096 / MONTH_HOURS,
  key: 1 / MONTH_HOURS,
} as const;

const EKS = 'https://aws.amazon.com/eks/pricing/';
const EC2 = 'https://aws.amazon.com/ec2/pricing/on-demand/';
const VPC = 'https://aws.amazon.com/vpc/pricing/';

/** What the stacks cost by the hour, and what the controller and the manifests add; traffic and logs are by the gigabyte. */
export function costsOf(templates: readonly StackTemplate[]): Cost[] {
  const all = templates.flatMap(({ resources }) => Object.values(resources));
  const number = (type: string): number => all.filter(({ Type }) => Type === type).length;
  const nodes = all.filter(({ Type }) => Type === 'AWS::EKS::Nodegroup').map(nodesOf);
  const hosts = all.filter(({ Type }) => Type === 'AWS::EC2::Instance').map(hostOf);
  const machines = [...nodes, ...hosts];
  const gib = machines.reduce((sum, { count, diskGib }) => sum + count * diskGib, 0) + VALKEY_GIB;
  return [
    {
      what: 'EKS cluster, in standard support',
      quantity: number('AWS::EKS::Cluster'),
      hourly: PRICES.cluster,
      source: EKS,
    },
    ...machines.map(({ what, count, type }) => ({
      what: `${what}, ${type}`,
      quantity: count,
      hourly: priceOf(type),
      source: EC2,
    })),
    { what: 'NAT gateway', quantity: number('AWS::EC2::NatGateway'), hourly: PRICES.nat, source: VPC },
    {
      what: 'Public IPv4 address, of the NAT gateway',
      quantity: number('AWS::EC2::EIP'),
      hourly: PRICES.address,
      source: VPC,
    },
    {
      what: 'NLB, made by the controller',
      quantity: 1,
      hourly: PRICES.balancer,
      source: 'https://aws.amazon.com/elasticloadbalancing/pricing/',
    },
    {
      what: 'Disk, gp3, GiB',
      quantity: gib,
      hourly: PRICES.diskGib,
      source: 'https://aws.amazon.com/ebs/pricing/',
    },
    {
      what: 'KMS key',
      quantity: number('AWS::KMS::Key'),
      hourly: PRICES.key,
      source: 'https://aws.amazon.com/kms/pricing/',
    },
  ];
}

/** The volume that `manifests/bot` asks for. */
const VALKEY_GIB = 1;

interface Machines {
  readonly what: string;
  readonly type: string;
  readonly count: number;
  readonly diskGib: number;
}

function nodesOf({ Properties }: Resource): Machines {
  const { InstanceTypes, ScalingConfig } = Properties as {
    InstanceTypes: string[];
    ScalingConfig: { DesiredSize: number };
  };
  return { what: 'Node', type: InstanceTypes[0] ?? '', count: ScalingConfig.DesiredSize, diskGib: NODE_DISK_GIB };
}

function hostOf({ Properties }: Resource): Machines {
  return { what: 'Host', type: String(Properties?.InstanceType), count: 1, diskGib: HOST_DISK_GIB };
}

/** @throws when the example takes an instance whose price nobody has written down */
function priceOf(type: string): number {
  const price = (PRICES.instances as Readonly<Record<string, number>>)[type];
  if (price === undefined)
    throw new Error(`No price of ${type} is known: add it to PRICES in infra/src/report/costs.ts.`);
  return price;
}
