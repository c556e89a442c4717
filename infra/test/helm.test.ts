import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PROJECT_TAG } from '../src/project-tag.ts';
import { PAGE } from '../src/report/page.ts';
import { propertiesOf, synthesise } from './example.ts';

const read = (chart: string): string => readFileSync(resolve(import.meta.dirname, `../helm/${chart}.yaml`), 'utf8');
const page = readFileSync(PAGE, 'utf8');

describe.each(['aws-load-balancer-controller', 'kube-prometheus-stack'])('the values of %s', (chart) => {
  it('are for the version that the page installs', () => {
    const [, version] = read(chart).match(new RegExp(`/${chart} ([\\d.]+)[, ]`)) ?? [];
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(page).toContain(`/${chart} --version ${version}`);
    expect(page).toContain(`--values infra/helm/${chart}.yaml`);
  });
});

describe('the controller of balancers', () => {
  it('runs as the account that Pod Identity gives its role', () => {
    const { serviceAccount } = parse(read('aws-load-balancer-controller')) as { serviceAccount: object };
    const accounts = propertiesOf(synthesise(), 'AWS::EKS::PodIdentityAssociation').map(
      ({ ServiceAccount }) => ServiceAccount,
    );
    expect(serviceAccount).toEqual({ create: true, name: 'aws-load-balancer-controller' });
    expect(accounts).toContain('aws-load-balancer-controller');
  });

  it('tags what it makes as the stacks are tagged, so that what is left behind is found', () => {
    expect(page).toContain(`--set defaultTags.${PROJECT_TAG}=nlb-experiment`);
    expect(page).toContain(`--tag-filters Key=${PROJECT_TAG},Values=nlb-experiment`);
  });

  it('calls nothing that its role has no right for', () => {
    expect(parse(read('aws-load-balancer-controller'))).toMatchObject({
      enableShield: false,
      enableWaf: false,
      enableWafv2: false,
    });
  });
});

describe('Prometheus', () => {
  const values = parse(read('kube-prometheus-stack')) as { prometheus: { prometheusSpec: object }; grafana: object };

  it('takes monitors and rules whatever labels they have', () => {
    expect(values.prometheus.prometheusSpec).toMatchObject({
      podMonitorSelectorNilUsesHelmValues: false,
      serviceMonitorSelectorNilUsesHelmValues: false,
      ruleSelectorNilUsesHelmValues: false,
    });
  });

  it('asks for no disk, which would outlive the cluster', () => {
    expect(JSON.stringify(values)).not.toMatch(/storageSpec|persistence|volumeClaimTemplate/);
  });
});
