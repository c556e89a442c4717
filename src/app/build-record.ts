import { type Analysis, analyseBySteps } from '../domain/analysis/analyse-run.ts';
import type { ArmRun } from '../domain/analysis/run-data.ts';
import { recommend } from '../domain/recommendation.ts';
import type { Failure, RunRecord } from '../domain/record.ts';
import type { Restore } from '../domain/record-restore.ts';
import { RunAborted } from '../domain/run-aborted.ts';
import { findScenario } from '../domain/scenarios.ts';
import type { Run } from './run-context.ts';
import { settledReadings } from './run-recorder.ts';

/** The record of a run that is over. Never throws: what can not be analysed is a failure of the run, in its record. */
export async function buildRecord(run: Run, failure: Failure | null, restore: Restore): Promise<RunRecord> {
  const { recorder, request, deps } = run;
  const { analysis, broken } = await analysed(run, run.arms);
  const { sweep, loss, way, ...judged } = analysis;
  const ended = lossOf(run, failure) ?? restoreFailure(restore) ?? failure ?? broken;
  const record: RunRecord = {
    schema: 1,
    id: request.id,
    scenario: request.scenario,
    target: deps.profile,
    parameters: request.parameters,
    requested_by: request.requested_by,
    started_at: run.startedAt,
    ended_at: deps.clock.wallIso(),
    state: endState(run, ended),
    failure: ended,
    versions: run.versions(),
    plan: {
      alpha: request.parameters.alpha,
      effect: request.parameters.effect,
      tolerance: request.parameters.tolerance,
      test: 'exact multinomial, sum of squares; Monte-Carlo above 1,000,000 outcomes',
      seed: request.parameters.seed,
      arms_order: run.plan.map((arm) => arm.label),
      ...(run.source?.from === 'prometheus' ? { stats: run.source } : {}),
    },
    topology: { pods: recorder.pods(), service: run.topology?.service ?? null, ...endingOf(run) },
    timeline: inOrder(run),
    ...judged,
    verdict: ended === null ? analysis.verdict : null,
    // What was never tried may be the better value.
    ...(ended === null && sweep !== undefined ? { sweep } : {}),
    ...(ended === null && loss !== undefined ? { loss } : {}),
    ...(ended === null && way !== undefined ? { way } : {}),
    recommendation: null,
    ...(run.probes === null || run.probes.length === 0 ? {} : { probes: run.probes }),
    restore,
  };
  record.recommendation = ended === null ? recommend(record) : null;
  return record;
}

/** How Pods ended as found, in a run that is about that. */
function endingOf({ topology, once }: Run): Pick<RunRecord['topology'], 'shutdown'> {
  const isAsked = once.some((arm) => arm.conditions.some(({ kind }) => kind === 'shutdown'));
  const shutdown = topology?.deployment.shutdown?.found;
  return isAsked && shutdown !== undefined ? { shutdown } : {};
}

/** A lost target is put back by its new holder, so that a restore that we did not make is no failure of ours. */
function lossOf(run: Run, failure: Failure | null): Failure | null {
  if (!run.lost) return null;
  const phase = failure?.phase ?? 'restore';
  return { phase, code: 'interrupted', message: 'Another holder took the target; putting it back is theirs.' };
}

function restoreFailure(restore: Restore): Failure | null {
  if (restore.state !== 'FAILED') return null;
  const message = restore.problem?.message || 'The target could not be put back.';
  return { phase: 'restore', code: 'restore_failed', message };
}

/**
 * What these arms of the run have come to; other work gets its turn after each. What can not be analysed is a failure,
 * and leaves the gates.
 */
export async function analysed(
  run: Run,
  arms: readonly ArmRun[],
): Promise<{ analysis: Analysis; broken: Failure | null }> {
  const { recorder, request } = run;
  try {
    const steps = analyseBySteps({
      parameters: request.parameters,
      arms,
      readings: settledReadings(recorder),
      events: recorder.events,
      timeline: inOrder(run),
      pods: recorder.pods(),
      service: run.topology?.service ?? null,
      gates: run.gates,
      loss_in: findScenario(request.scenario)?.lossIn,
    });
    for (;;) {
      const step = steps.next();
      if (step.done) return { analysis: step.value, broken: null };
      await new Promise((turn) => setImmediate(turn));
    }
  } catch (cause) {
    return { analysis: { arms: [], gates: run.gates, verdict: null }, broken: run.failureOf(cause) };
  }
}

function inOrder({ recorder }: Run): RunRecord['timeline'] {
  return [...recorder.timeline].sort((a, b) => a.at_ms - b.at_ms);
}

function endState(run: Run, failure: Failure | null): RunRecord['state'] {
  if (failure === null) return 'done';
  if (run.lost) return 'interrupted';
  const reason: unknown = run.signal.reason;
  return reason instanceof RunAborted && failure.code === reason.state ? reason.state : 'failed';
}
