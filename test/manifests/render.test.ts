import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEnvoyConfig } from '../../src/adapters/envoy/envoy-config.ts';
import { neededRules } from '../../src/adapters/kubernetes/access-rule.ts';
import { hasKubectl, type Manifest, one, type PodSpec, podSpecOf, render } from './kubectl.ts';

const folders = [
  'base',
  'bot',
  'overlays/bot-fleet-job',
  'overlays/bot-http',
  'overlays/bot-monitoring',
  'overlays/eks',
  'overlays/nlb',
  'overlays/nlb-ip',
  'overlays/monitoring',
];
const settings = [
  {
    folder: 'overlays/envoy-max-connection-duration',
    setting: { kind: 'max-connection-duration', value_ms: 1000 },
  },
  { folder: 'overlays/envoy-idle-timeout', setting: { kind: 'idle-timeout', value_ms: 2000 } },
  { folder: 'overlays/envoy-max-requests', setting: { kind: 'max-requests', requests: 1 } },
] as const;

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

interface Binding {
  roleRef: { name: string };
  subjects: { kind: string; name: string }[];
}

const configOf = (folder: string): string =>
  readFileSync(resolve(import.meta.dirname, '../../manifests', folder, 'config/envoy.yaml'), 'utf8');

const podSpecs = (objects: readonly Manifest[]): PodSpec[] =>
  objects.filter((object) => ['Deployment', 'StatefulSet'].includes(object.kind)).map(podSpecOf);

describe('the overlays of a setting', () => {
  it.each(settings)('$folder has exactly the configuration that a run writes', ({ folder, setting }) => {
    const config = createEnvoyConfig({ binary: 'envoy', statPrefix: 'ingress_http' });
    expect(config.write(configOf('base'), setting)).toBe(configOf(folder));
  });
});

describe.skipIf(!hasKubectl)('the manifests', () => {
  it('open 8080 and 9901 at the node ports 31401 and 31241, and no port of the admin interface', async () => {
    const base = await render('base');
    expect(one(base, 'Service', 'envoy').spec.ports?.map((port) => [port.port, port.nodePort])).toEqual([
      [8080, 31401],
      [9901, 31241],
    ]);
    expect(one(base, 'Service', 'server').spec.clusterIP).toBe('None');
    expect(JSON.stringify(podSpecs(base))).not.toContain('9902');
  });

  it.each(settings)('$folder changes nothing of the base but the ConfigMap and its mount', async ({ folder }) => {
    const [base, overlay] = [await render('base'), await render(folder)];
    const [before, after] = [base, overlay].map((objects) => objects.find((object) => object.kind === 'ConfigMap'));
    if (before === undefined || after === undefined) throw new Error('a ConfigMap is missing');
    expect(after.metadata.name).not.toBe(before.metadata.name);
    const rest = (objects: Manifest[], name: string): string =>
      JSON.stringify(objects.filter((object) => object.kind !== 'ConfigMap')).replaceAll(name, 'envoy-config');
    expect(rest(overlay, after.metadata.name)).toBe(rest(base, before.metadata.name));
  });

  it.each(folders)('%s runs every container as nobody, with a read-only root and without rights', async (folder) => {
    for (const spec of podSpecs(await render(folder))) {
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532 });
      for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.imagePullPolicy).toBe('IfNotPresent');
      }
    }
  });

  it.each(['base', 'overlays/nlb-ip'])('%s lets a Pod drain to its deadline before it is killed', async (folder) => {
    const spec = podSpecOf(one(await render(folder), 'Deployment', 'envoy'));
    const args = spec.initContainers?.find((container) => container.name === 'drain')?.args ?? [];
    const deadline = Number.parseInt(args[args.indexOf('--deadline') + 1] ?? '', 10);
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(deadline + 10);
  });

  it('give the worker in the namespace of its clients exactly what a Job of clients needs', async () => {
    const role = one(await render('overlays/bot-fleet-job'), 'Role', 'nlb-clients') as Manifest & { rules: Rule[] };
    const given = role.rules.flatMap(({ apiGroups, resources, verbs }) =>
      verbs.map((verb) => `${verb} ${resources[0]} ${apiGroups[0]}`),
    );
    const target = {
      namespace: 'default',
      deployment: 'envoy',
      service: 'envoy',
      statsService: null,
      fleet: 'nlb-clients',
    };
    const needed = neededRules(target).filter(({ namespace }) => namespace === 'nlb-clients');
    expect(given.sort()).toEqual(needed.map(({ verb, resource, group }) => `${verb} ${resource} ${group}`).sort());
  });

  it('keep no client address in front of nodes that clients run on, and ask of the NLB else what ../nlb asks', async () => {
    const [nlb, eks] = [await render('overlays/nlb'), await render('overlays/eks')].map((objects) => {
      return one(objects, 'Service', 'envoy').metadata.annotations ?? {};
    });
    const key = 'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes';
    expect(eks).toEqual({ ...nlb, [key]: `${nlb?.[key]},preserve_client_ip.enabled=false` });
  });

  it('give a bot that AWS vouches for the roles of the worker, and hold it by the same policies, without a bot beside it', async () => {
    const objects = await render('overlays/eks-access');
    const bindings = objects.filter(({ kind }) => kind.endsWith('RoleBinding')) as (Manifest & Binding)[];
    const rolesOf = (name: string): string[] =>
      bindings
        .filter(({ subjects }) => subjects.some((subject) => subject.name === name))
        .map(({ roleRef }) => roleRef.name);
    const subjects = bindings.flatMap((binding) => binding.subjects).filter(({ kind }) => kind === 'Group');
    expect(new Set(subjects.map(({ name }) => name))).toEqual(new Set(['nlb-bot']));
    expect(new Set(rolesOf('nlb-bot'))).toEqual(new Set(rolesOf('nlb-worker')));
    const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    expect(policies).toHaveLength(3);
    for (const policy of policies) expect(JSON.stringify(policy)).toContain('\\"nlb-bot\\" in request.userInfo');
    expect(podSpecs(objects)).toEqual([]);
  });

  it('check health and read statistics on other listeners than the clients come to', async () => {
    const nlb = one(await render('overlays/nlb'), 'Service', 'envoy');
    const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';
    const stats = nlb.spec.ports?.find((port) => port.name === 'stats');
    expect(nlb.metadata.annotations?.[`${prefix}healthcheck-port`]).toBe(String(stats?.nodePort));
    const monitored = await render('overlays/monitoring');
    const [envoy] = podSpecOf(one(monitored, 'Deployment', 'envoy')).containers;
    const endpoints = one(monitored, 'PodMonitor', 'envoy').spec.podMetricsEndpoints;
    expect(endpoints).toEqual([expect.objectContaining({ port: 'stats', path: '/stats/prometheus' })]);
    expect(envoy?.ports).toContainEqual({ name: 'stats', containerPort: 9901 });
    expect(envoy?.readinessProbe?.httpGet?.port).toBe('health');
  });
});
