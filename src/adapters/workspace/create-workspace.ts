import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCallLog } from './call-log.ts';
import type { MessageShortcut } from './control/route.ts';
import type { Dispatcher } from './delivery/dispatcher.ts';
import { createEnvelopeQueue } from './delivery/envelopes.ts';
import { createOutbound } from './delivery/outbound.ts';
import { createResponseUrls } from './delivery/response-urls.ts';
import { startSocketMode } from './delivery/socket-mode.ts';
import { createTriggerStore } from './delivery/triggers.ts';
import { createFaultPlan } from './faults.ts';
import { isOwnRequest } from './http/origin-guard.ts';
import { HttpRefusal, replyJson } from './http/reply.ts';
import { type Parts, route } from './router.ts';
import { loadSnapshot } from './state/snapshot.ts';
import { startSnapshotWriter } from './state/snapshot-writer.ts';
import { createWorkspaceState } from './state/workspace-state.ts';
import { SCOPES } from './web-api/web-api.ts';

/** How the local workspace starts. */
export interface WorkspaceConfig {
  /** Port of the page and of every interface; 0 takes a free one. */
  port: number;
  host?: '127.0.0.1';
  /** The project's processes, for /control/info. */
  processes: () => { role: string; pid: number }[];
  /** JSON file that keeps channels, messages and credentials over a restart; file contents lie beside it in `FILE.files`. */
  stateFile?: string | undefined;
  /** The message shortcuts of the app, for the menu of the page's messages. */
  shortcuts?: readonly MessageShortcut[];
  log?: (line: string) => void;
}

/** A running local workspace. */
export interface Workspace {
  /** The page, `http://127.0.0.1:PORT`. */
  url: string;
  /** For the SDK's `slackApiUrl`. */
  apiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  /** Writes the state and ends every connection. */
  close(): Promise<void>;
}

/**
 * Starts the embedded Slack-compatible workspace: Web API, Socket Mode, signed HTTP, page and control interface on one loopback
 * port. Throws one line that names the port and WORKSPACE_PORT when the port is taken.
 */
export async function createWorkspace(config: WorkspaceConfig): Promise<Workspace> {
  const log = config.log ?? (() => undefined);
  const server = createServer();
  const port = await listen(server, config.port, config.host ?? '127.0.0.1');
  const baseUrl = `http://127.0.0.1:${port}`;

  const snapshot = config.stateFile === undefined ? undefined : loadSnapshot(config.stateFile, log);
  const filesFolder = config.stateFile === undefined ? undefined : `${config.stateFile}.files`;
  const state = createWorkspaceState(snapshot, filesFolder);
  const writer = config.stateFile === undefined ? undefined : startSnapshotWriter(config.stateFile, state, log);

  const closing = new AbortController();
  const queue = createEnvelopeQueue();
  const triggers = createTriggerStore();
  const sockets = startSocketMode(server, port, queue, state.feed);
  const outbound = createOutbound(queue, state.credentials.signingSecret);
  const responseUrls = createResponseUrls(state, baseUrl);
  const dispatcher: Dispatcher = { state, queue: outbound, triggers, responseUrls, baseUrl, closing: closing.signal };
  const faults = createFaultPlan();
  const calls = createCallLog();
  const installed = { scopes: SCOPES };
  const context = { state, triggers, baseUrl, socketUrl: () => sockets.url(baseUrl) };
  serve(server, port, log, {
    webApi: { context, faults, calls, installed },
    control: {
      dispatcher,
      faults,
      calls,
      installed,
      sockets,
      processes: config.processes,
      shortcuts: config.shortcuts ?? [],
    },
  });

  return {
    url: baseUrl,
    apiUrl: `${baseUrl}/api/`,
    ...state.credentials,
    async close() {
      closing.abort();
      queue.close();
      await sockets.close();
      writer?.flush();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is in use: set WORKSPACE_PORT to a free port, or end the program that uses it.`)
          : new Error(
              `The workspace cannot listen on port ${port} (${error.code}): set WORKSPACE_PORT to another port.`,
            ),
      );
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function serve(server: Server, port: number, log: (line: string) => void, parts: Parts): void {
  server.on('request', (request, response) => {
    const refuse = (error: unknown) => {
      const refusal = error instanceof HttpRefusal ? error : undefined;
      if (!refusal) log(`workspace: ${request.method} ${request.url?.split('?')[0]} failed: ${String(error)}`);
      if (response.headersSent) response.destroy();
      // The rest of a refused body is not read, so the connection cannot be used again.
      else
        replyJson(response, refusal?.status ?? 500, refusal?.body ?? { error: 'internal_error' }, {
          connection: 'close',
        });
    };
    if (isOwnRequest(request, port)) route(parts, request, response).catch(refuse);
    else refuse(new HttpRefusal(403, { error: 'foreign Origin or Host', field: 'origin' }));
  });
}
