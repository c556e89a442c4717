import { z } from 'zod';

/** The versions in standard support when this was written (EKS user guide, "Kubernetes version lifecycle"). */
const SUPPORTED_VERSIONS = ['1.34', '1.35', '1.36', '1.37'] as const;

/** Families with Graviton processors, such as t4g and c7gn: neither nodes nor image are made for ARM. */
const ARM_FAMILY = /^([a-z]+\d+g|a1\.)/;

/** The command line has words alone, `cdk.json` has lists: both are taken. */
function list<Item extends z.ZodType<string>>(item: Item) {
  const split = (given: unknown) =>
    typeof given === 'string'
      ? given
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '')
      : given;
  return z.preprocess(split, z.array(item, 'is to be a list, or words with commas between them'));
}

function count(least: number, most: number) {
  const wanted = `is to be a whole number from ${least} to ${most}`;
  const number = (given: unknown) => (typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given);
  return z.preprocess(number, z.int(wanted).min(least, wanted).max(most, wanted));
}

const blockSize = (block: string): number => Number(block.split('/')[1]);

/** What each parameter may be on its own, with the words that say so. */
export const FIELDS = {
  // The longest name that is made of it has 14 characters more (a role's, which may have 64).
  name: z
    .string()
    .regex(
      // ECR takes no name with two dashes together.
      /^(?!.*--)[a-z][a-z0-9-]{0,38}[a-z0-9]$/,
      'is to be 2 to 40 small letters, digits and single dashes, with a letter first and no dash last',
    )
    .describe("The cluster's name, and the beginning of every stack's"),
  region: z
    .string()
    .regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'is to be a region such as us-west-1')
    .describe('The AWS region'),
  zones: list(z.string())
    .refine((zones) => zones.length >= 2, 'is to name two zones or more: EKS wants its control plane in two')
    .refine((zones) => new Set(zones).size === zones.length, 'names a zone twice')
    .describe('Its availability zones, two or more'),
  vpcCidr: z
    .cidrv4({ error: 'is to be an IPv4 block such as 10.42.0.0/16', abort: true })
    .refine((block) => blockSize(block) >= 16 && blockSize(block) <= 20, 'is to be a block of size /16 to /20')
    .describe('The block of the VPC'),
  natGateways: z
    .enum(['one', 'each-zone'], 'is to be one or each-zone')
    .describe('One NAT gateway for all zones, or one in each'),
  kubernetesVersion: z
    .enum(
      SUPPORTED_VERSIONS,
      `is to be a version in standard support (${SUPPORTED_VERSIONS.join(', ')}); write it in quotes`,
    )
    .describe(`The version of Kubernetes: ${SUPPORTED_VERSIONS.join(', ')}`),
  nodeType: z
    .string()
    .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'is to be an instance type such as t3.large')
    .refine(
      (type) => !ARM_FAMILY.test(type),
      'is to be an x86-64 instance type: the image of the bot is not built for ARM',
    )
    .describe('The type of the nodes, x86-64'),
  nodeCount: count(2, 20).describe('How many nodes there are, always'),
  admins: list(
    z
      .string()
      .regex(
        /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/,
        'is to be the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/administrator; of a session (arn:aws:sts::...) name its role',
      ),
  )
    .refine((admins) => admins.length > 0, 'is to name an IAM role or user: nobody else could administer the cluster')
    .refine(
      (admins) => new Set(admins).size === admins.length,
      'names a role or user twice: EKS has one entry for each',
    )
    .describe('ARNs of IAM roles and users that administer the cluster and may assume the role of the bot'),
  endpointCidrs: list(
    z
      .cidrv4({ error: 'is to be an IPv4 block such as 203.0.113.7/32', abort: true })
      .refine((block) => blockSize(block) >= 8, 'is to be /8 or smaller: the endpoint is not for the whole internet'),
  ).describe('Networks that reach the public endpoint of the cluster; with none there is no public endpoint'),
};
