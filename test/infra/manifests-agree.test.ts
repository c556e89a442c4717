import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ACCOUNT } from '../adapters/eks/aws-call.ts';
import { hasKubectl, kubectl, MANIFESTS, type Manifest, one, podSpecOf, render } from '../manifests/kubectl.ts';
import { monitoring } from '../manifests/monitoring/monitoring-objects.ts';
import { ABSENT_INFRA, type Resource, synthesise, type Template } from './synthesise.ts';

const absent = ABSENT_INFRA ?? (hasKubectl ? null : 'kubectl is not installed');
if (absent !== null) process.stderr.write(`test/infra/manifests-agree.test.ts is skipped: ${absent}\n`);

const NAME = 'shop';
const LBC = 'service.beta.kubernetes.io/aws-load-balancer-';

/** What the controller calls for each annotation, without which it leaves the Service without a balancer. */
const CALL_OF_ANNOTATION = {
  type: 'CreateLoadBalancer',
  scheme: 'CreateLoadBalancer',
  'nlb-target-type': 'RegisterTargets',
  attributes: 'ModifyLoadBalancerAttributes',
  'listener-attributes.TCP-8080': 'ModifyListenerAttributes',
  'target-group-attributes': 'ModifyTargetGroupAttributes',
  'healthcheck-protocol': 'ModifyTargetGroup',
  'healthcheck-port': 'ModifyTargetGroup',
  'healthcheck-path': 'ModifyTargetGroup',
  'healthcheck-interval': 'ModifyTargetGroup',
} as const;

interface RoleBinding extends Manifest {
  subjects: { kind: string; name: string; namespace?: string }[];
}

const valuesOf = (chart: string): Record<string, unknown> =>
  parse(readFileSync(resolve(import.meta.dirname, `../../infra/helm/${chart}.yaml`), 'utf8'));

