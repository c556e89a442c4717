import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { neededRules, rolesText } from '../../../src/adapters/kubernetes/access-rule.ts';

const rules = neededRules({ namespace: 'shop', deployment: 'envoy', service: 'edge', statsService: null });
const documents = (text: string) => parseAllDocuments(text).map((document) => document.toJS());

describe('the Roles for what is missing', () => {
  it('are valid YAML with every verb, and bound to the service account that lacks them', () => {
    const [role, binding, clusterRole, clusterBinding] = documents(
      rolesText(rules, 'missing', 'system:serviceaccount:nlb-bot:nlb-worker'),
    );
    expect(role).toMatchObject({ kind: 'Role', metadata: { name: 'missing', namespace: 'shop' } });
    expect(role.rules).toContainEqual({
      apiGroups: ['apps'],
      resources: ['deployments'],
      resourceNames: ['envoy'],
      verbs: ['get', 'list', 'watch', 'update'],
    });
    const verbs = [...role.rules, ...clusterRole.rules].flatMap((rule: { verbs: string[] }) => rule.verbs);
    expect(verbs).toHaveLength(rules.length);
    expect(binding).toMatchObject({
      kind: 'RoleBinding',
      roleRef: { kind: 'Role', name: 'missing' },
      subjects: [{ kind: 'ServiceAccount', name: 'nlb-worker', namespace: 'nlb-bot' }],
    });
    expect(clusterRole).toMatchObject({ kind: 'ClusterRole', rules: [{ resources: ['nodes'], verbs: ['list'] }] });
    expect(clusterBinding).toMatchObject({ kind: 'ClusterRoleBinding', roleRef: { kind: 'ClusterRole' } });
  });

  it('are bound to a user, or to nobody where the account is not known', () => {
    const [, binding] = documents(rolesText(rules.slice(0, 1), 'missing', 'arn:aws:iam::1:role/nlb'));
    expect(binding.subjects).toMatchObject([{ kind: 'User', name: 'arn:aws:iam::1:role/nlb' }]);
    expect(documents(rolesText(rules.slice(0, 1), 'missing', null))).toHaveLength(1);
  });
});
