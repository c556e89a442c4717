import { type Manifest, podSpecOf } from '../manifests/kubectl.ts';

const NAME = 'app.kubernetes.io/name';
/** An Envoy that is too old for the field, played by one that gets another word for it. */
const TOO_OLD = 'sed s/max_connection_duration/field_of_tomorrow/ /etc/envoy/envoy.yaml > /tmp/envoy.yaml';

/** Objects beside a healthy Envoy that no run can be carried out on, each for a reason of its own. */
export function unfitObjects(port: number, envoy: Manifest, nodes: number): object[] {
  const unfit = (name: string, change: (pods: ReturnType<typeof podSpecOf>, deployment: Manifest) => void): Manifest =>
    variantOf(envoy, name, change);
  return [
    service('both', { 'app.kubernetes.io/part-of': 'nlb-experiment' }, port),
    service('pending', { [NAME]: 'envoy' }, port + 1, { type: 'LoadBalancer' }),
    service('crashing', { [NAME]: 'crashing' }, port),
    service('full', { [NAME]: 'full' }, port),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'broken' }, data: { 'envoy.yaml': 'admin: [' } },
    unfit('broken', (pods) => mount(pods, { configMap: { name: 'broken' } })),
    unfit('secret', (pods) => mount(pods, { secret: { secretName: 'envoy-config' } })),
    unfit('arguments', (pods) => {
      delete pods.volumes;
      Object.assign(pods.containers[0] ?? {}, { args: ['--config-yaml', 'admin: {}'], volumeMounts: [] });
    }),
    unfit('crashing', (pods, { spec }) => {
      spec.replicas = 1;
      pods.volumes?.push({ name: 'tmp', emptyDir: {} });
      const [container] = pods.containers;
      container?.volumeMounts?.push({ name: 'tmp', mountPath: '/tmp' });
      const command = ['sh', '-c', `${TOO_OLD} && exec envoy -c /tmp/envoy.yaml --disable-hot-restart -l warn`];
      Object.assign(container ?? {}, { image: 'nlb-bot:dev', command, args: [] });
    }),
    unfit('full', (pods, { spec }) => {
      Object.assign(spec, { replicas: nodes, progressDeadlineSeconds: 5 });
      const apart = { labelSelector: { matchLabels: { [NAME]: 'full' } }, topologyKey: 'kubernetes.io/hostname' };
      pods.affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } };
    }),
  ];
}

function service(name: string, selector: object, port: number, spec: object = { type: 'NodePort' }): object {
  const ports = [{ name: 'grpc', port, targetPort: 'grpc' }];
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector, ports, ...spec } };
}

/** Envoy's Deployment under another name, without Pods unless `change` wants some. */
function variantOf(
  envoy: Manifest,
  name: string,
  change: (pods: ReturnType<typeof podSpecOf>, deployment: Manifest) => void,
): Manifest {
  const deployment = structuredClone(envoy);
  const labels = { [NAME]: name };
  deployment.metadata = { name };
  Object.assign(deployment.spec, { replicas: 0, selector: { matchLabels: labels } });
  if (deployment.spec.template !== undefined) deployment.spec.template.metadata = { labels };
  change(podSpecOf(deployment), deployment);
  return deployment;
}

function mount(pods: ReturnType<typeof podSpecOf>, source: object): void {
  pods.volumes = [{ name: 'config', ...source }];
}
