import { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import type { RunRequest } from '../../domain/run.ts';
import type { ScenarioName } from '../../domain/scenario.ts';
import { SETTING_CHOICES } from '../../domain/scenario-arms.ts';
import { SCENARIOS } from '../../domain/scenarios.ts';
import { RPC_KINDS, UNARY } from '../../domain/workload.ts';
import { planPayload } from './plan-payload.ts';

const scenarios = SCENARIOS.map((scenario) => scenario.name) as [ScenarioName, ...ScenarioName[]];

const schema = z.object({
  // 1 had no jitter, 2 nothing but it beside the value, and no streams.
  version: z.literal([1, 2, 3]),
  request: z.object({
    id: z.string(),
    scenario: z.enum(scenarios),
    target: z.string(),
    // What is not known here would be left out of the run, so it is refused.
    parameters: z.strictObject({
      clients: z.number().int().positive(),
      usual_clients: z.number().int().positive().exactOptional(),
      interval_ms: z.number().positive(),
      rpc: z.enum(RPC_KINDS).default(UNARY.rpc),
      stream_ms: z.number().positive().nullable().default(UNARY.stream_ms),
      value_ms: z.number().positive().nullable(),
      setting: z.enum(SETTING_CHOICES).exactOptional(),
      scale: z.object({ from: z.number().int().positive(), to: z.number().int().positive() }).exactOptional(),
      requests: z.number().int().positive().exactOptional(),
      add_pods: z.number().int().nonnegative().exactOptional(),
      option: z.string().exactOptional(),
      jitter_percent: z.number().min(0).max(100).nullable().default(null),
      max_stream_duration_ms: z.number().positive().nullable().default(null),
      drain_timeout_ms: z.number().nonnegative().nullable().default(null),
      restart: z.enum(['rolling', 'burst']),
      warmup_ms: z.number().nonnegative(),
      observe_ms: z.number().positive().nullable(),
      repeats: z.number().int().positive(),
      alpha: z.number(),
      effect: z.number(),
      tolerance: z.number(),
      seed: z.number().int(),
      sweep: z
        .object({
          values_ms: z.array(z.number().positive()).min(1),
          jitters_percent: z.array(z.number().min(0).max(100)),
          budget_ms: z.number().positive(),
          within_ms: z.number().positive().nullable(),
          errors_percent: z.number().min(0),
        })
        .exactOptional(),
      custom: planPayload.exactOptional(),
    }),
    requested_by: z.string(),
    requested_at: z.string(),
    thread: z.object({ channel: z.string(), ts: z.string().nullable() }),
    language: z.enum(['en', 'ja']).exactOptional(),
    group: z.string().exactOptional(),
    scenario_group: z.string().exactOptional(),
    schedule: z.object({ id: z.string(), tick: z.string(), quiet: z.boolean() }).exactOptional(),
    approved: z
      .object({
        by: z.string(),
        plan: z.string(),
        channel: z.string().exactOptional(),
        group: z.string().exactOptional(),
        scenario_group: z.string().exactOptional(),
      })
      .exactOptional(),
  }),
});

/** What a job carries; `version` changes when its shape does, so that an old worker refuses what it cannot read. */
export function toPayload(request: RunRequest): object {
  return { version: 3, request };
}

/** @throws AppError `internal` for a job that this version did not write */
export function fromPayload(data: unknown): RunRequest {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data.request;
  throw new AppError('internal', `A job of another version is in the queue: ${z.prettifyError(parsed.error)}`);
}
