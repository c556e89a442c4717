import { Client, type ClientReadableStream, credentials, type ServiceError } from '@grpc/grpc-js';
import { errorMessage } from '../../domain/error-message.ts';
import type { ClientEvent } from '../../domain/sample.ts';
import type { Agent } from '../../ports/agent-pool.ts';
import type { Clock } from '../../ports/clock.ts';
import { callAgent } from './agent-call.ts';
import { type AgentDefinition, fromCallKind, fromWire, type PrepareRequest, type Report } from './agent-protocol.ts';
import { bestOffset, type ClockOffset, type ClockReading, provenDriftMs } from './clock-offset.ts';

/** How long an agent that runs may take for its first answer, in milliseconds: others that have answered wait for 15 s. */
const READY_MS = 12_000;
const CALL_MS = 5000;
const FATE_POLL_MS = 200;
/** Readings of the agent's clock before the start; the quickest counts. */
const CLOCK_READINGS = 12;
const BEAT_MS = 2000;
/** An agent reports once a second; one that is silent for so long reports no more. */
const SILENCE_MS = 10_000;

const CHANNEL_OPTIONS = {
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  // The agent's port may open a moment after its process has started.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1000,
};

export interface AgentLinkConfig {
  agent: Agent;
  service: AgentDefinition;
  clock: Clock;
  onEvent: (event: ClientEvent) => void;
}

/** The worker's end of one agent. */
export interface AgentLink {
  /** Gives the agent its part and reads its clock. Resolves with its gRPC version. @throws Error with the reason */
  prepare(part: PrepareRequest): Promise<string>;
  /** Starts the clients at a moment of our clock; resolves with the first report. @throws Error with the reason */
  start(atMs: number): Promise<void>;
  /** Open sockets at the last report; 0 once it is lost. */
  sockets(): number;
  /** How far an event's time may be from ours, in milliseconds. */
  clockErrorMs(): number;
  /** Why the agent's reports are not complete; null while they are. */
  lost(): string | null;
  /** Stops the clients and hears the last report, within 5 s; never throws; idempotent. */
  stop(): Promise<void>;
}

/** Connects at the first call. */
export function createAgentLink({ agent, service, clock, onEvent }: AgentLinkConfig): AgentLink {
  const rpc = new Client(agent.address, credentials.createInsecure(), CHANNEL_OPTIONS);
  const over = new AbortController();
  const settled = Promise.withResolvers<void>();
  let offset: ClockOffset = { offsetMs: 0, errorMs: 0 };
  let driftMs = 0;
  let stream: ClientReadableStream<Report> | null = null;
  let expected = 0;
  let heardMs = 0;
  let sockets = 0;
  let complete = false;
  let reason: string | null = null;
  let stopping: Promise<void> | undefined;

  function lose(why: string): void {
    if (complete || reason !== null) return;
    reason = why;
    sockets = 0;
    over.abort(new Error(why));
    stream?.cancel();
    settled.resolve();
  }

  async function readClock(): Promise<ClockReading> {
    const sentMs = clock.monotonicMs();
    const { clock_ms } = await callAgent(rpc, service.ReadClock, {}, CALL_MS);
    return { sentMs, receivedMs: clock.monotonicMs(), theirMs: clock_ms };
  }

  /** Rejects as soon as something is known to have happened to the agent. */
  async function fateOf(signal: AbortSignal): Promise<never> {
    for (;;) {
      const fate = agent.fate();
      if (fate !== null) throw new Error(fate);
      await clock.sleep(FATE_POLL_MS, signal);
    }
  }

  async function unlessFate<T>(work: Promise<T>): Promise<T> {
    const done = new AbortController();
    try {
      return await Promise.race([work, fateOf(done.signal)]);
    } finally {
      done.abort();
    }
  }

  /** A sign of life for the agent, a look at its clock, and at how long it has been silent. */
  async function beat(): Promise<void> {
    while (!over.signal.aborted) {
      await clock.sleep(BEAT_MS, over.signal).catch(() => undefined);
      if (over.signal.aborted) return;
      const reading = await readClock().catch(() => null);
      if (reading !== null) driftMs = Math.max(driftMs, provenDriftMs(offset, reading));
      if (clock.monotonicMs() - heardMs > SILENCE_MS) lose(`it was silent for ${SILENCE_MS / 1000} s`);
    }
  }

  function hear(report: Report): void {
    if (reason !== null) return;
    if (report.sequence !== expected) {
      lose(`report ${expected} is missing`);
      return;
    }
    expected += 1;
    heardMs = clock.monotonicMs();
    sockets = report.sockets;
    complete = report.last;
    for (const wire of report.events) {
      const event = fromWire(wire, wire.at_ms - offset.offsetMs);
      if (event !== null) onEvent(event);
    }
    if (report.last) settled.resolve();
  }

  return {
    async prepare(part) {
      const { grpc_js, call_kind } = await unlessFate(callAgent(rpc, service.Prepare, part, READY_MS));
      const asked = fromCallKind(part.call_kind);
      if (fromCallKind(call_kind) !== asked)
        throw new Error(`its version knows no ${asked} clients; run agents of the worker's own version`);
      const readings: ClockReading[] = [];
      while (readings.length < CLOCK_READINGS) readings.push(await readClock());
      offset = bestOffset(readings);
      return grpc_js;
    },
    async start(atMs) {
      const { path, requestSerialize, responseDeserialize } = service.Start;
      const reports = rpc.makeServerStreamRequest(path, requestSerialize, responseDeserialize, {
        at_ms: atMs + offset.offsetMs,
      });
      stream = reports;
      const first = Promise.withResolvers<void>();
      reports.on('data', (report: Report) => {
        hear(report);
        first.resolve();
      });
      reports.on('error', (error: ServiceError) => {
        lose(`its reports broke off (${error.details})`);
        first.reject(new Error(error.details, { cause: error }));
      });
      reports.on('end', () => lose('its reports ended early'));
      await unlessFate(first.promise);
      void beat();
    },
    sockets: () => sockets,
    clockErrorMs: () => offset.errorMs + driftMs,
    lost: () => (reason === null ? null : (agent.fate() ?? reason)),
    stop() {
      stopping ??= (async () => {
        if (reason === null && stream !== null) {
          const patience = new AbortController();
          const stopped = callAgent(rpc, service.Stop, {}, CALL_MS).catch((cause: unknown) =>
            lose(`it did not stop (${errorMessage(cause)})`),
          );
          const late = clock.sleep(CALL_MS, patience.signal).then(
            () => lose('its last report did not come'),
            () => undefined,
          );
          await Promise.all([stopped, settled.promise]);
          patience.abort();
          await late;
        }
        over.abort();
        stream?.cancel();
        rpc.close();
      })();
      return stopping;
    },
  };
}
