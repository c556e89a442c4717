import { executeRun } from '../../src/app/execute-run.ts';
import { keepReconciled } from '../../src/app/keep-reconciled.ts';
import type { ExecuteDeps } from '../../src/app/run-context.ts';
import { EVERYBODY } from '../../src/domain/allow-list.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { RunProgress } from '../../src/domain/progress.ts';
import type { GateResult, RunRecord } from '../../src/domain/record.ts';
import type { RunRequest } from '../../src/domain/run.ts';
import type { ServiceSettings } from '../../src/domain/service-settings.ts';
import type { Pod } from '../../src/domain/topology.ts';
import { createFakeAuditLog } from '../fakes/fake-audit-log.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { createFakeEnvoyConfig } from '../fakes/fake-envoy-config.ts';
import { createFakeFleet } from '../fakes/fake-fleet.ts';
import { createFakeLog } from '../fakes/fake-log.ts';
import { createFakePodStats } from '../fakes/fake-pod-stats.ts';
import { createFakeProbeSource } from '../fakes/fake-probe-source.ts';
import { createFakeRunStore } from '../fakes/fake-run-store.ts';
import { createFakeScrapedStats } from '../fakes/fake-scraped-stats.ts';
import { createFakeTarget, FAKE_DOCUMENT } from '../fakes/fake-target.ts';
import { type Call, createSpy } from './spied.ts';

/**
 * A lab of fakes on a fake clock, with a worker's life to end: everything that `executeRun` needs. With `scrapedMs` its
 * statistics are counted only so often.
 */
