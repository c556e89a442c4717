import { describe, expect, it } from 'vitest';
import type { Obstacle } from '../../../src/domain/obstacle.ts';
import { failureLines } from '../../../src/domain/text/ended-lines.ts';
import { obstacleText } from '../../../src/domain/text/obstacle-text.ts';
import { recordOf, requestOf } from '../run-record-fixture.ts';
import { flawsOf } from './bilingual.ts';

const OBSTACLES: readonly Obstacle[] = [
  { kind: 'service_set', name: 'envoy', settings: { traffic_policy: 'Cluster' } },
  { kind: 'service_set', name: 'envoy', settings: { target_type: 'instance' } },
  { kind: 'service_set', name: 'envoy', settings: { idle_timeout_ms: 350_000 } },
  { kind: 'service_drops', name: 'envoy', settings: { traffic_policy: 'Local' } },
  { kind: 'checks_unread', name: 'envoy' },
  { kind: 'checks_set', name: 'envoy', port: 'own-listener', other: 'traffic-port' },
  { kind: 'checks_set', name: 'envoy', port: 'traffic-port', other: null },
  { kind: 'checks_missing', name: 'envoy' },
  { kind: 'ending_unread', name: 'envoy' },
  { kind: 'ending_set', name: 'envoy', way: 'sleep', others: ['sigterm', 'drain'] },
  { kind: 'sleep_missing', name: 'envoy', kubernetes: '1.29.4', others: ['sigterm'] },
  { kind: 'sleep_missing', name: 'envoy', kubernetes: null, others: [] },
  { kind: 'drain_missing', name: 'envoy', way: 'healthcheck-fail', others: ['sigterm', 'sleep'] },
];

describe('what stands in the way of a run', () => {
  it.each(OBSTACLES)('is told in Japanese as in English: $kind', (obstacle) => {
    const [english, japanese] = [obstacleText(obstacle, 'en'), obstacleText(obstacle, 'ja')];
    expect(flawsOf(english, japanese), japanese).toEqual([]);
  });

  it('is named as Kubernetes and AWS name it, with what is left to ask for', () => {
    const [policy, , , , , checks, only] = OBSTACLES.map((one) => obstacleText(one));
    expect(policy).toBe(
      'Service envoy has externalTrafficPolicy Cluster already. There is nothing to compare. Choose another `value`.',
    );
    expect(checks).toContain('Choose another `value` (`traffic-port`).');
    expect(only).not.toContain('Choose');
  });

  it('is told in the language of the thread where a run has ended for it', () => {
    const [obstacle] = OBSTACLES;
    if (obstacle === undefined) throw new Error('no obstacle');
    const failure = { phase: 'preflight', code: 'already_set', message: obstacleText(obstacle), obstacle };
    const view = {
      ...({ request: requestOf('traffic-policy'), state: 'failed', cancelled_by: null, approval: null } as const),
      record: recordOf('traffic-policy', [], { state: 'failed', failure, verdict: null }),
    };
    expect(failureLines(view, 'en')[0]).toContain(`: ${obstacleText(obstacle, 'en')}`);
    const [first = ''] = failureLines(view, 'ja');
    expect(first).toContain(obstacleText(obstacle, 'ja'));
    expect(first).not.toContain('詳細');
  });
});