describe.skipIf(absent)('infra and manifests agree', () => {
  let templates: Record<string, Template>;
  const ofType = (type: string): Resource[] =>
    Object.values(templates).flatMap(({ Resources }) => Object.values(Resources).filter(({ Type }) => Type === type));
  const properties = (type: string): Record<string, unknown>[] => ofType(type).map((one) => ({ ...one.Properties }));
  /** Resources that name the role of that construct. */
  const namingRole = (type: string, role: string): Record<string, unknown>[] =>
    properties(type).filter((one) => JSON.stringify(one).includes(`${role}Role`));
  const output = (name: string): unknown =>
    Object.values(templates).flatMap(({ Outputs = {} }) => Outputs[name]?.Value ?? [])[0];

  beforeAll(async () => {
    const admins = `arn:aws:iam::${ACCOUNT}:role/administrator`;
    templates = await synthesise({ name: NAME, region: 'us-west-1', admins });
  }, 90_000);

  it('on the service accounts that get the role of the bot, which no annotation gives them', async () => {
    const bot = await render('bot');
    const used = bot
      .filter(({ kind }) => kind === 'Deployment')
      .map((one) => ({ namespace: one.metadata.namespace, serviceAccount: podSpecOf(one).serviceAccountName }));
    const given = namingRole('AWS::EKS::PodIdentityAssociation', 'Bot');
    expect(
      given.map(({ Namespace, ServiceAccount }) => ({ namespace: Namespace, serviceAccount: ServiceAccount })),
    ).toEqual(used);
    for (const { namespace, serviceAccount = '' } of used) {
      const { metadata } = one(bot, 'ServiceAccount', serviceAccount);
      expect([metadata.namespace, metadata.annotations]).toEqual([namespace, undefined]);
    }
  });

  it('on the group that a bot comes as, and on where its rights and its target are', async () => {
    const access = await render('overlays/eks-access');
    const bindings = access.filter(({ kind }) => kind.endsWith('RoleBinding')) as RoleBinding[];
    const groups = bindings.flatMap(({ subjects }) => subjects.filter(({ kind }) => kind === 'Group'));
    const entries = [...namingRole('AWS::EKS::AccessEntry', 'Bot'), ...namingRole('AWS::EKS::AccessEntry', 'Target')];
    expect(entries).toHaveLength(2);
    for (const { KubernetesGroups, AccessPolicies } of entries) {
      expect(KubernetesGroups).toEqual([...new Set(groups.map(({ name }) => name))]);
      expect(AccessPolicies).toBeUndefined();
    }
    const namespace = output('TargetNamespace');
    expect(one(access, 'RoleBinding', 'nlb-target-run-group').metadata.namespace).toBe(namespace);
    const config = readFileSync(join(MANIFESTS, 'bot/config/nlb.config.yaml'), 'utf8');
    const { targets } = parse(config) as { targets: { kubernetes: object } };
    expect(targets.kubernetes).toMatchObject({ namespace, class: output('TargetClass') });
    // The base says no namespace: kubectl's own is `default`.
    expect((await render('overlays/nlb')).map(({ metadata }) => metadata.namespace ?? 'default')).toContain(namespace);
  });

  it('on the name of the image, which one kustomization leads to the repository, with the monitoring beside it', async () => {
    const [repository] = properties('AWS::ECR::Repository');
    const newName = `${ACCOUNT}.dkr.ecr.us-west-1.amazonaws.com/${String(repository?.RepositoryName)}`;
    const folder = mkdtempSync(join(tmpdir(), 'nlb-agree-'));
    try {
      const resources = [relative(folder, join(MANIFESTS, 'overlays/eks'))];
      const components = [relative(folder, join(MANIFESTS, 'components/monitoring'))];
      const images = [{ name: newName.split('/').at(-1), newName, newTag: 'v1' }];
      writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify({ resources, components, images }));
      const text = await kubectl(['kustomize', folder]);
      const named = new Set([...text.matchAll(/^ *(?:- )?image: (\S+)/gm)].map(([, image]) => image));
      expect([...named].sort()).toEqual([`${newName}:v1`, 'envoyproxy/envoy:distroless-v1.40.0']);
      expect(text).toContain('kind: PodMonitor');
      expect(text).toContain(`${LBC}type: external`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('on what the controller of balancers is asked by annotations, and may do for each', async () => {
    const [controller] = ofType('AWS::IAM::Role').filter((role) => role.Properties?.RoleName === `${NAME}-balancer`);
    const allowed = JSON.stringify(controller?.Properties);
    const subnets = properties('AWS::EC2::Subnet').filter((one) => JSON.stringify(one).includes('internal-elb'));
    for (const overlay of ['overlays/nlb', 'overlays/nlb-ip', 'overlays/eks']) {
      const objects = await render(overlay);
      const { metadata, spec } = one(objects, 'Service', 'envoy');
      const notes = Object.entries(metadata.annotations ?? {}).map(
        ([key, value]) => [key.replace(LBC, ''), value] as const,
      );
      expect(notes.map(([key]) => key).sort()).toEqual(Object.keys(CALL_OF_ANNOTATION).sort());
      for (const call of Object.values(CALL_OF_ANNOTATION)) {
        expect(allowed).toContain(`"elasticloadbalancing:${call}"`);
      }
      const note = Object.fromEntries(notes);
      // It is told to leave every other Service alone, and finds subnets for an internal balancer by their tag.
      expect(note).toMatchObject({ type: 'external', scheme: 'internal' });
      expect(valuesOf('aws-load-balancer-controller')).toMatchObject({ enableServiceMutatorWebhook: false });
      expect(subnets).toHaveLength(2);
      const grpc = spec.ports?.find(({ name }) => name === 'grpc');
      expect(`listener-attributes.TCP-${grpc?.port}` in note, overlay).toBe(true);
      // Health is asked where no client comes: at a node's port of the statistics, or at a Pod's own port.
      const [envoy] = podSpecOf(one(objects, 'Deployment', 'envoy')).containers;
      const nodePort = spec.ports?.find(({ name }) => name === 'stats')?.nodePort;
      const podPort = envoy?.ports?.find(({ name }) => name === 'health')?.containerPort;
      expect(note['healthcheck-port']).toBe(String(note['nlb-target-type'] === 'ip' ? podPort : nodePort));
    }
  });

  it('on the disk of the queue, which takes the default class of storage', async () => {
    const claims = one(await render('bot'), 'StatefulSet', 'valkey').spec as {
      volumeClaimTemplates?: { spec: object }[];
    };
    expect(claims.volumeClaimTemplates?.map(({ spec }) => Object.keys(spec).sort())).toEqual([
      ['accessModes', 'resources'],
    ]);
    const driver = properties('AWS::EKS::Addon').find(({ AddonName }) => AddonName === 'aws-ebs-csi-driver');
    expect(JSON.parse(String(driver?.ConfigurationValues))).toMatchObject({ defaultStorageClass: { enabled: true } });
  });

  it('on a Kubernetes that the manifests can be applied to', () => {
    const [{ Version } = {}] = properties('AWS::EKS::Cluster');
    const [, minor = ''] = String(Version).split('.');
    // Native sidecars, preStop.sleep and ValidatingAdmissionPolicy.
    expect(Number(minor)).toBeGreaterThanOrEqual(30);
  });

  it('on how the monitoring is found: by no label but that of the dashboard', async () => {
    const { objects } = await monitoring();
    const values = valuesOf('kube-prometheus-stack') as {
      prometheus: { prometheusSpec: Record<string, unknown> };
      grafana: { sidecar: { dashboards: { label: string; labelValue: string; searchNamespace: string } } };
    };
    const { prometheusSpec } = values.prometheus;
    for (const [kind, option] of [
      ['PodMonitor', 'podMonitor'],
      ['PrometheusRule', 'rule'],
    ] as const) {
      expect(objects.find((object) => object.kind === kind)?.metadata.labels).not.toHaveProperty('release');
      expect(prometheusSpec[`${option}SelectorNilUsesHelmValues`]).toBe(false);
      expect(prometheusSpec[`${option}Selector`]).toBeUndefined();
      expect(prometheusSpec[`${option}NamespaceSelector`]).toBeUndefined();
    }
    const { label, labelValue, searchNamespace } = values.grafana.sidecar.dashboards;
    expect(objects.find(({ kind }) => kind === 'ConfigMap')?.metadata.labels).toEqual({ [label]: labelValue });
    expect(searchNamespace).toBe('ALL');
  });
});
