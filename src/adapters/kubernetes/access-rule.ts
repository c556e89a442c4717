import type { ServicePort } from './kube-paths.ts';

/** One thing that a user may do, as RBAC counts it. */
export interface AccessRule {
  verb: string;
  /** The API group, empty for the core group. */
  group: string;
  /** The resource with its subresource, e.g. `pods/proxy`. */
  resource: string;
  /** The namespace, null for a resource of the whole cluster. */
  namespace: string | null;
  /** The one object that it is about, where its name is known. */
  name?: string;
}

const VERBS: Record<string, string> = { POST: 'create', PUT: 'update', DELETE: 'delete', PATCH: 'patch' };
const RESOURCE_PATH = /^\/(?:api|apis\/([^/]+))\/v\w+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?/;

/** The rule that a request needs, null for a path that names no resource. */
export function ruleOf(asked: { method: string; path: string; query?: Record<string, string> }): AccessRule | null {
  const found = RESOURCE_PATH.exec(asked.path);
  if (found === null) return null;
  const [, group = '', namespace = null, resource = '', name, subresource] = found;
  const reading = name !== undefined ? 'get' : asked.query?.watch === 'true' ? 'watch' : 'list';
  return {
    verb: VERBS[asked.method] ?? reading,
    group,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    namespace,
  };
}

/** The rule as a Role's YAML has it. */
export function ruleText(rule: AccessRule): string {
  const names = rule.name === undefined ? '' : `, resourceNames: ["${rule.name}"]`;
  return `{apiGroups: ["${rule.group}"], resources: ["${rule.resource}"]${names}, verbs: ["${rule.verb}"]}`;
}

/** What a run's rules depend on. */
export interface NeededFor {
  namespace: string;
  deployment: string;
  service: string;
  /** The Service of the Prometheus that is read through the API server; null without one. */
  statsService: ServicePort | null;
  /** The namespace of the Job whose clients it uses; null or left out for clients in the worker. */
  fleet?: string | null;
}

/** RBAC knows a proxied Service by the name with its port, as the path has it. */
function proxyRule({ namespace, name, port }: ServicePort): AccessRule {
  return { verb: 'get', group: '', resource: 'services/proxy', namespace, name: `${name}:${port}` };
}

/**
 * Everything that a run needs to be allowed in the target's namespace, and the cluster's nodes to name them. Names are
 * given wherever the requests carry one, so that a Role may be as narrow.
 */
export function neededRules(target: NeededFor): AccessRule[] {
  const { namespace, deployment, service, statsService, fleet } = target;
  const rules = rulesIn(namespace);
  return [
    ...rules('apps', 'deployments', 'get list watch update', deployment),
    ...rules('apps', 'replicasets', 'list delete'),
    ...rules('', 'pods', 'list watch delete'),
    ...rules('', 'pods/proxy', 'get'),
    ...rules('', 'pods/log', 'get'),
    ...rules('', 'services', 'get update', service),
    ...rules('', 'configmaps', 'get create delete'),
    ...rules('', 'configmaps', 'update', undoName(deployment)),
    ...rules('discovery.k8s.io', 'endpointslices', 'list watch'),
    ...rules('coordination.k8s.io', 'leases', 'create'),
    ...rules('coordination.k8s.io', 'leases', 'get update', leaseName(deployment)),
    { verb: 'list', group: '', resource: 'nodes', namespace: null },
    ...(statsService === null ? [] : [proxyRule(statsService)]),
    ...(fleet === undefined || fleet === null ? [] : fleetRules(fleet)),
  ];
}

const RBAC = 'rbac.authorization.k8s.io';
const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * The rules as YAML to be applied: a Role for each namespace and a ClusterRole for the rest, each bound to the account
 * where it is known. Rules that differ in the verb alone share a line.
 */
export function rolesText(rules: readonly AccessRule[], name: string, account: string | null): string {
  const places = [...new Set(rules.map((rule) => rule.namespace))];
  return places
    .flatMap((namespace) => {
      const own = rules.filter((rule) => rule.namespace === namespace);
      const kind = namespace === null ? 'ClusterRole' : 'Role';
      const metadata = namespace === null ? `{name: ${name}}` : `{name: ${name}, namespace: ${namespace}}`;
      const head = (what: string): string[] => [`apiVersion: ${RBAC}/v1`, `kind: ${what}`, `metadata: ${metadata}`];
      const role = [...head(kind), 'rules:', ...mergedLines(own).map((line) => `  - ${line}`)];
      if (account === null) return [role];
      const roleRef = `roleRef: {apiGroup: ${RBAC}, kind: ${kind}, name: ${name}}`;
      return [role, [...head(`${kind}Binding`), roleRef, `subjects: [${subjectText(account)}]`]];
    })
    .map((lines) => lines.join('\n'))
    .join('\n---\n');
}

function subjectText(account: string): string {
  const [, namespace, name] = SERVICE_ACCOUNT.exec(account) ?? [];
  if (namespace !== undefined) return `{kind: ServiceAccount, name: ${name}, namespace: ${namespace}}`;
  return `{kind: User, apiGroup: ${RBAC}, name: ${JSON.stringify(account)}}`;
}

function mergedLines(rules: readonly AccessRule[]): string[] {
  const verbs = new Map<string, string[]>();
  for (const rule of rules) {
    const line = ruleText({ ...rule, verb: 'VERBS' });
    verbs.set(line, [...(verbs.get(line) ?? []), rule.verb]);
  }
  return [...verbs].map(([line, all]) => line.replace('"VERBS"', all.map((verb) => `"${verb}"`).join(', ')));
}

/**
 * Everything that clients in a Job need, in the Job's namespace. A port is forwarded by a WebSocket, which begins with
 * GET; newer API servers ask for the right to create as well.
 */
function fleetRules(namespace: string): AccessRule[] {
  const rules = rulesIn(namespace);
  return [
    ...rules('batch', 'jobs', 'create delete'),
    ...rules('', 'pods', 'list watch'),
    ...rules('', 'pods/portforward', 'get create'),
    ...rules('', 'events', 'list'),
  ];
}

function rulesIn(namespace: string) {
  return (group: string, resource: string, verbs: string, name?: string): AccessRule[] =>
    verbs.split(' ').map((verb) => ({ verb, group, resource, namespace, ...(name === undefined ? {} : { name }) }));
}

/** The Lease that holds the target. */
export function leaseName(deployment: string): string {
  return `nlb-bot-${deployment}`;
}

/** The ConfigMap that holds the target's undo record. */
export function undoName(deployment: string): string {
  return `nlb-undo-${deployment}`;
}
