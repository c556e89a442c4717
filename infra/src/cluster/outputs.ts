import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Parameters } from '../parameters/parameters.ts';
import type { IdentityStack } from '../stacks/identity-stack.ts';

/** Where `manifests/base` puts Envoy, and whose word a run on it needs. */
const TARGET = { namespace: 'default', class: 'staging' } as const;

/** The outputs of which `nlb targets add --from-outputs` makes a profile; their names are its interface. */
export function writeOutputs(
  stack: Stack,
  of: { readonly parameters: Parameters; readonly identity: IdentityStack; readonly repository: ecr.IRepository },
): void {
  const { parameters, identity, repository } = of;
  const outputs = {
    TargetCluster: [parameters.name, 'Name of the EKS cluster'],
    TargetRegion: [parameters.region, 'Its region'],
    TargetRoleArn: [identity.targetRole.roleArn, 'Role that a bot outside the cluster assumes'],
    TargetNamespace: [TARGET.namespace, 'Namespace of Envoy'],
    TargetClass: [TARGET.class, 'Class of the target: who approves its runs'],
    BotRoleArn: [identity.botRole.roleArn, 'Role of bot and worker in the cluster, by Pod Identity'],
    ImageRepositoryUri: [repository.repositoryUri, 'Where the image of the bot is pushed to'],
  } as const;
  for (const [key, [value, description]] of Object.entries(outputs)) new CfnOutput(stack, key, { value, description });
}
