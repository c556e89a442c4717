import type { TargetAccess } from '../../domain/target-report.ts';
import { type AccessRule, type NeededFor, neededRules, rolesText, ruleText } from './access-rule.ts';
import type { KubeClient } from './kube-client.ts';
import { KubeError } from './kube-error.ts';

const SELF = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** A person waits for it: one try. */
const QUICK = { retry: 'never', timeoutMs: 2500 } as const;

/**
 * Asks the API server for each rule that a run needs, for the account that asks.
 * @throws AppError `target_unreachable`, `target_forbidden`
 */
export async function checkAccess(client: KubeClient, target: NeededFor): Promise<TargetAccess> {
  const rules = neededRules(target);
  const [account, ...allowed] = await Promise.all([
    whoAmI(client),
    ...rules.map((rule) => isAllowed(client, rule)),
  ] as const);
  const missing = rules.filter((_, index) => allowed[index] === false);
  return {
    account,
    missing: missing.map((rule) => `${ruleText(rule)} in ${rule.namespace ?? 'the whole cluster'}`),
    roles: rolesText(missing, 'nlb-bot-missing', account),
  };
}

/** The account as the API server knows it; null where it does not say (SelfSubjectReview, since Kubernetes 1.28). */
async function whoAmI(client: KubeClient): Promise<string | null> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const asked = { method: 'POST', path: SELF, body, ...QUICK } as const;
  try {
    return (
      (await client.json<{ status?: { userInfo?: { username?: string } } }>(asked)).status?.userInfo?.username ?? null
    );
  } catch (cause) {
    if (cause instanceof KubeError && (cause.status === 404 || cause.status === 403)) return null;
    throw cause;
  }
}

async function isAllowed(client: KubeClient, rule: AccessRule): Promise<boolean> {
  const [resource, subresource] = rule.resource.split('/');
  const resourceAttributes = {
    verb: rule.verb,
    group: rule.group,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(rule.namespace === null ? {} : { namespace: rule.namespace }),
    ...(rule.name === undefined ? {} : { name: rule.name }),
  };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  const review = await client.json<{ status: { allowed: boolean } }>({
    method: 'POST',
    path: REVIEWS,
    body,
    ...QUICK,
  });
  return review.status.allowed;
}
