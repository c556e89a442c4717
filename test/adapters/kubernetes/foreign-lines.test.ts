import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../src/adapters/kubernetes/deployment-image.ts';
import { foreignLines } from '../../../src/adapters/kubernetes/foreign-change.ts';
import type { KubeDeployment } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { someUndo } from '../../contract/target-guard.contract.ts';

type Writers = NonNullable<KubeDeployment['metadata']['managedFields']>;

const APPLIED = { manager: 'kubectl-client-side-apply', operation: 'Update', time: '2026-11-23T02:44:36Z' };
const OURS = { manager: 'nlb-bot', operation: 'Update', time: '2026-11-23T03:10:00Z' };
const STATUS = { ...APPLIED, manager: 'kube-controller-manager', subresource: 'status', time: '2026-11-23T03:12:00Z' };

function deployment(replicas: number, managedFields: Writers): KubeDeployment {
  const template = { spec: { containers: [{ name: 'envoy', image: 'envoy:1', args: ['secret'] }] } };
  const spec = { replicas, selector: {}, template };
  return { metadata: { name: 'envoy', uid: 'u-1', resourceVersion: '1', managedFields }, spec };
}

/** What is told of a Deployment, left by a run with 3 replicas, as it is now. */
function told(now: KubeDeployment): string[] {
  const last = { spec: deployment(3, []).spec, labels: {}, annotations: {} };
  const pre = { ...last, uid: 'u-1', managed_fields: [APPLIED], config_maps: {} };
  const written = { snapshots: [hashOf(last)], templates: [], config_maps: [], last };
  return foreignLines(now, { undo: someUndo('r-1'), pre, written }, new Map());
}

describe('what somebody else changed', () => {
  it('is nothing where a run has left it so, whoever has written the status', () => {
    expect(told(deployment(3, [APPLIED, OURS, STATUS]))).toEqual([]);
  });

  it('names field, numbers and who has written since; a write through scale has no time', () => {
    const scaled = { manager: 'kubectl', operation: 'Update', subresource: 'scale' };
    const shrunk = { ...APPLIED, fieldsV1: {} };
    expect(told(deployment(5, [shrunk, OURS, STATUS, scaled]))).toEqual([
      'Deployment envoy: spec.replicas: 3, now 5 (by kubectl scale)',
    ]);
    const edited = { manager: 'kubectl-edit', operation: 'Update', time: '2026-11-23T03:12:05Z' };
    expect(told(deployment(5, [shrunk, OURS, edited]))).toEqual([
      'Deployment envoy: spec.replicas: 3, now 5 (by kubectl-edit at 03:12:05 UTC)',
    ]);
  });

  it('shows an image, but no text that may be a secret, and members of a list by their names', () => {
    const now = deployment(3, []);
    now.spec.template.spec.containers = [{ name: 'envoy', image: 'envoy:2', args: ['other secret'] }];
    expect(told(now)).toEqual([
      'Deployment envoy: spec.template.spec.containers[envoy].image: envoy:1, now envoy:2',
      'Deployment envoy: spec.template.spec.containers[envoy].args[0] was changed',
    ]);
  });

  it('is a Deployment made anew', () => {
    const anew = deployment(3, []);
    anew.metadata.uid = 'u-2';
    expect(told(anew)).toEqual(['Deployment envoy: it was deleted and made anew']);
  });
});
