import { createWorkspace, type Workspace } from '../../../src/adapters/workspace/create-workspace.ts';
import type { Log } from '../../../src/ports/log.ts';

interface ShownMessage {
  ts: string;
  thread_ts: string | null;
  text: string;
  // Block Kit is JSON of many shapes; tests look into it freely.
  blocks: { type: string; [field: string]: unknown }[];
  metadata: unknown;
  files: { id: string; name: string; alt_text: string; mimetype: string; url: string }[];
  edits: number;
}

/** The local workspace with its control interface, and a log that keeps what it was told. */
export interface LocalWorkspace {
  workspace: Workspace;
  channel: string;
  user: string;
  log: Log & { warnings: { event: string; [field: string]: unknown }[] };
  messages(threadTs?: string): Promise<ShownMessage[]>;
  ephemerals(): Promise<{ text: string; thread_ts: string | null; blocks: unknown[] }[]>;
  control<T>(path: string, body: unknown, method?: 'POST' | 'DELETE'): Promise<T>;
  get<T>(path: string): Promise<T>;
}

export async function startLocalWorkspace(): Promise<LocalWorkspace> {
  const workspace = await createWorkspace({ port: 0, processes: () => [] });
  const call = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await fetch(`${workspace.url}${path}`, init);
    return (await response.json()) as T;
  };
  const get = <T>(path: string) => call<T>(path);
  const info = await get<{ channels: { id: string }[]; users: { id: string }[] }>('/control/info');
  const channel = info.channels[0]?.id ?? '';
  const user = info.users.find(({ id }) => id.startsWith('U'))?.id ?? '';
  const warnings: LocalWorkspace['log']['warnings'] = [];
  return {
    workspace,
    channel,
    user,
    log: { info: () => undefined, warn: (event, fields) => void warnings.push({ event, ...fields }), warnings },
    messages: (threadTs) =>
      get(`/control/messages?channel=${channel}${threadTs === undefined ? '' : `&thread_ts=${threadTs}`}`),
    ephemerals: () => get(`/control/ephemerals?user=${user}`),
    control: (path, body, method = 'POST') =>
      call(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    get,
  };
}

/** Asks again until the answer is there; the workspace tells nobody when a message arrives. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + 10_000;
  while (performance.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('nothing came within 10 s');
}
