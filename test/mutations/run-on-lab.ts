import { createEnvoyConfig } from '../../src/adapters/envoy/envoy-config.ts';
import { createClientFleet } from '../../src/adapters/grpc/client-fleet.ts';
import { executeRun } from '../../src/app/execute-run.ts';
import type { ExecuteDeps } from '../../src/app/run-context.ts';
import { EVERYBODY } from '../../src/domain/allow-list.ts';
import { completeParameters, type RunParameters } from '../../src/domain/parameters.ts';
import type { GateResult, RunRecord } from '../../src/domain/record.ts';
import type { ClientEvent, EnvoyReading } from '../../src/domain/sample.ts';
import type { ScenarioName } from '../../src/domain/scenario.ts';
import { findScenario } from '../../src/domain/scenarios.ts';
import type { ClientFleet } from '../../src/ports/client-fleet.ts';
import { askAdmin, clock, envoyBinary, type RealLab, STAT_PREFIX } from '../adapters/lab/real-lab.ts';
import { createFakeAuditLog } from '../fakes/fake-audit-log.ts';
import { createFakeProbeSource } from '../fakes/fake-probe-source.ts';
import { createFakeRunStore } from '../fakes/fake-run-store.ts';

export interface LabRun {
  lab: RealLab;
  scenario: ScenarioName;
  parameters?: Partial<RunParameters>;
  /** Changes a part that the run works with: the mutation. */
  mutate?: (deps: ExecuteDeps) => Partial<ExecuteDeps>;
}

export interface RanOnLab {
  record: RunRecord;
  readings: EnvoyReading[];
  events: ClientEvent[];
}

/** So small that a correct lab fails a test of evenness by chance in one of 10,000 runs only. */
const ALPHA = 1e-4;

/** Carries out a short run on a real lab, from preflight to record. */
export async function runOnLab({ lab, scenario: name, parameters, mutate }: LabRun): Promise<RanOnLab> {
  const scenario = findScenario(name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  const { path: binary } = await envoyBinary();
  const store = createFakeRunStore({ clock });
  const request = {
    id: 'r-0000mute',
    scenario: name,
    target: 'lab',
    parameters: {
      ...completeParameters(scenario, new Map(), 7),
      clients: 20,
      interval_ms: 200,
      warmup_ms: 500,
      observe_ms: 4000,
      alpha: ALPHA,
      ...(scenario.setting === null ? {} : { value_ms: 300 }),
      ...parameters,
    },
    requested_by: 'U1',
    requested_at: clock.wallIso(),
    thread: { channel: 'C1', ts: null },
  };
  await store.create(request, 'delivery-1');
  const deps: ExecuteDeps = {
    target: lab.target,
    guard: lab.guard,
    stats: lab.stats,
    probes: createFakeProbeSource().source,
    fleet: createClientFleet({ clock }),
    config: createEnvoyConfig({ binary, statPrefix: STAT_PREFIX }),
    store,
    audit: createFakeAuditLog(),
    clock,
    log: { info: () => undefined, warn: () => undefined },
    random: Math.random,
    profile: { name: 'lab', kind: 'lab', class: 'lab' },
    need: 'none',
    allow: EVERYBODY,
    botVersion: '0.0.0',
    onProgress: () => undefined,
    keep: (outcome) => store.saveOutcome(outcome),
  };
  const mutated = { ...deps, ...mutate?.(deps) };
  await executeRun({ ...mutated, fleet: punctual(mutated.fleet) }, request, new AbortController().signal);
  const outcome = await store.outcome(request.id);
  if (outcome === null) throw new Error('the run kept no outcome');
  const lines = <T>(file: string): T[] =>
    String(outcome.raw[file] ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  return {
    record: outcome.record,
    readings: lines<EnvoyReading>('envoy.ndjson'),
    events: lines<ClientEvent>('clients.ndjson'),
  };
}

/** The same, until no gate has failed: on a busy host a run may well be INVALID, three times in a row it is not. */
export async function validRunOnLab(spec: LabRun): Promise<RanOnLab> {
  for (let attempt = 1; ; attempt++) {
    const ran = await runOnLab(spec);
    if (attempt === 3 || failedGates(ran.record).length === 0) return ran;
  }
}

/** Takes the lateness out of the events: how busy the host of the tests is must not decide what they find. */
function punctual(fleet: ClientFleet): ClientFleet {
  return {
    ...fleet,
    start: (spec, onEvent) =>
      fleet.start(spec, (event) => onEvent(event.kind === 'rpc' ? { ...event, late_ms: 0 } : event)),
  };
}

export function failedGates(record: RunRecord): GateResult[] {
  return record.gates.filter((gate) => !gate.ok);
}

export function armOf(record: RunRecord, name: string): RunRecord['arms'][number] {
  const found = record.arms.find((arm) => arm.name === name);
  if (found === undefined) throw new Error(`the run has no arm ${name}: ${JSON.stringify(record.failure)}`);
  return found;
}

/** How many requests Envoy itself has counted on all Pods that are there now. */
export async function requestsAtEnvoy(lab: RealLab): Promise<{ total: number; refused: number }> {
  const { pods } = await lab.target.describe();
  const texts = await Promise.all(pods.map((pod) => askAdmin(lab, pod.name, '/stats?filter=^http\\.ingress_http\\.')));
  const sum = (name: string): number =>
    texts.reduce((total, text) => total + Number(new RegExp(`\\.${name}: (\\d+)`).exec(text)?.[1] ?? 0), 0);
  return { total: sum('downstream_rq_total'), refused: sum('rq_direct_response') };
}
