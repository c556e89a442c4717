import type { Deployment } from './deployment.ts';
import type { Template } from './synthesise.ts';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: Readonly<Record<string, string | readonly string[]>>;
  readonly [other: string]: unknown;
}

/** A role with everything in the stacks that says what it may do, and who may become it. */
export interface Role {
  readonly name: string;
  /** Statements of all of its policies. */
  readonly statements: readonly Statement[];
  /** Policies that are AWS's or are managed apart, by their ARNs. */
  readonly managed: readonly string[];
  readonly trust: readonly Statement[];
}

const POLICY_TYPES = ['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy'];

interface Properties {
  RoleName: string;
  AssumeRolePolicyDocument: { Statement: Statement[] };
  Policies?: { PolicyDocument: { Statement: Statement[] } }[];
  ManagedPolicyArns?: string[];
}

/** Every role of the stacks whose name is set. Policies of their own resources are an error: none is attached unseen. */
export function rolesOf(templates: Readonly<Record<string, Template>>, deployment: Deployment): Role[] {
  return Object.entries(templates).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).flatMap(([logicalId, { Type, Properties = {} }]) => {
      if (Type !== 'AWS::IAM::Role' || !('RoleName' in Properties)) return [];
      const role = deployment.properties(stack, logicalId) as unknown as Properties;
      return {
        name: role.RoleName,
        statements: (role.Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
        managed: role.ManagedPolicyArns ?? [],
        trust: role.AssumeRolePolicyDocument.Statement,
      };
    }),
  );
}

/** Policies that are resources of their own, which name the roles that they are attached to. */
export function policiesApart(templates: Readonly<Record<string, Template>>): { id: string; text: string }[] {
  return Object.entries(templates).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => POLICY_TYPES.includes(Type))
      .map(([logicalId, { Properties }]) => ({ id: `${stack}/${logicalId}`, text: JSON.stringify(Properties) })),
  );
}

/** Texts of a member that may be one or a list. */
export function listOf(member: string | readonly string[] | undefined): readonly string[] {
  return typeof member === 'string' ? [member] : (member ?? []);
}
