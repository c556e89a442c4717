import { AppError } from '../../src/domain/errors.ts';
import type { GateResult } from '../../src/domain/record.ts';
import type { ClientEvent } from '../../src/domain/sample.ts';
import type { Pod } from '../../src/domain/topology.ts';
import type { ClientFleet, FleetSpec } from '../../src/ports/client-fleet.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { FakePodStats } from './fake-pod-stats.ts';

export interface FakeFleetOptions {
  clock: Clock;
  /** Pods that take connections now: {@link import('./fake-target.ts').FakeTarget}'s `pods`. */
  pods: () => readonly Pod[];
  /** Where connections are counted as Envoy would. */
  counts?: Pick<FakePodStats, 'opened' | 'closed'>;
  /** Chooses the Pod of the n-th connection of all, from 0; in turn by default. */
  pick?: (pods: readonly Pod[], n: number) => Pod | undefined;
  /** How long a connection may live now, as max_connection_duration does; null for ever. */
  lifetimeMs?: () => number | null;
  /** How long a stream that is opened now may last, as max_stream_duration does; null for ever. */
  streamLimitMs?: () => number | null;
  /** What the fleet says of itself when it has stopped; nothing by default. */
  gates?: () => GateResult[];
  /** Hears of runs whose fleets are discarded. */
  onDiscard?: (run: string) => void;
  /** The status of the n-th request of all, from 0; OK by default. */
  code?: (n: number) => string;
}

interface Connection {
  pod: Pod;
  openedAt: number;
}

interface Stream {
  openedAt: number;
  /** When it is cut, counted from then. */
  cutMs: number;
  messages: number;
}

/**
 * Clients in memory: each holds one connection to one Pod and sends a request at every interval. A connection whose Pod
 * is gone, or whose life is over, is replaced at its client's next request. A stream holds its connection: while it is
 * open, a life that is over changes nothing.
 */