export function createWorld({
  document = FAKE_DOCUMENT,
  envoyVersion = '1.40.0',
  scrapedMs,
  service,
  isClosed,
}: {
  document?: string;
  envoyVersion?: string;
  scrapedMs?: number;
  /** How its owner has made the Service. */
  service?: Partial<ServiceSettings>;
  /** Nobody may intervene in the target. */
  isClosed?: boolean;
} = {}) {
  const clock = createFakeClock();
  const log = createFakeLog();
  const spy = createSpy();
  const podStats = createFakePodStats();
  const probes = createFakeProbeSource();
  const scraped = { clock, stats: podStats.stats, pods: (): readonly Pod[] => lab.pods() };
  const stats =
    scrapedMs === undefined ? podStats.stats : createFakeScrapedStats({ ...scraped, intervalMs: scrapedMs });
  const lab = createFakeTarget({
    ...{ clock, document, envoyVersion, stats },
    ...(service === undefined ? {} : { service }),
    ...(isClosed === undefined ? {} : { isClosed }),
  });
  const store = createFakeRunStore({ clock });
  const audit = createFakeAuditLog();
  const config = createFakeEnvoyConfig();
  const worker = { alive: true };
  let sockets = () => 0;
  let counted: (() => number) | undefined;
  const lifetimeMs = (): number | null => {
    const found = config.read(documentNow, 'max-connection-duration');
    return found === null || found.kind === 'max-requests' ? null : found.value_ms;
  };
  let documentNow = document;
  let isLocal = service?.traffic_policy === 'Local';
  const { rollout, intervene } = lab.target;
  const target = {
    ...lab.target,
    async rollout(...args: Parameters<typeof rollout>) {
      const rolled = rollout(...args);
      documentNow = (await lab.target.describe()).config.document;
      await rolled;
    },
    async intervene(...args: Parameters<typeof intervene>) {
      await intervene(...args);
      isLocal = (await lab.target.describe()).service.traffic_policy === 'Local';
    },
  };
  let code: (n: number) => string = () => 'OK';
  let refusedUntil = 0;
  let stopsFleet = true;
  let hangsFleet = false;
  let isHeard = true;
  let gates: GateResult[] = [];
  const discarded: string[] = [];
  const fleet = createFakeFleet({
    clock,
    pods: lab.pods,
    counts: podStats,
    lifetimeMs,
    streamLimitMs: () => config.read(documentNow, 'max-connection-duration')?.max_stream_duration_ms ?? null,
    code: (n) => code(n),
    pick: (pods, n) =>
      clock.monotonicMs() < refusedUntil ? undefined : isLocal ? pickLocal(pods, n) : pods[n % pods.length],
    gates: () => gates,
    onDiscard: (run) => discarded.push(run),
  });
  const progress: RunProgress[] = [];
  const spiedStore = spy.on('store', store);

  const deps: ExecuteDeps = {
    target: spy.on('target', target),
    guard: spy.on('guard', lab.guardOf(worker)),
    stats: spy.on('stats', stats),
    probes: probes.source,
    fleet: spy.on('fleet', {
      balances: fleet.balances,
      version: fleet.version,
      discard: fleet.discard,
      async start(...args: Parameters<typeof fleet.start>) {
        const [spec, onEvent] = args;
        const started = await fleet.start(spec, (event) => (isHeard ? onEvent(event) : undefined));
        sockets = started.sockets;
        return {
          address: started.address,
          sockets: counted ?? started.sockets,
          gates: started.gates,
          async stop() {
            await started.stop();
            if (hangsFleet) await new Promise(() => undefined);
            if (!stopsFleet) throw new Error('a client did not end');
          },
        };
      },
    }),
    config: spy.on('config', config),
    store: spiedStore,
    audit,
    clock,
    log,
    random: () => 0.5,
    profile: { name: 'lab', kind: 'lab', class: 'lab' },
    botVersion: '0.1.0',
    need: 'none',
    allow: EVERYBODY,
    onProgress: (told) => void progress.push(told),
    keep: (outcome) => spiedStore.saveOutcome(outcome),
  };

  return {
    clock,
    log,
    spy,
    lab,
    podStats,
    /** What the probes of a plan read. */
    probes,
    store,
    audit,
    deps,
    progress,
    /** Whether the worker's process lives; its leases are free once it does not. */
    worker,
    /** Sockets that the fleet has open. */
    sockets: () => sockets(),
    answerWith(status: (n: number) => string): void {
      code = status;
    },
    /** The fleet counts its sockets so. */
    countSockets(count: () => number): void {
      counted = count;
    },
    /** From now on, and for so long, nobody who connects reaches a Pod. */
    refuseConnections(forMs: number): void {
      refusedUntil = clock.monotonicMs() + forMs;
    },
    /** From now on no request of a client ends. */
    muteClients(): void {
      isHeard = false;
    },
    /** What the fleet says of itself when it has stopped. */
    fleetSays(said: GateResult[]): void {
      gates = said;
    },
    /** Runs whose fleets were discarded. */
    discarded,
    /** The clients' end never comes, as where a credential plugin waits for a person. */
    hangFleet(): void {
      hangsFleet = true;
    },
    failToStopFleet(): void {
      stopsFleet = false;
    },
    /** A rollout that changes the configuration and then fails with half of the Pods made. */
    async halfARollout({ args }: Call): Promise<void> {
      const [fence, asked, signal] = args as Parameters<typeof rollout>;
      void rollout(fence, asked, signal).catch(() => undefined);
      await clock.sleep(asked.pace_ms * 1.5);
      throw new AppError('rollout_failed', 'The second Pod does not get Ready.');
    },
    image: async () => (await lab.target.describe()).config.image,
    /** Submits and carries out a run in no time; `abort` ends it early. */
    async run(request: RunRequest, abort = new AbortController()): Promise<RunRecord> {
      await store.create(request, request.id);
      return clock.during(executeRun(deps, request, abort.signal));
    },
    /** Looks for dead runs for so long, as a worker of another process with dependencies of its own. */
    async reconcile(ms: number): Promise<void> {
      const over = new AbortController();
      const other = { ...deps, guard: lab.guardOf({ alive: true }), target, store, holder: 'recovery-2' };
      const looking = keepReconciled({ ...other, keep: (outcome) => store.saveOutcome(outcome) }, over.signal);
      await clock.advance(ms);
      over.abort(new Error('the test is over'));
      await clock.during(looking);
    },
    /** What the phases are named in the record, in order. */
    phasesOf: (record: RunRecord) => record.timeline.flatMap(({ kind, ref }) => (kind === 'phase' ? [ref] : [])),
  };
}

export type World = ReturnType<typeof createWorld>;

/** Does something when a run enters a phase, before anything of the phase is done. */
export function onEntering(world: World, phase: string, act: () => void | Promise<void>): void {
  world.spy.before('store.update', ({ args }) => {
    if ((args[1] as { enter?: string }).enter === phase) return act();
  });
}

/** A node in turn, and on it a Pod in turn, as policy Local leads connections on average. */
function pickLocal(pods: readonly Pod[], n: number): Pod | undefined {
  const nodes = [...new Set(pods.map(({ node }) => node))];
  const own = pods.filter(({ node }) => node === nodes[n % nodes.length]);
  return own[Math.floor(n / nodes.length) % own.length];
}
