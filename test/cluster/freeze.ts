import { until } from '../e2e/until.ts';
import { asList, kubectl, read } from '../manifests/kubectl.ts';

const IN_FORCE_MS = 20_000;

/**
 * Lets a service account do everything in its namespace but change Deployments, which a real admission policy denies.
 * Resolves once the policy is in force; gives what takes all of it away.
 */
export async function freeze(namespace: string, account: string): Promise<() => Promise<void>> {
  const name = `freeze-${namespace}`;
  const user = `system:serviceaccount:${namespace}:${account}`;
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const rule = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['deployments'] };
  const validation = { expression: `request.userInfo.username != "${user}"`, message: 'a freeze until Monday' };
  const policy = {
    apiVersion,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: { failurePolicy: 'Fail', matchConstraints: { resourceRules: [rule] }, validations: [validation] },
  };
  const inNamespace = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
  const binding = {
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'], matchResources: inNamespace },
  };
  const subject = `--serviceaccount=${namespace}:${account}`;
  await kubectl(['-n', namespace, 'create', 'rolebinding', account, '--clusterrole=cluster-admin', subject]);
  await kubectl(['create', 'clusterrole', name, '--verb=list', '--resource=nodes']);
  await kubectl(['create', 'clusterrolebinding', name, `--clusterrole=${name}`, subject]);
  await kubectl(['apply', '-f', '-'], asList([policy, binding]));
  const isDenied = async (): Promise<boolean> => {
    const deployment = asList([await read('deployment', 'envoy', '-n', namespace)]);
    const update = ['-n', namespace, `--as=${user}`, 'replace', '--dry-run=server', '-f', '-'];
    return kubectl(update, deployment).then(
      () => false,
      (cause: unknown) => String(cause).includes(validation.message),
    );
  };
  await until('the admission policy to be in force', isDenied, IN_FORCE_MS);
  return async () => {
    const kinds = 'validatingadmissionpolicybinding,validatingadmissionpolicy,clusterrolebinding,clusterrole';
    await kubectl(['delete', '--ignore-not-found', kinds, name]);
  };
}
