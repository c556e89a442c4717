import type { AllowList } from '../domain/allow-list.ts';
import type { ArmRun } from '../domain/analysis/run-data.ts';
import type { ProbeResult } from '../domain/custom/probe.ts';
import { AppError } from '../domain/errors.ts';
import type { Doing, RunProgress } from '../domain/progress.ts';
import type { Failure, GateResult, RunRecord } from '../domain/record.ts';
import type { ApprovalNeed, RunRequest } from '../domain/run.ts';
import { RunAborted } from '../domain/run-aborted.ts';
import { armsInOrder, armsOnce, planSteps, type Step } from '../domain/run-plan.ts';
import type { StatsSource } from '../domain/sample.ts';
import type { ArmPlan, Phase } from '../domain/scenario.ts';
import { findScenario } from '../domain/scenarios.ts';
import type { Topology } from '../domain/topology.ts';
import type { Undo } from '../domain/undo.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { ClientFleet, Fleet } from '../ports/client-fleet.ts';
import type { Clock } from '../ports/clock.ts';
import type { EnvoyConfig } from '../ports/envoy-config.ts';
import type { Log } from '../ports/log.ts';
import type { PodStats } from '../ports/pod-stats.ts';
import type { ProbeSource } from '../ports/probe-source.ts';
import type { RunOutcome, RunStore } from '../ports/run-store.ts';
import type { Target } from '../ports/target.ts';
import type { TargetGuard } from '../ports/target-guard.ts';
import { ObstacleError } from './obstacle-error.ts';
import type { ProbeWatch } from './probe-watch.ts';
import { createRunRecorder, type RunRecorder } from './run-recorder.ts';
import { createStepLog, type StepLog } from './step-log.ts';

export interface ExecuteDeps {
  target: Target;
  guard: TargetGuard;
  stats: PodStats;
  probes: ProbeSource;
  fleet: ClientFleet;
  config: EnvoyConfig;
  store: RunStore;
  audit: AuditLog;
  clock: Clock;
  log: Log;
  random: () => number;
  profile: RunRecord['target'];
  botVersion: string;
  /** Whose word a run on this target needs. */
  need: ApprovalNeed;
  /** Who may change it. */
  allow: AllowList;
  /** Told about once a second while the run runs; must not throw. */
  onProgress: (progress: RunProgress) => void;
  /** Keeps the outcome of a finished run, and of one that is recovered. */
  keep: (outcome: RunOutcome) => Promise<void>;
}

/** One run in progress: what it has measured so far, and the few things that all phases do. */
export interface Run {
  readonly deps: ExecuteDeps;
  readonly request: RunRequest;
  readonly startedAt: string;
  /** Every arm once, in the order of the scenario. */
  readonly once: readonly ArmPlan[];
  /** The arms in the order in which they are carried out; a sweep adds to it, round by round. */
  readonly plan: (ArmPlan & { label: string })[];
  readonly recorder: RunRecorder;
  /** Aborts when the run must end early. */
  readonly signal: AbortSignal;
  /** Aborts when the run is over. */
  readonly ended: AbortSignal;
  readonly arms: ArmRun[];
  readonly gates: GateResult[];
  topology: Topology | null;
  /** Where its samples come from, from preflight on. */
  source: StatsSource | null;
  /** What brings the target back, from the moment it is written on the target. */
  undo: Undo | null;
  /** Why the run goes back early, for its message while it does; null when it was complete. */
  note: string | null;
  fleet: Fleet | null;
  /** The probes of a written plan while its arms go on, and what they have read afterwards; null for any other run. */
  watch: ProbeWatch | null;
  probes: ProbeResult[] | null;
  /** Whether another holder has, or had, the target: from then on it is not ours to change. */
  lost: boolean;
  /** Enters a phase: journal, timeline, progress. Never throws. */
  enter(phase: Phase, arm?: string): Promise<void>;
  /** Says what an arm's change does from now on. */
  now(doing: Doing): void;
  /** Says that the step that goes on did not get to its end. */
  failStep(): void;
  tell(): void;
  /** Ends the run early for this reason; the first reason counts. */
  abort(reason: RunAborted | AppError): void;
  stopFleet(): Promise<void>;
  stop(): void;
  versions(): RunRecord['versions'];
  failureOf(cause: unknown): Failure;
}

/** How long the end of the clients may hold up the restore: a request in flight takes 10 s at most. */
const FLEET_END_MS = 12_000;

/** How many of the last samples travel with a progress event. */
const RECENT = 12;

