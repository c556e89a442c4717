import { App, LogLevel } from '@slack/bolt';
import { type Logger, WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import {
  createWorkspace,
  type Workspace,
  type WorkspaceConfig,
} from '../../../src/adapters/workspace/create-workspace.ts';

/** An answer of the control interface. */
export interface Answer {
  status: number;
  /** Whatever JSON came back; each test knows the shape it asked for. */
  body: ReturnType<typeof JSON.parse>;
}

/** A workspace for one test, closed when the test ends. */
export async function startWorkspace(config: Partial<WorkspaceConfig> = {}) {
  const workspace = await createWorkspace({ port: 0, processes: () => [{ role: 'bot', pid: process.pid }], ...config });
  onTestFinished(() => workspace.close());
  return { workspace, ...controlOf(workspace) };
}

/** Calls of the control interface of a workspace. */
export function controlOf(workspace: Workspace) {
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(workspace.url + path, { method, ...init });
    return { status: response.status, body: await response.json() };
  };
  return {
    get: (path: string) => call('GET', path),
    post: (path: string, body: unknown) => call('POST', path, body),
    remove: (path: string) => call('DELETE', path),
  };
}

/** A real Bolt app over Socket Mode, connected to a workspace of its own. */
export async function startBot(configure: (app: App) => void = () => undefined, config: Partial<WorkspaceConfig> = {}) {
  const started = await startWorkspace(config);
  const app = await connectBot(started.workspace, configure);
  return { ...started, app, client: app.client };
}

/** Connects a real Bolt app to a workspace; it is stopped when the test ends. */
export async function connectBot(workspace: Workspace, configure: (app: App) => void) {
  const app = new App({
    token: workspace.botToken,
    appToken: workspace.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: workspace.apiUrl },
  });
  configure(app);
  await app.start();
  onTestFinished(async () => void (await app.stop()));
  return app;
}

/** A section with that text. */
export const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });

/** A row with one button. */
export const buttonRow = (actionId: string, value: string) => ({
  type: 'actions' as const,
  elements: [
    { type: 'button' as const, action_id: actionId, value, text: { type: 'plain_text' as const, text: actionId } },
  ],
});

/** The refusals are what is tested; the SDK's own log of them is noise. */
export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** The SDK's client of a workspace, for calls that are refused. */
export const quietClient = (workspace: Workspace) =>
  new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl, logger: SILENT });
