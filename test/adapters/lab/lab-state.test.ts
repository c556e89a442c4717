import { expect, it } from 'vitest';
import { changedService, SERVICE_DEFAULTS, type ServiceChange } from '../../../src/adapters/lab/lab-service.ts';
import { imageOf } from '../../../src/adapters/lab/lab-state.ts';

const template = { document: 'a: 1', replicas: 3, shutdown: 'sleep', restartedAt: '2026-01-01T00:00:00Z' } as const;
const imageUnder = (change: ServiceChange) => imageOf({ template, service: changedService(SERVICE_DEFAULTS, change) });

const CHECKS = { port: 'traffic-port', intervalMs: 1000, timeoutMs: 1000, healthyThreshold: 3, unhealthyThreshold: 3 };

it.each<[string, ServiceChange]>([
  ['traffic policy', { trafficPolicy: 'Local' }],
  ['targets', { targetType: 'ip' }],
  ['idle timeout', { idleTimeoutMs: 2000 }],
  ['health checks', { healthChecks: { ...CHECKS, port: 'traffic-port' } }],
])('the image of a lab is another one while a run has its %s otherwise', (_, change) => {
  expect(imageUnder(change)).not.toBe(imageUnder({}));
});