export function createRun(deps: ExecuteDeps, request: RunRequest, signal: AbortSignal): Run {
  const scenario = findScenario(request.scenario);
  if (scenario === undefined)
    throw new AppError('internal', `The queue holds an unknown scenario: ${request.scenario}.`);
  if (request.scenario === 'custom' && request.parameters.custom === undefined) {
    // Its arms would be those of a plain restart, which nobody has asked for.
    throw new AppError('internal', `The queue holds run ${request.id} without its plan.`);
  }
  const own = new AbortController();
  const over = new AbortController();
  const recorder = createRunRecorder(deps.clock);
  const plan = armsInOrder(scenario, request.parameters);
  let phase: Phase = 'preflight';
  let armNow: string | null = null;
  let doing: Doing = 'prepare';
  let steps: Step[] = planSteps(plan, request.parameters, 3);
  const log = createStepLog(recorder);

  const run: Run = {
    deps,
    request,
    startedAt: deps.clock.wallIso(),
    once: armsOnce(scenario, request.parameters),
    plan,
    recorder,
    signal: AbortSignal.any([signal, own.signal]),
    ended: over.signal,
    arms: [],
    gates: [],
    topology: null,
    source: null,
    undo: null,
    note: null,
    fleet: null,
    watch: null,
    probes: null,
    lost: false,
    async enter(next, arm) {
      phase = next;
      doing = 'prepare';
      armNow = arm ?? null;
      log.enter(arm ?? next);
      const name = arm === undefined ? next : `${next} ${arm}`;
      recorder.timeline.push({ at_ms: recorder.now(), kind: 'phase', ref: name });
      if (run.topology !== null) {
        const { topology, source } = run;
        steps = planSteps(plan, request.parameters, topology.deployment.replicas, source, topology);
      }
      run.tell();
      // The journal informs; the undo record on the target is what a recovery needs. So a lost Redis stops nothing.
      await deps.store
        .update(request.id, { enter: name, state: next === 'restore' || next === 'report' ? 'restoring' : 'running' })
        .catch((cause: unknown) =>
          deps.log.warn('journal_not_written', { run: request.id, phase: name, reason: String(cause) }),
        );
    },
    now(next) {
      doing = next;
      run.tell();
    },
    failStep: () => log.fail(),
    tell: () => deps.onProgress(progressOf(run, { phase, arm: armNow, doing, steps, log })),
    abort: (reason) => own.abort(reason),
    async stopFleet() {
      const fleet = run.fleet;
      run.fleet = null;
      // What the clients take for their end, the target waits for: a fleet that hangs is left behind.
      const over = new AbortController();
      const late = deps.clock.sleep(FLEET_END_MS, over.signal).then(
        () => deps.log.warn('fleet_not_stopped', { reason: `it did not end within ${FLEET_END_MS / 1000} s` }),
        () => undefined,
      );
      const ended = (fleet?.stop() ?? Promise.resolve()).catch((cause: unknown) =>
        deps.log.warn('fleet_not_stopped', { reason: String(cause) }),
      );
      await Promise.race([ended, late]);
      over.abort(new Error('the fleet has ended'));
      run.gates.push(...(fleet?.gates() ?? []));
    },
    stop: () => over.abort(new Error('the run is over')),
    versions: () => ({
      bot: deps.botVersion,
      envoy: run.topology?.envoy_version ?? 'unknown',
      grpc_js: deps.fleet.version(),
      ...(run.topology?.kubernetes_version ? { kubernetes: run.topology.kubernetes_version } : {}),
    }),
    failureOf(cause) {
      const told: unknown = run.signal.aborted ? run.signal.reason : cause;
      const where = armNow === null ? phase : `${phase} ${armNow}`;
      if (told instanceof RunAborted) return { phase: where, code: told.state, message: told.message };
      if (told instanceof ObstacleError) {
        return { phase: where, code: told.code, message: told.message, obstacle: told.obstacle };
      }
      if (told instanceof AppError) return { phase: where, code: told.code, message: told.message };
      deps.log.warn('run_failed', {
        run: request.id,
        reason: told instanceof Error ? (told.stack ?? told.message) : String(told),
      });
      return { phase: where, code: 'internal', message: `An unexpected error in phase ${where}: ${String(told)}` };
    },
  };
  return run;
}

interface Standing {
  phase: Phase;
  arm: string | null;
  doing: Doing;
  steps: readonly Step[];
  log: StepLog;
}

function progressOf(run: Run, { phase, arm, doing, steps, log }: Standing): RunProgress {
  const { recorder } = run;
  const current = arm ?? (phase === 'report' ? 'restore' : phase);
  const index = Math.max(
    0,
    steps.findIndex((step) => step.name === current),
  );
  const elapsed = recorder.now();
  const before = steps.slice(0, index + 1).reduce((sum, step) => sum + step.ms, 0);
  const total = steps.reduce((sum, step) => sum + step.ms, 0);
  const told = log.list(steps);
  return {
    state: phase === 'restore' || phase === 'report' ? 'restoring' : 'running',
    phase,
    arm,
    ...(phase === 'change' ? { doing } : {}),
    elapsed_ms: Math.round(elapsed),
    // A step that takes longer than planned moves the end, it never makes the time left negative.
    remaining_ms: Math.round(total - before + Math.max(1000, before - elapsed)),
    steps: told,
    pods: [...recorder.live.values()].map((pod) => ({
      name: pod.name,
      recent: recorder.readings
        .filter((reading) => reading.uid === pod.uid && reading.kind === 'tick')
        .slice(-RECENT)
        .map((reading) => reading.counters?.http2_active ?? null),
    })),
    picks: told.reduce((sum, step) => sum + (step.picks ?? 0), 0),
    errors: told.reduce((sum, step) => sum + (step.errors ?? 0), 0),
    note: run.note,
  };
}
