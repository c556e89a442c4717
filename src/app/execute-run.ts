import type { Failure, RunRecord } from '../domain/record.ts';
import type { Restore } from '../domain/record-restore.ts';
import type { RunRequest } from '../domain/run.ts';
import type { RunAborted } from '../domain/run-aborted.ts';
import type { Topology } from '../domain/topology.ts';
import type { Undo } from '../domain/undo.ts';
import type { Fence } from '../ports/target.ts';
import { buildRecord } from './build-record.ts';
import { carryOutArms } from './carry-out-arms.ts';
import { keepLease, takeLease } from './hold-lease.ts';
import { keepOutcome } from './keep-outcome.ts';
import { noteEnd } from './note-end.ts';
import { preflight } from './preflight.ts';
import { rawFiles } from './raw-files.ts';
import { restoreTarget } from './restore-target.ts';
import { createRun, type ExecuteDeps, type Run } from './run-context.ts';
import { settledReadings } from './run-recorder.ts';

const KEEP_TRIES = 10;
const KEEP_PAUSE_MS = 1000;

/**
 * Carries out a run from preflight to record. Whatever happens in between, what was changed is put back before
 * anything else is done; the outcome is kept and returned, never thrown. Where another holder took the target, that
 * holder puts it back and keeps the outcome; the record returned is then not kept.
 * @param signal aborts with a {@link RunAborted} that says why
 */
export async function executeRun(deps: ExecuteDeps, request: RunRequest, signal: AbortSignal): Promise<RunRecord> {
  const run = createRun(deps, request, signal);
  const held = await hold(run);
  if (held.fence === null) {
    const record = await buildRecord(run, held.failure, untouched(null));
    await keep(run, record);
    await noteEnd(deps, record);
    return record;
  }
  const { fence } = held;
  const failure = await perform(run, fence);
  // The target itself refused us: whoever was given a later token has it.
  run.lost ||= failure?.code === 'fenced';
  run.note = failure?.message ?? null;
  if (failure !== null) run.failStep();
  let finished = false;
  try {
    const restore = await putBack(run, fence);
    if (restore === null || restore.state === 'FAILED') run.failStep();
    await run.enter('report');
    const record = await buildRecord(run, failure, restore ?? leftToOthers(run.undo));
    const kept = restore !== null && (await keep(run, record));
    finished = kept && restore.state !== 'FAILED';
    if (restore !== null) await noteEnd(deps, record);
    return record;
  } finally {
    // A lease that is renewed for ever would keep every recovery away.
    run.stop();
    await letGo(run, fence, finished);
  }
}

type Held = { fence: Fence } | { fence: null; failure: Failure };

async function hold(run: Run): Promise<Held> {
  try {
    // Only a run that holds its target counts as running: a recovery tells a dead run from a waiting one by that.
    const fence = await takeLease(run.deps, run.request.id, run.signal);
    const onLost = (reason: RunAborted, taken: boolean): void => {
      run.lost = taken;
      run.abort(reason);
    };
    void keepLease(run.deps, fence, onLost, run.ended);
    await run.enter('preflight');
    return { fence };
  } catch (cause) {
    return { fence: null, failure: run.failureOf(cause) };
  }
}

/** Everything between taking the target and giving it back; a failure is a value, so that the way back is one. */
async function perform(run: Run, fence: Fence): Promise<Failure | null> {
  try {
    const ready = await preflight(run, fence);
    await carryOutArms(run, fence, ready);
    return null;
  } catch (cause) {
    return run.failureOf(cause);
  } finally {
    run.probes = run.watch?.end() ?? null;
    await run.stopFleet();
  }
}

/** Null when another holder has the target: then nothing of it is ours to change, not even back. */
async function putBack(run: Run, fence: Fence): Promise<Restore | null> {
  if (run.undo === null) return untouched(run.topology);
  if (run.lost) return null;
  // The journal is written beside the restore, which waits for nobody.
  const journalled = run.enter('restore');
  try {
    return await restoreTarget(run.deps, fence, run.undo);
  } catch (cause) {
    run.deps.log.warn('restore_left_to_others', { run: run.request.id, reason: String(cause) });
    run.lost = true;
    return null;
  } finally {
    await journalled;
  }
}

function untouched(topology: Topology | null): Restore {
  const image = topology?.config.image ?? '';
  return { state: 'NOT_NEEDED', pre_image: image, post_image: image, took_ms: 0 };
}

function leftToOthers(undo: Undo | null): Restore {
  return { state: 'FAILED', pre_image: undo?.image ?? '', post_image: '', took_ms: 0 };
}

/**
 * The undo record goes only when there is nothing left to undo and the outcome is kept: until then a recovery must find
 * the run. One that an earlier run left stays.
 */
async function letGo(run: Run, fence: Fence, finished: boolean): Promise<void> {
  const { guard, log } = run.deps;
  const attempt = async (what: string, step: () => Promise<void>): Promise<void> => {
    await step().catch((cause: unknown) => log.warn(what, { run: run.request.id, reason: String(cause) }));
  };
  await attempt('undo_not_cleared', async () => {
    if (finished && (await guard.readUndo())?.request.id === run.request.id) await guard.clearUndo(fence);
  });
  await attempt('lease_not_released', () => guard.release(fence));
}

/** The store may be away for a moment; the target is back already, so there is time to try again. */
async function keep({ deps, request, recorder }: Run, record: RunRecord): Promise<boolean> {
  const raw = rawFiles(settledReadings(recorder), recorder.events);
  for (let attempt = 1; attempt <= KEEP_TRIES; attempt++) {
    try {
      await keepOutcome(deps, request, { record, raw });
      return true;
    } catch (cause) {
      deps.log.warn('outcome_not_kept', { run: request.id, attempt, reason: String(cause) });
      await deps.clock.sleep(KEEP_PAUSE_MS);
    }
  }
  return false;
}
