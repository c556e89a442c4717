import { until } from '../e2e/until.ts';
import { kubectl } from '../manifests/kubectl.ts';

const ADDRESS_MS = 20_000;

/** Takes a Service's address back once the cluster's balancer has given it one, as if its controller were away. */
export async function makePending(namespace: string, service: string): Promise<void> {
  const ip = 'jsonpath={.status.loadBalancer.ingress[0].ip}';
  const address = (): Promise<string> => kubectl(['-n', namespace, 'get', 'service', service, '-o', ip]);
  await until(`an address of Service ${service}`, async () => (await address()) !== '', ADDRESS_MS);
  // The balancer fills an empty list only, so one place without an address stays as it is.
  const patch = JSON.stringify({ status: { loadBalancer: { ingress: [{}] } } });
  await kubectl(['-n', namespace, 'patch', 'service', service, '--subresource=status', '--type=merge', '-p', patch]);
}
