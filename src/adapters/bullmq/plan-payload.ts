import { z } from 'zod';
import { ARM_CHANGES } from '../../domain/custom/custom-plan.ts';
import { COMPARISONS, MEASURES, SEVERITIES } from '../../domain/custom/probe.ts';

const beside = {
  jitter_percent: z.number().min(0).max(100).exactOptional(),
  max_stream_duration_ms: z.number().positive().exactOptional(),
  drain_timeout_ms: z.number().nonnegative().exactOptional(),
};

const setting = z.union([
  z.strictObject({
    kind: z.enum(['max-connection-duration', 'idle-timeout']),
    value_ms: z.number().positive(),
    ...beside,
  }),
  z.strictObject({ kind: z.literal('max-requests'), requests: z.number().int().positive(), ...beside }),
]);

const arm = z.strictObject({
  name: z.string(),
  change: z.enum(ARM_CHANGES),
  setting: setting.nullable(),
  observe_ms: z.number().positive().nullable(),
});

const probe = z.strictObject({
  name: z.string(),
  source: z.union([
    z.strictObject({
      kind: z.literal('stats'),
      statistic: z.string(),
      measure: z.enum(MEASURES),
      over: z.enum(['each', 'sum']),
    }),
    z.strictObject({ kind: z.literal('promql'), query: z.string() }),
  ]),
  tolerance: z.strictObject({ is: z.enum(COMPARISONS), limit: z.number(), unit: z.string() }),
  every_ms: z.number().positive(),
  severity: z.enum(SEVERITIES),
});

/** A written plan as a job carries it. */
export const planPayload = z.strictObject({
  text: z.string(),
  title: z.string(),
  judged: z.string(),
  arms: z.array(arm).min(1),
  probes: z.array(probe),
});
