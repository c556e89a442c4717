import { type AccessRule, type NeededFor, neededRules, ruleText } from './access-rule.ts';
import type { KubeClient } from './kube-client.ts';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** A person waits for it: one try. */
const QUICK = { retry: 'never', timeoutMs: 2500 } as const;

/** What the bot may do on a target. */
export interface Access {
  /** Whether every rule that a run needs is granted. */
  ok: boolean;
  /** Rules that are missing, as a Role's YAML has them, with their namespace. */
  missing: string[];
  kubernetes_version: string;
}

/** Asks the API server for each rule that a run needs. @throws AppError `target_unreachable`, `target_forbidden` */
export async function checkAccess(client: KubeClient, target: NeededFor): Promise<Access> {
  const { gitVersion } = await client.json<{ gitVersion: string }>({ path: '/version', ...QUICK });
  const rules = neededRules(target);
  const allowed = await Promise.all(rules.map((rule) => isAllowed(client, rule)));
  const missing = rules.filter((_, index) => allowed[index] === false);
  return {
    ok: missing.length === 0,
    missing: missing.map((rule) => `${ruleText(rule)} in ${rule.namespace ?? 'the whole cluster'}`),
    kubernetes_version: gitVersion,
  };
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
