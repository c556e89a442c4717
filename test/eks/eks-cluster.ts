import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { KubeConfig } from '@kubernetes/client-node';
import { type AccessRule, neededRules } from '../../src/adapters/kubernetes/access-rule.ts';
import type { AwsCall } from '../adapters/eks/aws-call.ts';
import { startMotoProxy } from '../adapters/eks/moto-proxy.ts';
import { installMoto, startMoto } from '../adapters/eks/moto-server.ts';
import { createTokenWebhook, FOREIGN, type Principal, type ReviewedToken } from '../adapters/eks/token-webhook.ts';
import { kubectl, type Manifest, render } from '../manifests/kubectl.ts';
import { CLUSTER, REGION, ROLE_ARN } from './aws-calls.ts';

/**
 * The path of an administrator's kubeconfig for a cluster whose API server has
 * `--authentication-token-webhook-config-file` with the URL of this machine at NLB_EKS_WEBHOOK_PORT (18443), over HTTP,
 * and a `--authentication-token-webhook-cache-ttl` of 1 s. The authenticator is the test itself.
 */
const kubeconfig = process.env.NLB_EKS_E2E ?? '';
const port = Number(process.env.NLB_EKS_WEBHOOK_PORT ?? 18443);

/** Whether there is such a cluster. */
export const HAS_EKS = kubeconfig !== '';

/** The cluster as EKS: moto's APIs, an authenticator, and what an administrator may do. */
export interface EksCluster {
  /** Where moto answers for EKS and STS. */
  awsUrl: string;
  /** What the bot asked of AWS, oldest first. */
  awsCalls: readonly AwsCall[];
  /** The tokens of EKS that were asked about, oldest first; others on the cluster may carry tokens of another kind. */
  reviewed(): ReviewedToken[];
  /** May be changed while it runs. */
  settings: { maxAgeS: number; user: Principal['user'] };
  /** Whoever may sign; moto's keys for a role come to it by themselves, as keys of `settings.user`. */
  principals: Record<string, Principal>;
  /** Runs kubectl as the administrator. */
  admin(args: readonly string[], input?: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts moto and the authenticator; whoever assumes a role is a member of `group` on the cluster. */
export async function startEksCluster(group: string): Promise<EksCluster> {
  const absent = await installMoto();
  if (absent !== null) throw new Error(absent);
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const server = config.getCurrentCluster();
  const principals: Record<string, Principal> = {};
  const user: Principal['user'] = { username: 'nlb-bot', groups: [group] };
  const settings = { cluster: CLUSTER, maxAgeS: 900, now: Date.now, principals, user };
  const webhook = createTokenWebhook(settings);
  const listener = await webhook.listen(port, '0.0.0.0');
  const moto = await startMoto();
  const proxy = await startMotoProxy({
    moto: moto.url,
    cluster: { endpoint: server?.server ?? '', caData: server?.caData ?? '' },
    onKey: ({ accessKeyId, ...key }) => {
      principals[accessKeyId] = { ...key, user: settings.user };
    },
  });
  const eks = new EKSClient({
    region: REGION,
    endpoint: moto.url,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  });
  await eks.send(new CreateClusterCommand({ name: CLUSTER, roleArn: ROLE_ARN, resourcesVpcConfig: {} }));
  eks.destroy();
  return {
    awsUrl: proxy.url,
    awsCalls: proxy.calls,
    reviewed: () => webhook.reviewed.filter(({ refused }) => refused !== FOREIGN),
    settings,
    principals,
    admin: (args, input) => kubectl(['--kubeconfig', kubeconfig, ...args], input),
    async close() {
      await Promise.all([listener.close(), proxy.close()]);
      await moto.close();
    },
  };
}

/** What a run needs, and no more, for a group: the rules that the adapter itself names when one is missing. */
export function accessFor(group: string, namespace: string): object[] {
  const rules = neededRules({ namespace, deployment: 'envoy', statsService: null, service: 'envoy' });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', name: `${group}-${namespace}` };
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }];
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const inNamespace = { name: roleRef.name, namespace };
  const everywhere = { name: roleRef.name };
  const own = rules.filter((rule) => rule.namespace !== null).map(policyRule);
  const whole = rules.filter((rule) => rule.namespace === null).map(policyRule);
  return [
    { apiVersion, kind: 'Role', metadata: inNamespace, rules: own },
    { apiVersion, kind: 'RoleBinding', metadata: inNamespace, roleRef: { ...roleRef, kind: 'Role' }, subjects },
    { apiVersion, kind: 'ClusterRole', metadata: everywhere, rules: whole },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: everywhere,
      roleRef: { ...roleRef, kind: 'ClusterRole' },
      subjects,
    },
  ];
}

function policyRule({ group, resource, verb, name }: AccessRule): object {
  const names = name === undefined ? {} : { resourceNames: [name] };
  return { apiGroups: [group], resources: [resource], verbs: [verb], ...names };
}

/** The base in a namespace of its own: one server is enough, and the balancer's ports are the whole cluster's. */
export async function baseFor(servicePort: number): Promise<Manifest[]> {
  return structuredClone(await render('base')).map((object) => {
    const { kind, metadata, spec } = object;
    if (kind === 'Deployment' && metadata.name === 'server') spec.replicas = 1;
    if (kind === 'Service' && metadata.name === 'envoy') {
      spec.ports = (spec.ports ?? [])
        .filter(({ name }) => name === 'grpc')
        .map((entry) => ({ ...entry, port: servicePort }));
      for (const entry of spec.ports) delete entry.nodePort;
    }
    return object;
  });
}

/** Objects as kubectl takes them on its standard input. */
export function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
