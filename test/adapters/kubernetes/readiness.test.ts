import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { PodTemplate } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { healthChecking, withHealthChecks } from '../../../src/adapters/kubernetes/readiness.ts';

const FILE = resolve(import.meta.dirname, '../../../manifests/base/envoy-deployment.yaml');
const BASE = (parse(readFileSync(FILE, 'utf8')) as { spec: { template: PodTemplate } }).spec.template;

describe('where a template is asked for readiness', () => {
  it('is a listener of its own in the base, and can be the port of the clients', () => {
    const { found, probe, can } = healthChecking(BASE, 'grpc');
    expect(found).toBe('own-listener');
    expect(probe).toContain('path: /ready');
    expect(can['own-listener']).toBe(probe);
    expect(can['traffic-port']).toContain('tcpSocket:\n      port: grpc');
    expect(can['traffic-port']).toContain('periodSeconds: 2');
  });

  it.each([
    ['by name', { tcpSocket: { port: 'grpc' } }, 'traffic-port'],
    ['by number', { grpc: { port: 8080 } }, 'traffic-port'],
    ['on another port', { httpGet: { port: 8081 } }, 'own-listener'],
    ['by a program', { exec: { command: ['/ready'] } }, 'own-listener'],
  ])('is read from a probe %s', (_name, readinessProbe, found) => {
    const envoy = { name: 'envoy', ports: [{ name: 'grpc', containerPort: 8080 }], readinessProbe };
    expect(healthChecking({ spec: { containers: [envoy] } }, 'grpc').found).toBe(found);
  });

  it('comes back as found, with what else has changed since', () => {
    const changed = withHealthChecks(BASE, BASE, 'grpc', 'traffic-port');
    expect(healthChecking(changed, 'grpc').found).toBe('traffic-port');
    const moved = { ...changed, metadata: { annotations: { a: 'b' } } };
    expect(withHealthChecks(moved, BASE, 'grpc', 'own-listener')).toEqual({
      ...BASE,
      metadata: { annotations: { a: 'b' } },
    });
  });

  it('offers no listener of its own to a template that has no probe for one', () => {
    const envoy = { name: 'envoy', readinessProbe: { tcpSocket: { port: 8080 } } };
    expect(Object.keys(healthChecking({ spec: { containers: [envoy] } }, 8080).can)).toEqual(['traffic-port']);
  });
});
