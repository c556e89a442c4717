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

it.each<[string, object, string]>([
  ['a policy that there is none of', { trafficPolicy: 'local' }, 'trafficPolicy Cluster, Local, not local'],
  ['targets that there are none of', { targetType: 'pod' }, 'targetType instance, ip, not pod'],
  ['a word for yes or no', { crossZone: 'on' }, 'crossZone true, false, not on'],
  ['a setting that there is none of', { idleTimeout: 5 }, 'not idleTimeout'],
  [
    'a check of another port',
    { healthChecks: { ...CHECKS, port: 8080 } },
    'healthChecks.port traffic-port, own, not 8080',
  ],
  ['a number in quotes', { idleTimeoutMs: '2000' }, 'idleTimeoutMs from 100 to 6000000, not 2000'],
])('the lab keeps its settings where it is asked for %s', (_, change, message) => {
  const failure = expect.objectContaining({ code: 'target_unfit', message: expect.stringContaining(message) });
  expect(() => changedService(SERVICE_DEFAULTS, change)).toThrow(failure);
});
