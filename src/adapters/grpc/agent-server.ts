import { promisify } from 'node:util';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import grpcPackage from '@grpc/grpc-js/package.json' with { type: 'json' };
import type { Clock } from '../../ports/clock.ts';
import {
  fromCallKind,
  loadAgentService,
  type PrepareRequest,
  type PrepareResponse,
  type Report,
  toCallKind,
} from './agent-protocol.ts';
import { type RunningClients, startClients } from './client-fleet.ts';
import { createReportStream, type ReportStream } from './report-stream.ts';

/** Without a call for so long the worker is gone; before its first call it may wait for other agents, in milliseconds. */
const CONTROLLER_GONE_MS = 15_000;
const CONTROLLER_AWAITED_MS = 180_000;
const WATCH_MS = 500;
/** Files and ports that are not a client's connection: logs, the control connection, sockets that linger after a close. */
const RESERVE = 64;

/** What a process may open. */
export interface AgentLimits {
  /** File descriptors. */
  files: number;
  /** Local ports for outgoing connections. */
  ports: number;
}

export interface AgentServerConfig {
  host: string;
  /** 0 takes a free one. */
  port: number;
  clock: Clock;
  limits: () => AgentLimits;
}

export interface AgentServer {
  port: number;
  /** Resolves with the reason once the agent has nothing more to do; its clients have stopped by then. */
  ended: Promise<string>;
  /** Stops the clients and the server; idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts the control service of an agent, fleet.v1.Agent: it runs its part of one fleet and ends after it, or when the
 * worker is gone.
 *
 * @throws Error when the address cannot be listened on.
 */
export async function startAgentServer({ host, port, clock, limits }: AgentServerConfig): Promise<AgentServer> {
  const ended = Promise.withResolvers<string>();
  const over = new AbortController();
  let heardMs: number | null = null;
  let prepared: PrepareRequest | null = null;
  let running: { clients: RunningClients; reports: ReportStream } | null = null;

  function end(why: string): void {
    if (over.signal.aborted) return;
    over.abort();
    void Promise.resolve(running?.clients.stop()).then(() => ended.resolve(why));
  }

  async function watchController(): Promise<void> {
    const startMs = clock.monotonicMs();
    while (!over.signal.aborted) {
      await clock.sleep(WATCH_MS, over.signal).catch(() => undefined);
      const patienceMs = heardMs === null ? CONTROLLER_AWAITED_MS : CONTROLLER_GONE_MS;
      if (clock.monotonicMs() - (heardMs ?? startMs) > patienceMs) end(`no worker for ${patienceMs / 1000} s`);
    }
  }

  const hearing =
    <Q, A>(answer: (call: ServerUnaryCall<Q, A>, reply: sendUnaryData<A>) => void): handleUnaryCall<Q, A> =>
    (call, reply) => {
      heardMs = clock.monotonicMs();
      answer(call, reply);
    };

  function prepare({ request }: { request: PrepareRequest }, reply: sendUnaryData<PrepareResponse>): void {
    const problem = running === null ? unfit(request, limits()) : 'its clients run already';
    if (problem === null) {
      prepared = request;
      reply(null, { grpc_js: grpcPackage.version, call_kind: toCallKind(fromCallKind(request.call_kind) ?? 'unary') });
    } else {
      reply({ code: status.FAILED_PRECONDITION, details: problem });
    }
  }

  const start: handleServerStreamingCall<{ at_ms: number }, Report> = (call) => {
    heardMs = clock.monotonicMs();
    const problem = startProblem(call.request.at_ms);
    if (problem !== null || prepared === null) {
      call.emit('error', { code: status.FAILED_PRECONDITION, details: problem });
      return;
    }
    running = startReporting(prepared, call);
  };

  function startProblem(atMs: number): string | null {
    if (running !== null) return 'its clients run already';
    if (prepared === null) return 'nothing is prepared';
    const lateMs = Math.ceil(clock.monotonicMs() - atMs);
    return lateMs > 0 ? `the start was asked for ${lateMs} ms too late` : null;
  }

  function startReporting(spec: PrepareRequest, call: ServerWritableStream<{ at_ms: number }, Report>) {
    const gone = new AbortController();
    const part = { first: spec.first, stride: spec.stride, startMs: call.request.at_ms };
    const workload = { rpc: fromCallKind(spec.call_kind) ?? 'unary', stream_ms: spec.stream_ms || null };
    const clients = startClients({ clock }, { ...spec, ...workload }, part, (event) => reports.push(event));
    const reports = createReportStream({ call, clock, sockets: clients.sockets }, gone.signal);
    call.once('close', () => gone.abort());
    call.once('cancelled', () => {
      gone.abort();
      end('the worker let go of the reports');
    });
    return { clients, reports };
  }

  const stop = hearing<object, object>((_call, reply) => {
    void (async () => {
      await running?.clients.stop();
      await running?.reports.finish();
      reply(null, {});
      end('its work is done');
    })();
  });

  const server = new Server();
  server.addService(loadAgentService(), {
    ReadClock: hearing<object, { clock_ms: number }>((_call, reply) => reply(null, { clock_ms: clock.monotonicMs() })),
    Prepare: hearing(prepare),
    Start: start,
    Stop: stop,
  });
  const bind = promisify(server.bindAsync.bind(server));
  const bound = await bind(`${host}:${port}`, ServerCredentials.createInsecure()).catch((cause: unknown) => {
    throw new Error(`the agent cannot listen on ${host}:${port}: take a free port of this host`, { cause });
  });
  void watchController();
  return {
    port: bound,
    ended: ended.promise,
    async stop() {
      end('it was told to end');
      await ended.promise;
      await closed(server);
    },
  };
}

/** What the process lacks for its part; null when it can run it. */
function unfit({ clients, first, stride, call_kind }: PrepareRequest, { files, ports }: AgentLimits): string | null {
  if (fromCallKind(call_kind) === null)
    return `it does not know the kind of call ${call_kind}: run agents of the worker's own version`;
  const own = Math.ceil((clients - first) / stride);
  const wanted = own + RESERVE;
  if (files < wanted)
    return `it may open ${files} files, and ${own} clients want ${wanted}: raise its limit, or ask for more agents`;
  if (ports < wanted)
    return `it has ${ports} local ports, and ${own} clients want ${wanted}: widen net.ipv4.ip_local_port_range, or ask for more agents`;
  return null;
}

/** Answers on their way go out; a peer that keeps its connection is cut after a moment. */
async function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cut = setTimeout(() => {
    server.forceShutdown();
    resolve();
  }, 500);
  server.tryShutdown(() => resolve());
  await promise;
  clearTimeout(cut);
}
