import { SAMPLE_INTERVAL_MS, SAMPLE_JITTER_MS } from '../domain/analysis/run-data.ts';
import type { EnvoyReading } from '../domain/sample.ts';
import type { Clock } from '../ports/clock.ts';
import type { PodStats } from '../ports/pod-stats.ts';
import type { RunRecorder } from './run-recorder.ts';

export interface SamplerDeps {
  stats: PodStats;
  clock: Clock;
  recorder: RunRecorder;
  random: () => number;
}

/**
 * Reads every live Pod once; a Pod that does not answer leaves a reading without counters. With a signal the readings
 * are an edge: their counters are of this moment or later, and the signal ends the wait for them.
 */
export async function readPods(
  { stats, clock, recorder }: Omit<SamplerDeps, 'random'>,
  what: Pick<EnvoyReading, 'kind' | 'tick' | 'label'>,
  signal?: AbortSignal,
): Promise<void> {
  const now = clock.monotonicMs();
  const asked_at_ms = recorder.since(now);
  const fresh = signal === undefined ? undefined : { since: now, signal };
  await Promise.all(
    [...recorder.live.values()].map(async (pod) => {
      try {
        const { counters, counted_at } = await stats.read(pod, fresh);
        const at =
          counted_at === undefined ? { at_ms: asked_at_ms } : { at_ms: recorder.since(counted_at), asked_at_ms };
        recorder.readings.push({ ...at, ...what, uid: pod.uid, counters });
      } catch (cause) {
        recorder.readings.push({ at_ms: asked_at_ms, ...what, uid: pod.uid, counters: null, error: String(cause) });
      }
    }),
  );
}

/**
 * Samples once a second until the signal aborts. The schedule does not drift, and each sample is moved by a random
 * bit, so that a cycle of whole seconds in the clients does not alias into the series.
 */
export async function sample(deps: SamplerDeps, onTick: () => void, signal: AbortSignal): Promise<void> {
  const { clock, random } = deps;
  const start = clock.monotonicMs();
  for (let tick = 0; !signal.aborted; tick++) {
    const due = start + tick * SAMPLE_INTERVAL_MS + (random() - 0.5) * 2 * SAMPLE_JITTER_MS;
    try {
      await clock.sleep(Math.max(0, due - clock.monotonicMs()), signal);
    } catch {
      return;
    }
    await readPods(deps, { kind: 'tick', tick, label: null });
    onTick();
  }
}
