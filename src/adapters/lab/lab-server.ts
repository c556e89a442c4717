import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { Shutdown } from '../../domain/shutdown.ts';
import type { TargetEvent, Topology } from '../../domain/topology.ts';
import type { Undo } from '../../domain/undo.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Fence, Rollout } from '../../ports/target.ts';
import type { Deployment, Template } from './deployment.ts';
import {
  changedService,
  type LabService,
  type LabServiceSettings,
  labChange,
  type ServiceChange,
} from './lab-service.ts';
import type { StateFile } from './lab-state.ts';
import { createLease } from './lease.ts';
import type { NlbState } from './nlb/start-nlb.ts';

const MAX_BODY_BYTES = 1_000_000;
/** The longest path that a Unix socket can have on Linux and macOS (sun_path). */
const MAX_SOCKET_PATH = 103;

export interface LabServerDeps {
  socket: string;
  state: StateFile;
  deployment: Deployment;
  service: LabService;
  topology: () => Topology;
  listeners: Set<(event: TargetEvent) => void>;
  clock: Clock;
  log: Log;
}

interface Call {
  body: Record<string, unknown>;
  response: ServerResponse;
}

type Handler = (call: Call) => Promise<unknown>;

/**
 * Serves the lab to its workers: JSON over HTTP on a Unix socket that only this user can open. A refused call answers
 * with `{code, message}`, which the client turns back into the AppError that it was.
 */
export async function serveLab(deps: LabServerDeps): Promise<{ close(): Promise<void> }> {
  if (Buffer.byteLength(deps.socket) > MAX_SOCKET_PATH) {
    throw new Error(`the state directory's path is too long for a socket (${deps.socket}): choose a shorter NLB_STATE`);
  }
  await rm(deps.socket, { force: true });
  const handlers = createHandlers(deps);
  const server = createServer((request, response) => {
    void answer(handlers, request, response, deps.log);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(deps.socket, resolve);
  });
  return { close: () => closeServer(server, deps.socket) };
}

function createHandlers({
  state,
  deployment,
  service,
  topology,
  listeners,
  clock,
}: LabServerDeps): Map<string, Handler> {
  const lease = createLease(state);
  return new Map<string, Handler>([
    ['GET /topology', async () => topology()],
    ['POST /hold', async ({ body }) => lease.hold(String(body.holder), Number(body.pid), Number(body.ttl_ms))],
    ['GET /holding', async () => lease.holding()],
    ['POST /release', async ({ body }) => lease.release(body.fence as Fence)],
    ['GET /undo', async () => state.current().undo],
    [
      'POST /undo',
      async ({ body }) => {
        await state.update((now) => {
          lease.check(body.fence as Fence, now);
          return { undo: body.undo as Undo };
        });
        return null;
      },
    ],
    [
      'POST /undo/clear',
      async ({ body }) => {
        await state.update((now) => {
          lease.check(body.fence as Fence, now);
          return { undo: null };
        });
        return null;
      },
    ],
    [
      'POST /rollout',
      async ({ body }) => {
        const rollout = body.rollout as Rollout;
        const { template, service: settings } = await state.update((now) => {
          lease.check(body.fence as Fence, now);
          const found = rollout.restore === true ? labChange(now.undo?.service ?? {}) : {};
          const change = { ...found, ...checksOf(rollout) };
          return { template: changed(now.template, rollout, clock), service: changedService(now.service, change) };
        });
        await service.configure(settings);
        await deployment.rollTo(template, rollout.pace_ms);
        return null;
      },
    ],
    [
      'POST /pods/end',
      async ({ body }) => {
        lease.check(body.fence as Fence, state.current());
        await deployment.kill(String(body.uid));
        return null;
      },
    ],
    ['GET /service', async () => serviceNow(service)],
    [
      'POST /service',
      async ({ body }) => {
        await state.update((now) => {
          lease.check(body.fence as Fence, now);
          return { service: changedService(now.service, body.change as ServiceChange) };
        });
        await service.configure(body.change as ServiceChange);
        return serviceNow(service);
      },
    ],
    ['GET /events', ({ response }) => streamEvents(response, listeners)],
  ]);
}

/** The Service as it is set, and what its balancer has at the moment. */
export interface ServiceNow {
  settings: LabServiceSettings;
  balancer: NlbState;
}

function serviceNow(service: LabService): ServiceNow {
  return { settings: service.settings(), balancer: service.balancer() };
}

/** The checks of the balancer on the traffic port: more often than AWS allows, so that a short run sees enough of them. */
const TRAFFIC_PORT_CHECKS = {
  port: 'traffic-port',
  intervalMs: 1000,
  timeoutMs: 5000,
  healthyThreshold: 3,
  unhealthyThreshold: 3,
} as const;

function checksOf({ health_checks }: Rollout): ServiceChange {
  if (health_checks === undefined) return {};
  return { healthChecks: health_checks === 'traffic-port' ? TRAFFIC_PORT_CHECKS : null };
}

function changed(template: Template, rollout: Rollout, clock: Clock): Template {
  return {
    document: rollout.document ?? template.document,
    replicas: rollout.replicas ?? template.replicas,
    shutdown: shutdownOf(rollout) ?? template.shutdown,
    restartedAt: rollout.restart ? clock.wallIso() : template.restartedAt,
  };
}

function shutdownOf({ shutdown }: Rollout): Shutdown | undefined {
  if (shutdown !== 'own') return shutdown;
  throw new AppError('target_unfit', "The lab's Pods have no hook of their own.");
}

async function answer(
  handlers: ReadonlyMap<string, Handler>,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  try {
    const handler = handlers.get(`${request.method} ${request.url}`);
    if (handler === undefined)
      return reply(response, 404, { code: 'internal', message: `no such call: ${request.url}` });
    const result = await handler({ body: await readBody(request), response });
    if (!response.headersSent) reply(response, 200, result ?? null);
  } catch (cause) {
    const known = cause instanceof AppError;
    if (!known) log.warn('lab_call_failed', { call: request.url ?? '', reason: String(cause) });
    reply(response, known ? 409 : 500, {
      code: known ? cause.code : 'internal',
      message: errorMessage(cause),
    });
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  return size === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>);
}

/** One JSON line an event until the reader goes away; the first line says that nothing after it is missed. */
function streamEvents(response: ServerResponse, listeners: Set<(event: TargetEvent) => void>): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.write('{"kind":"watching"}\n');
  const listener = (event: TargetEvent): void => {
    response.write(`${JSON.stringify(event)}\n`);
  };
  listeners.add(listener);
  return new Promise((resolve) => {
    response.once('close', () => {
      listeners.delete(listener);
      resolve();
    });
  });
}

async function closeServer(server: Server, socket: string): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  await rm(socket, { force: true });
}
