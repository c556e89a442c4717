import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT } from '../adapters/eks/aws-call.ts';
import { installMoto, MOTO_HOME } from '../adapters/eks/moto-server.ts';
import { CALLS_OF_CALLER, CALLS_OF_ROLE, CLUSTER, REGION } from '../eks/aws-calls.ts';
import { deploy } from './deployment.ts';
import { listOf, policiesApart, type Role, rolesOf } from './roles.ts';
import { ABSENT_INFRA, synthesise, type Template } from './synthesise.ts';

if (ABSENT_INFRA !== null) process.stderr.write(`test/infra/bot-policy.test.ts is skipped: ${ABSENT_INFRA}\n`);
const withoutMoto = ABSENT_INFRA ?? (await installMoto());

const ADMINISTRATOR = `arn:aws:iam::${ACCOUNT}:role/administrator`;
/** STS answers it to everybody, even against a Deny (AWS STS API reference, GetCallerIdentity). */
const WITHOUT_PERMISSION = 'sts:GetCallerIdentity';

let templates: Record<string, Template>;
let roles: Role[];

beforeAll(async () => {
  if (ABSENT_INFRA !== null) return;
  templates = await synthesise({ name: CLUSTER, region: REGION, admins: ADMINISTRATOR });
  const arnOf = deploy(templates, REGION, (id, attribute, { Properties }) =>
    attribute === 'Arn' && Properties?.RoleName !== undefined
      ? `arn:aws:iam::${ACCOUNT}:role/${String(Properties.RoleName)}`
      : `${id}.${attribute}`,
  );
  roles = rolesOf(templates, arnOf);
}, 60_000);

const roleNamed = (name: string): Role => {
  const role = roles.find((one) => one.name === `${CLUSTER}-${name}`);
  if (role === undefined) throw new Error(`no role ${name} among ${roles.map((one) => one.name).join(', ')}`);
  return role;
};

const permitted = CALLS_OF_ROLE.filter(({ action }) => action !== WITHOUT_PERMISSION);

describe.skipIf(ABSENT_INFRA)('the role of the bot', () => {
  it.each(['target', 'bot'])('%s is allowed each call that the bot makes, and no other', (name) => {
    const { statements, managed } = roleNamed(name);
    const allowed = statements.flatMap(({ Effect, Action, Resource, ...others }) => {
      // Whatever else a statement may hold would make it say more, or less, than its actions and resources.
      expect({ Effect, others }).toEqual({ Effect: 'Allow', others: {} });
      return listOf(Action).flatMap((action) => listOf(Resource).map((resource) => ({ action, resource })));
    });
    expect(allowed).toEqual(permitted.map(({ action, resource }) => ({ action, resource })));
    expect(managed).toEqual([]);
  });

  it('has no policy that stands apart from it', () => {
    const named = policiesApart(templates).filter(({ text }) => /TargetRole|BotRole/.test(text));
    expect(named).toEqual([]);
  });

  it('outside the cluster is assumed by administrators and the host, each by its name, as the bot does it', () => {
    const { trust } = roleNamed('target');
    const [assume] = CALLS_OF_CALLER;
    expect(trust).toEqual(
      [ADMINISTRATOR, `arn:aws:iam::${ACCOUNT}:role/${CLUSTER}-host`].map((AWS) => ({
        ...{ Effect: 'Allow', Action: assume?.action, Principal: { AWS } },
      })),
    );
    expect(assume?.resource).toBe(`arn:aws:iam::${ACCOUNT}:role/${roleNamed('target').name}`);
  });

  it('inside the cluster is assumed by EKS for Pods alone', () => {
    expect(roleNamed('bot').trust).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Principal: { Service: 'pods.eks.amazonaws.com' },
      },
    ]);
  });

  it.skipIf(withoutMoto)("is judged the same by moto's reading of IAM", { timeout: 60_000 }, async () => {
    const other = (arn: string) => arn.replace(CLUSTER, 'somebody-elses');
    const asks = permitted.flatMap(({ action, resource }) => [
      { action, resource, permitted: true },
      { action, resource: other(resource), permitted: false },
      { action: 'eks:DeleteCluster', resource, permitted: false },
      { action: 'eks:ListClusters', resource: '*', permitted: false },
      { action: 'sts:AssumeRole', resource: ADMINISTRATOR, permitted: false },
    ]);
    expect(asks.length).toBeGreaterThan(0);
    for (const name of ['target', 'bot']) {
      const policy = JSON.stringify({ Version: '2012-10-17', Statement: roleNamed(name).statements });
      expect(await judgedByMoto(policy, asks)).toEqual(asks.map((ask) => ask.permitted));
    }
  });
});

const PROGRAM = `
import json, sys
from moto.iam.access_control import IAMPolicy, PermissionResult
policy, asks = json.load(sys.stdin)
print(json.dumps([IAMPolicy(policy).is_action_permitted(a["action"], a["resource"]) == PermissionResult.PERMITTED for a in asks]))
`;

/** Whether moto, which reads policies in a way of its own, finds each call permitted by the policy. */
async function judgedByMoto(policy: string, asks: readonly { action: string; resource: string }[]): Promise<boolean[]> {
  const run = promisify(execFile)('python3', ['-c', PROGRAM], { env: { ...process.env, PYTHONPATH: MOTO_HOME } });
  run.child.stdin?.end(JSON.stringify([policy, asks]));
  return JSON.parse((await run).stdout) as boolean[];
}
