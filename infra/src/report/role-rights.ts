import type { StackTemplate } from './synthesise-example.ts';

/** What a role may do in AWS, as its template says it. */
export interface RoleRights {
  readonly role: string;
  /** Of the policies that are written here, in alphabetical order. */
  readonly actions: readonly string[];
  /** AWS's own policies, by their names. */
  readonly awsPolicies: readonly string[];
}

interface RoleProperties {
  readonly RoleName?: string;
  readonly ManagedPolicyArns?: readonly unknown[];
  readonly Policies?: readonly {
    readonly PolicyDocument: { readonly Statement: readonly { readonly Action: string | readonly string[] }[] };
  }[];
}

/** The rights of each role that has a name; the CDK gives none to those that it makes for its own ends. */
export function roleRights(templates: readonly StackTemplate[]): RoleRights[] {
  return templates
    .flatMap(({ resources }) => Object.values(resources))
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .map(({ Properties }) => (Properties ?? {}) as RoleProperties)
    .flatMap(({ RoleName, ManagedPolicyArns = [], Policies = [] }) => {
      if (RoleName === undefined) return [];
      const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      return {
        role: RoleName,
        actions: [...new Set(statements.flatMap(({ Action }) => Action))].sort(),
        awsPolicies: ManagedPolicyArns.map((arn) => JSON.stringify(arn).match(/\/(\w+)"/)?.[1] ?? ''),
      };
    });
}
