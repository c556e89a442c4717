import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { PodTemplate } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { podEnding, withEnding } from '../../../src/adapters/kubernetes/pod-ending.ts';

const FILE = resolve(import.meta.dirname, '../../../manifests/base/envoy-deployment.yaml');
const BASE = (parse(readFileSync(FILE, 'utf8')) as { spec: { template: PodTemplate } }).spec.template;
const VERSION = 'v1.34.4';

function plain(preStop?: object, grace?: number): PodTemplate {
  const envoy = { name: 'envoy', image: 'envoy:1', ...(preStop === undefined ? {} : { lifecycle: { preStop } }) };
  return {
    spec: { containers: [envoy], ...(grace === undefined ? {} : { terminationGracePeriodSeconds: grace }) },
  };
}

describe('how the Pods of a template end', () => {
  it('is the drain of the base, which can do all the others', () => {
    const { found, hooks, can } = podEnding(BASE, VERSION);
    expect(found).toBe('drain');
    expect(Object.keys(can)).toEqual(['sigterm', 'sleep', 'drain', 'healthcheck-fail']);
    expect(hooks).toContain('path: /drained');
    expect(can.drain).toBe(hooks);
    expect(can.sigterm).not.toContain('preStop');
    expect(can['healthcheck-fail']).toContain('- --how\n    - healthcheck-fail');
  });

  it.each([
    ['no hook', plain(), 'sigterm'],
    ["Kubernetes' own sleep", plain({ sleep: { seconds: 15 } }), 'sleep'],
    ['a sleep by command', plain({ exec: { command: ['/bin/sh', '-c', 'sleep 15'] } }), 'sleep'],
    [
      'a drain by command',
      plain({ exec: { command: ['sh', '-c', 'wget --post-data= localhost:9901/drain_listeners?graceful'] } }),
      'drain',
    ],
    [
      'a failed health check',
      plain({ exec: { command: ['curl', '-X', 'POST', 'localhost:9901/healthcheck/fail'] } }),
      'healthcheck-fail',
    ],
    ['anything else', plain({ exec: { command: ['/bye'] } }), 'own'],
  ])('is read from %s', (_name, template, found) => {
    expect(podEnding(template, VERSION).found).toBe(found);
  });

  it('is no drain of the bot where no container drains, and no sleep where the signal would not wait for it', () => {
    expect(Object.keys(podEnding(plain(), VERSION).can)).toEqual(['sigterm', 'sleep']);
    expect(Object.keys(podEnding(plain(), 'v1.29.9').can)).toEqual(['sigterm']);
    expect(Object.keys(podEnding(plain(undefined, 5), VERSION).can)).toEqual(['sigterm']);
  });
});

describe('a template with another end', () => {
  it('has no hook for SIGTERM alone, and is else the same', () => {
    const changed = withEnding(BASE, BASE, 'sigterm');
    expect(podEnding(changed, VERSION).found).toBe('sigterm');
    const text = JSON.stringify(changed);
    expect(text).not.toContain('preStop');
    const [envoy] = changed.spec.containers;
    const { lifecycle: _lifecycle, ...rest } = BASE.spec.containers[0] ?? { name: '' };
    expect(envoy).toEqual(rest);
    expect(changed.spec.initContainers?.[0]?.args).toEqual(BASE.spec.initContainers?.[0]?.args);
  });

  it('sleeps in Envoy alone, and its sidecar drains nothing then', () => {
    const changed = withEnding(BASE, BASE, 'sleep');
    expect(podEnding(changed, VERSION).found).toBe('sleep');
    expect(changed.spec.containers[0]?.lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(changed.spec.initContainers?.[0]?.lifecycle).toBeUndefined();
  });

  it('fails the health check by the same sidecar', () => {
    const changed = withEnding(BASE, BASE, 'healthcheck-fail');
    expect(podEnding(changed, VERSION).found).toBe('healthcheck-fail');
    expect(changed.spec.initContainers?.[0]?.args?.slice(-2)).toEqual(['--how', 'healthcheck-fail']);
  });

  it('comes back as found from each, with what else has changed since', () => {
    for (const way of ['sigterm', 'sleep', 'healthcheck-fail'] as const) {
      const changed = withEnding(BASE, BASE, way);
      const moved = { ...changed, metadata: { annotations: { a: 'b' } } };
      expect(withEnding(moved, BASE, 'drain')).toEqual({ ...BASE, metadata: { annotations: { a: 'b' } } });
    }
    const own = plain({ exec: { command: ['/bye'] } });
    expect(withEnding(withEnding(own, own, 'sigterm'), own, 'own')).toEqual(own);
  });

  it('is refused where no container could', () => {
    expect(() => withEnding(plain(), plain(), 'drain')).toThrow('no container that could end them by drain');
  });
});
