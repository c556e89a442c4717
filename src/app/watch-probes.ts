import type { PodValues } from '../domain/custom/pod-counts.ts';
import { type Probe, type ProbeResult, toleranceText, worseOf } from '../domain/custom/probe.ts';
import { probeGates } from '../domain/custom/probe-gates.ts';
import { createProbeMeter, type Noticed, type ProbeMeter } from '../domain/custom/probe-meter.ts';
import { AppError } from '../domain/errors.ts';
import type { ProbeWatch } from './probe-watch.ts';
import type { Run } from './run-context.ts';

/**
 * Begins to read each probe of the run's plan in its own time. One whose severity is `stop` ends the run as soon as it is
 * outside of its tolerance, or blind.
 * @throws AppError `target_unfit` where one asks a Prometheus that the target does not have; nothing was changed then
 */
export function watchProbes(run: Run): ProbeWatch {
  const { deps, recorder, request } = run;
  const probes = request.parameters.custom?.probes ?? [];
  const asking = probes.find(({ source }) => source.kind === 'promql');
  if (asking !== undefined && !deps.probes.asksPrometheus) {
    throw new AppError(
      'target_unfit',
      `Probe ${asking.name} asks with PromQL, and ${request.target} has no Prometheus: set stats: {from: prometheus, url: ...} in its profile, or use stats. Nothing was changed.`,
    );
  }
  const meters = probes.map(createProbeMeter);
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, run.signal]);
  /** The reading of each meter that is the last to begin. */
  const last = new Map<ProbeMeter, Promise<void>>();
  let arm: string | null = null;

  /** One after the other: of two at once the older may come last, and would look like a counter that began anew. */
  function take(meter: ProbeMeter): Promise<void> {
    const next = (last.get(meter) ?? Promise.resolve()).then(() => takeNow(meter));
    last.set(meter, next);
    return next;
  }

  async function takeNow(meter: ProbeMeter): Promise<void> {
    const of = arm;
    if (of === null) return;
    const at_ms = recorder.now();
    const read = await readProbe(run, meter.probe);
    // What comes after the end, or in another arm, is of neither.
    if (signal.aborted || of !== arm) return;
    act(meter, meter.take({ at_ms, arm: of, read }));
  }

  function act({ probe, result }: ProbeMeter, { violated, blind }: Noticed): void {
    if (violated || blind) {
      deps.log.warn('probe_not_held', { run: request.id, probe: probe.name, violated, value: result.worst });
    }
    if (probe.severity !== 'stop' || !(violated || blind)) return;
    run.abort(new AppError('probe_stopped', stopMessage(probe, result, violated)));
  }

  async function keepReading(meter: ProbeMeter): Promise<void> {
    const start = deps.clock.monotonicMs();
    for (let beat = 1; ; beat += 1) {
      const due = start + beat * meter.probe.every_ms;
      await deps.clock.sleep(Math.max(0, due - deps.clock.monotonicMs()), signal);
      await take(meter);
    }
  }

  // Each ends by the signal.
  for (const meter of meters) void keepReading(meter).catch(() => undefined);
  return {
    async edge(next) {
      arm = next;
      await Promise.all(meters.map(take));
      run.signal.throwIfAborted();
    },
    end() {
      // What is still being read is left out; the way back waits for nobody.
      over.abort(new Error('the arms are over'));
      const results = meters.map(({ result }) => result);
      run.gates.push(...probeGates(probes, results, run.arms));
      return results;
    },
  };
}

type Read = { answer: number | null } | { pods: PodValues };

/** One reading; what does not answer has none. */
async function readProbe(run: Run, probe: Probe): Promise<Read> {
  const { source, tolerance } = probe;
  if (source.kind === 'promql') {
    const found = await run.deps.probes.query(source.query).catch((cause: unknown) => unread(run, probe, cause));
    const [first, ...rest] = found ?? [];
    return { answer: first === undefined ? null : rest.reduce((a, b) => worseOf(tolerance, a, b), first) };
  }
  const { statistic } = source;
  const pods = new Map<string, number | null>();
  const asked = [...run.recorder.live.values()].map(async (pod) => {
    const value = await run.deps.probes.statistic(pod, statistic).catch((cause: unknown) => unread(run, probe, cause));
    // Nobody expects an answer from a Pod that was told to go.
    if (value !== null || !isEnding(run, pod.uid)) pods.set(pod.uid, value);
  });
  await Promise.all(asked);
  return { pods };
}

function unread({ deps, request }: Run, probe: Probe, cause: unknown): null {
  deps.log.warn('probe_not_read', { run: request.id, probe: probe.name, reason: String(cause) });
  return null;
}

function isEnding({ recorder }: Run, uid: string): boolean {
  return recorder.timeline.some(({ kind, ref }) => ref === uid && (kind === 'pod_terminating' || kind === 'pod_gone'));
}

/** For the record and the log; the thread says the same in its own language. */
function stopMessage({ name, tolerance }: Probe, { readings }: ProbeResult, violated: boolean): string {
  const value = readings.at(-1)?.value ?? null;
  return violated
    ? `Probe ${name} was ${value}, and must be ${toleranceText(tolerance)}.`
    : `Probe ${name} could not be read three times in a row.`;
}
