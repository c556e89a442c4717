import { expect, it } from 'vitest';
import { fromPayload, toPayload } from '../../../src/adapters/bullmq/payload.ts';
import type { RunParameters } from '../../../src/domain/parameters.ts';
import { aRequest } from '../../app/a-request.ts';
import { A_PLAN } from '../../builders/every-record.ts';

/** Everything that a run can be asked for; no run has all of it. */
const EVERY: Required<RunParameters> = {
  ...aRequest().parameters,
  ...{ value_ms: 1000, requests: 20, setting: 'max-requests', scale: { from: 1, to: 3 }, option: 'drain' },
  ...{ jitter_percent: 25, max_stream_duration_ms: 5000, drain_timeout_ms: 0, observe_ms: 5000 },
  add_pods: 1,
  usual_clients: 200,
  rpc: 'server-stream',
  stream_ms: 60_000,
  sweep: { values_ms: [1000], jitters_percent: [0], budget_ms: 60_000, within_ms: null, errors_percent: 0 },
  custom: {
    ...A_PLAN,
    arms: [
      ...A_PLAN.arms,
      { name: 'counted', change: 'none', setting: { kind: 'max-requests', requests: 20 }, observe_ms: null },
      {
        ...{ name: 'limited', change: 'burst', observe_ms: null },
        setting: { kind: 'max-connection-duration', value_ms: 1000, jitter_percent: 25, drain_timeout_ms: 0 },
      },
    ],
  },
};

/** As it comes back from Redis. */
const stored = (payload: object): unknown => JSON.parse(JSON.stringify(payload));

it('carries everything that a run was asked for to the worker', () => {
  const request = aRequest({ scenario: 'custom', parameters: EVERY });
  expect(fromPayload(stored(toPayload(request)))).toEqual(request);
});

it('refuses what it does not know, because a run without it would be another one', () => {
  const request = aRequest({ parameters: { another: 1 } as Partial<RunParameters> });
  expect(() => fromPayload(stored(toPayload(request)))).toThrow('another');
});
