import grpcPackage from '@grpc/grpc-js/package.json' with { type: 'json' };
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { GateResult } from '../../domain/record.ts';
import type { ClientEvent } from '../../domain/sample.ts';
import type { Agent, AgentOrder, AgentPool } from '../../ports/agent-pool.ts';
import type { ClientFleet, Fleet, FleetRun, FleetSpec } from '../../ports/client-fleet.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { type AgentLink, createAgentLink } from './agent-link.ts';
import { loadAgentService, toCallKind } from './agent-protocol.ts';
import { checkClients } from './client-fleet.ts';

/** From the order to start to the common moment, in milliseconds: the order reaches every agent in between. */
const LEAD_MS = 1000;
/** Events are counted by the second; times that are further off would count in another one. */
const MAX_CLOCK_ERROR_MS = 200;

export interface AgentFleetConfig {
  pool: AgentPool;
  /** Over how many agents the clients are spread, where there are so many clients. */
  agents: number;
  /** Where the clients connect instead of the fleet's address; null for that. */
  address: string | null;
  clock: Clock;
  log: Log;
}

interface Member {
  agent: Agent;
  link: AgentLink;
}

/**
 * Makes fleets whose clients run in agents: client n in agent n modulo their number, with the schedule that one process
 * would keep. Events come in batches of 0.1 s, with times mapped into the clock's.
 */
export function createAgentFleet(config: AgentFleetConfig): ClientFleet {
  const { pool, clock, log } = config;
  let version = grpcPackage.version;

  async function start(spec: FleetSpec, onEvent: (event: ClientEvent) => void, run: FleetRun): Promise<Fleet> {
    checkClients(spec);
    const agents = Math.min(config.agents, spec.clients);
    const address = config.address ?? spec.address;
    const order: AgentOrder = {
      run: run.id,
      agents,
      clients_each: Math.ceil(spec.clients / agents),
      longest_ms: run.longest_ms,
    };
    let members: Member[] = [];
    const close = async (): Promise<void> => {
      await Promise.all(members.map(({ link }) => link.stop()));
      await pool
        .close(run.id)
        .catch((cause: unknown) => log.warn('agents_not_removed', { run: run.id, reason: String(cause) }));
    };
    try {
      const service = loadAgentService();
      const opened = await pool.open(order, run.signal);
      members = opened.map((agent) => ({ agent, link: createAgentLink({ agent, service, clock, onEvent }) }));
      const calls = {
        call_kind: toCallKind(spec.rpc ?? 'unary'),
        stream_ms: spec.stream_ms ?? 0,
        keepalive_ms: spec.keepalive_ms ?? 0,
      };
      const part = { ...spec, ...calls, address, stride: agents };
      const prepared = together(members, ({ link }, first) => link.prepare({ ...part, first }));
      [version = version] = await unlessAborted(prepared, run.signal);
      const atMs = clock.monotonicMs() + LEAD_MS;
      const started = together(members, ({ link }) => link.start(atMs));
      await unlessAborted(started, run.signal);
    } catch (cause) {
      await close();
      throw cause;
    }
    let stopping: Promise<void> | undefined;
    return {
      address,
      sockets: () => members.reduce((sum, { link }) => sum + link.sockets(), 0),
      stop() {
        stopping ??= close();
        return stopping;
      },
      gates: () => gatesOf(members),
    };
  }

  return {
    start: (spec, onEvent, run = { id: 'alone', longest_ms: 3_600_000, signal: new AbortController().signal }) =>
      start(spec, onEvent, run),
    version: () => version,
    // An agent gets the address of the Service with its order, and nothing afterwards.
    balances: false,
    discard: (run) => pool.close(run),
  };
}

/** Does it with every agent at once. @throws AppError `clients_not_ready` that names the first that failed */
function together<T>(members: readonly Member[], work: (member: Member, index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(
    members.map(async (member, index) => {
      try {
        return await work(member, index);
      } catch (cause) {
        const why = member.agent.fate() ?? errorMessage(cause);
        throw new AppError(
          'clients_not_ready',
          `Agent ${index + 1} of ${members.length} (${member.agent.name}) did not get ready: ${why}; nothing was changed.`,
          { cause },
        );
      }
    }),
  );
}

/** @throws the signal's reason as soon as it aborts */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function gatesOf(members: readonly Member[]): GateResult[] {
  const lost = members.flatMap(({ agent, link }) => {
    const why = link.lost();
    return why === null ? [] : [`${agent.name}: ${why}`];
  });
  const reporting = members.length - lost.length;
  const errorMs = Math.max(...members.map(({ link }) => link.clockErrorMs()));
  return [
    {
      name: 'run agents reporting',
      ok: lost.length === 0,
      value: lost.length === 0 ? reporting : `${reporting} of ${members.length} (not ${lost.join('; not ')})`,
      limit: members.length,
    },
    {
      name: 'run agent clock error ms',
      ok: errorMs <= MAX_CLOCK_ERROR_MS,
      value: Math.round(errorMs * 1000) / 1000,
      limit: MAX_CLOCK_ERROR_MS,
    },
  ];
}