export function createFakeFleet(options: FakeFleetOptions): ClientFleet {
  const { clock, pods, counts, lifetimeMs = () => null, streamLimitMs = () => null, code = () => 'OK' } = options;
  const pick = options.pick ?? ((ready, n) => ready[n % ready.length]);
  let opened = 0;
  let sent = 0;

  /** Has a client act at each of its moments until the signal aborts. */
  async function keepPace(
    client: number,
    { clients, interval_ms }: FleetSpec,
    signal: AbortSignal,
    act: (slot: number, dueMs: number) => void,
  ): Promise<void> {
    const first = clock.monotonicMs() + (client / clients) * interval_ms;
    for (let slot = 0; !signal.aborted; slot++) {
      const due = first + slot * interval_ms;
      await clock.sleep(Math.max(0, due - clock.monotonicMs()), signal).catch(() => undefined);
      if (!signal.aborted) act(slot, due);
    }
  }

  /** One that balances: it holds a connection to each host that its name stood for at the start, and speaks to them in turn. */
  function startBalancer(client: number, spec: FleetSpec, onEvent: (event: ClientEvent) => void, signal: AbortSignal) {
    const hosts = spec.hosts?.() ?? [];
    const open = new Map<string, { conn: number; pod: Pod }>();
    function request(slot: number, dueMs: number): void {
      const now = clock.monotonicMs();
      const host = hosts[slot % hosts.length] ?? '';
      const pod = pods().find(({ address }) => address === host);
      const had = open.get(host);
      if (pod !== undefined && had === undefined) {
        opened += 1;
        open.set(host, { conn: open.size + 1, pod });
        counts?.opened(pod.uid);
        onEvent({ at_ms: now, client, kind: 'connect', conn: open.size, port: 40_000 + opened });
      }
      const on = open.get(host);
      const answer =
        on === undefined
          ? { conn: 0, pod: null, code: 'UNAVAILABLE' }
          : { conn: on.conn, pod: on.pod.name, code: code(sent++) };
      onEvent({
        at_ms: now,
        client,
        kind: 'rpc',
        ...answer,
        latency_ms: 0,
        late_ms: now - dueMs,
        opened: had === undefined,
      });
    }
    function leave(): void {
      for (const { conn, pod } of open.values()) {
        counts?.closed(pod.uid);
        onEvent({ at_ms: clock.monotonicMs(), client, kind: 'disconnect', conn, by: 'client' });
      }
      open.clear();
    }
    return { running: keepPace(client, spec, signal, request), isOpen: () => open.size > 0, leave };
  }

  function startClient(client: number, spec: FleetSpec, onEvent: (event: ClientEvent) => void, signal: AbortSignal) {
    let conn = 0;
    let held: Connection | null = null;
    let stream: Stream | null = null;

    function drop(by: 'peer' | 'client', cause?: 'max_duration'): void {
      if (held === null) return;
      if (cause !== undefined) onEvent({ at_ms: clock.monotonicMs(), client, kind: 'goaway', conn });
      if (pods().some((pod) => pod.uid === held?.pod.uid)) counts?.closed(held.pod.uid, cause);
      onEvent({ at_ms: clock.monotonicMs(), client, kind: 'disconnect', conn, by });
      held = null;
    }

    function connected(): Connection | null {
      const life = lifetimeMs();
      if (held !== null && !pods().some((pod) => pod.uid === held?.pod.uid)) drop('peer');
      if (held !== null && life !== null && clock.monotonicMs() - held.openedAt > life) drop('peer', 'max_duration');
      if (held !== null) return held;
      const pod = pick(pods(), opened);
      if (pod === undefined) return null;
      opened += 1;
      conn += 1;
      counts?.opened(pod.uid);
      onEvent({ at_ms: clock.monotonicMs(), client, kind: 'connect', conn, port: 40_000 + opened });
      return { pod, openedAt: clock.monotonicMs() };
    }

    function request(dueMs: number): void {
      const now = clock.monotonicMs();
      const before = held;
      held = connected();
      const answer =
        held === null ? { conn: 0, pod: null, code: 'UNAVAILABLE' } : { conn, pod: held.pod.name, code: code(sent++) };
      onEvent({
        at_ms: now,
        client,
        kind: 'rpc',
        ...answer,
        latency_ms: 0,
        late_ms: now - dueMs,
        opened: held !== null && held !== before,
      });
    }

    function endStream(status: string, lasted_ms: number): void {
      if (stream === null) return;
      const { openedAt, messages } = stream;
      const on = { at_ms: openedAt + lasted_ms, client, conn, pod: held?.pod.name ?? null, code: status };
      if (status !== 'OK') onEvent({ ...on, kind: 'rpc', latency_ms: spec.interval_ms, late_ms: 0, opened: false });
      onEvent({ ...on, kind: 'stream', messages, lasted_ms });
      stream = null;
    }

    /** Whether the moment is left for a message: not where it ends a stream. */
    function goesOn(): boolean {
      if (stream === null) return true;
      const now = clock.monotonicMs();
      const lasted = now - stream.openedAt;
      const isLost = !pods().some((pod) => pod.uid === held?.pod.uid);
      const cut = stream.cutMs;
      const own = spec.stream_ms ?? Number.POSITIVE_INFINITY;
      if (isLost) endStream('UNAVAILABLE', lasted);
      else if (lasted >= cut) endStream('INTERNAL', cut);
      else if (lasted >= own) endStream('OK', own);
      return stream !== null || (!isLost && lasted > Math.min(cut, own));
    }

    /** A message of the open stream, or of a new one. */
    function speak(dueMs: number): void {
      if (!goesOn()) return;
      const now = clock.monotonicMs();
      const before = held;
      if (stream === null) held = connected();
      if (held === null) {
        request(dueMs);
        return;
      }
      stream ??= { openedAt: now, messages: 0, cutMs: streamLimitMs() ?? Number.POSITIVE_INFINITY };
      stream.messages += 1;
      const times = { latency_ms: 0, late_ms: now - dueMs };
      const opened = held !== before;
      onEvent({ at_ms: now, client, kind: 'rpc', conn, pod: held.pod.name, code: code(sent++), ...times, opened });
    }

    async function run(): Promise<void> {
      const act = (spec.rpc ?? 'unary') === 'unary' ? request : speak;
      await keepPace(client, spec, signal, (_slot, due) => act(due));
      endStream('OK', clock.monotonicMs() - (stream?.openedAt ?? 0));
    }
    return { running: run(), isOpen: () => held !== null, leave: () => drop('client') };
  }

  return {
    async start(spec, onEvent) {
      if (!(spec.clients >= 1))
        throw new AppError('clients_not_ready', `a fleet of ${spec.clients} clients cannot start`);
      const halted = new AbortController();
      const startOne = spec.hosts === undefined ? startClient : startBalancer;
      const clients = Array.from({ length: spec.clients }, (_, i) => startOne(i, spec, onEvent, halted.signal));
      return {
        address: spec.address,
        sockets: () => clients.filter((client) => client.isOpen()).length,
        async stop() {
          halted.abort(new Error('the fleet is stopped'));
          await Promise.all(clients.map(({ running }) => running));
          for (const client of clients) client.leave();
        },
        gates: () => options.gates?.() ?? [],
      };
    },
    version: () => '0.0.0-fake',
    balances: true,
    discard: async (run) => options.onDiscard?.(run),
  };
}
