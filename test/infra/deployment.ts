import { ACCOUNT } from '../adapters/eks/aws-call.ts';
import type { Resource, Template } from './synthesise.ts';

/** What AWS answers for a resource that it has made; `attribute` is `Ref` for what `Ref` gives. */
export type Physical = (logicalId: string, attribute: string, resource: Resource) => string;

/** Templates with the values that they have once they are deployed. */
export interface Deployment {
  /** What `cdk deploy --outputs-file` writes of the outputs of these names. */
  outputs(names: readonly string[]): Record<string, Record<string, string>>;
  /** The properties of a resource, all of them values. */
  properties(stack: string, logicalId: string): Record<string, unknown>;
}

/** CloudFormation's intrinsic functions, as far as the stacks use them; an unknown one is an error. */
export function deploy(templates: Readonly<Record<string, Template>>, region: string, physical: Physical): Deployment {
  const pseudo: Record<string, string> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  function value(stack: string, node: unknown): unknown {
    if (Array.isArray(node)) return node.map((one) => value(stack, one));
    if (typeof node !== 'object' || node === null) return node;
    const [[name = '', argument] = [], ...others] = Object.entries(node);
    if (others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) {
      return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, value(stack, one)]));
    }
    return intrinsic(stack, name, argument);
  }

  function intrinsic(stack: string, name: string, argument: unknown): unknown {
    const list = Array.isArray(argument) ? argument : [];
    switch (name) {
      case 'Ref':
        return pseudo[String(argument)] ?? made(stack, String(argument), 'Ref');
      case 'Fn::GetAtt':
        return made(stack, String(list[0]), String(list[1]));
      case 'Fn::Join':
        return (value(stack, list[1]) as unknown[]).join(String(list[0]));
      case 'Fn::Split':
        return String(value(stack, list[1])).split(String(list[0]));
      case 'Fn::Select':
        return (value(stack, list[1]) as unknown[])[Number(list[0])];
      case 'Fn::ImportValue':
        return exported(String(value(stack, argument)));
      default:
        throw new Error(`${stack} has ${name}, which is not known here`);
    }
  }

  function made(stack: string, logicalId: string, attribute: string): string {
    const resource = templates[stack]?.Resources[logicalId];
    if (resource === undefined) throw new Error(`${stack} has no resource ${logicalId}`);
    return physical(logicalId, attribute, resource);
  }

  function exported(name: string): unknown {
    for (const [stack, { Outputs = {} }] of Object.entries(templates)) {
      const output = Object.values(Outputs).find(({ Export }) => Export?.Name === name);
      if (output !== undefined) return value(stack, output.Value);
    }
    throw new Error(`no stack exports ${name}`);
  }

  return {
    outputs(names) {
      const found = Object.entries(templates).map(([stack, { Outputs = {} }]) => {
        const own = Object.entries(Outputs).filter(([key]) => names.includes(key));
        return [stack, Object.fromEntries(own.map(([key, { Value }]) => [key, String(value(stack, Value))]))] as const;
      });
      return Object.fromEntries(found.filter(([, own]) => Object.keys(own).length > 0));
    },
    properties(stack, logicalId) {
      const resource = templates[stack]?.Resources[logicalId];
      if (resource === undefined) throw new Error(`${stack} has no resource ${logicalId}`);
      return value(stack, resource.Properties ?? {}) as Record<string, unknown>;
    },
  };
}
