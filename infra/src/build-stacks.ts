import { type App, type StackProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Parameters } from './parameters/parameters.ts';
import { PROJECT_TAG } from './project-tag.ts';
import { BalancerStack } from './stacks/balancer-stack.ts';
import { ClusterStack } from './stacks/cluster-stack.ts';
import { HostStack } from './stacks/host-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { ImageStack } from './stacks/image-stack.ts';
import { NetworkStack } from './stacks/network-stack.ts';

/** Every stack, in the order in which they are made; they go in the opposite one. A finding of cdk-nag ends the synthesis. */
export function buildStacks(app: App, parameters: Parameters): void {
  const { name, region } = parameters;
  const props = (description: string): StackProps => ({ env: { region }, description });

  const network = new NetworkStack(app, `${name}-network`, { ...props('VPC, subnets, NAT'), parameters });
  const image = new ImageStack(app, `${name}-image`, { ...props('Repository of the image of the bot'), parameters });
  const identity = new IdentityStack(app, `${name}-identity`, {
    ...props('Roles of the bot and of the host'),
    parameters,
  });
  const cluster = new ClusterStack(app, `${name}-cluster`, {
    ...props('EKS cluster, its nodes, and who may enter it'),
    parameters,
    vpc: network.vpc,
    identity,
    repository: image.repository,
  });
  new BalancerStack(app, `${name}-balancer`, {
    ...props('Rights of the AWS Load Balancer Controller'),
    parameters,
    cluster: cluster.cluster,
  });
  new HostStack(app, `${name}-host`, {
    ...props('Host for clients and for kubectl, reached by Session Manager'),
    parameters,
    cluster: cluster.cluster,
    role: identity.hostRole,
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  Tags.of(app).add(PROJECT_TAG, name);
}
