import { createHmac } from 'node:crypto';
import { createRunQueue } from '../../src/adapters/bullmq/create-run-queue.ts';
import { createAuditDiagnostics } from '../../src/adapters/redis/audit-diagnostics.ts';
import { connectRedis } from '../../src/adapters/redis/connect-redis.ts';
import { createAuditLog } from '../../src/adapters/redis/create-audit-log.ts';
import { createRunHistory } from '../../src/adapters/redis/create-run-history.ts';
import { createRunStore } from '../../src/adapters/redis/create-run-store.ts';
import { createWorkerDesk } from '../../src/adapters/redis/create-worker-desk.ts';
import { createRedisDiagnostics } from '../../src/adapters/redis/redis-diagnostics.ts';
import { createChat } from '../../src/adapters/slack/create-chat.ts';
import { createDialogs } from '../../src/adapters/slack/create-dialogs.ts';
import { createPeople } from '../../src/adapters/slack/create-people.ts';
import { createSlackApp } from '../../src/adapters/slack/create-slack-app.ts';
import { createUserGroups } from '../../src/adapters/slack/create-user-groups.ts';
import { createSlackDiagnostics } from '../../src/adapters/slack/slack-diagnostics.ts';
import { createClock } from '../../src/adapters/system/clock.ts';
import { createWorkspace } from '../../src/adapters/workspace/create-workspace.ts';
import { type AnswerDeps, answerCommand } from '../../src/app/answer-command.ts';
import { createForms } from '../../src/app/answer-forms.ts';
import { countRefusals } from '../../src/app/count-refusals.ts';
import type { AuditEntry } from '../../src/domain/audit.ts';
import type { RunId } from '../../src/domain/run.ts';
import { botHandlers } from '../../src/main/bot-handlers.ts';
import type { StoredRun } from '../../src/ports/run-store.ts';
import { startTestValkey } from '../adapters/redis/test-valkey.ts';
import { createBotWorld } from '../app/bot-world.ts';
import { createFakeLog } from '../fakes/fake-log.ts';

/** The workspace's channel `nlb`. */
const NLB = 'C0000000002';
const TARGETS = ['lab', 'staging'];

/** Nobody looks at the home tab. */
const NO_HOMES = { open: () => Promise.resolve(), answer: () => Promise.resolve() };

/** A request as Slack sends it: its path's body and headers, for a test to repeat or to change. */
export interface SignedRequest {
  body: string;
  headers: Record<string, string>;
}

/**
 * The bot's side with everything real but its targets: Bolt, the workspace, Valkey and BullMQ's queue. No worker takes
 * runs. With `http` it is told by signed HTTP, else over Socket Mode.
 */
export async function startLiveBot({ http }: { http: boolean }) {
  const valkey = await startTestValkey();
  const workspace = await createWorkspace({ port: 0, processes: () => [] });
  const redis = await connectRedis(valkey.url);
  let shiftMs = 0;
  const system = createClock();
  const clock = { ...system, wallIso: () => new Date(Date.parse(system.wallIso()) + shiftMs).toISOString() };
  const log = createFakeLog();
  const access = { token: workspace.botToken, apiUrl: workspace.apiUrl, log };
  const world = createBotWorld();
  const store = createRunStore({ redis, clock });
  const audit = createAuditLog({ redis });
  const queue = createRunQueue({ url: valkey.url, targets: TARGETS });
  let ids = 0;
  const deps: AnswerDeps = {
    ...world.deps,
    ...{ clock, log, store, audit, queue },
    history: createRunHistory({ redis }),
    desk: createWorkerDesk({ redis }),
    chat: createChat(access),
    groups: createUserGroups({ ...access, clock }),
    diagnostics: [
      createSlackDiagnostics({ ...access, appToken: workspace.appToken, usesGroups: false }),
      createRedisDiagnostics({ redis, clock, isOwn: false }),
      createAuditDiagnostics({ audit, clock }),
    ],
    newRunId: () => {
      ids += 1;
      return `r-${String(ids).padStart(8, '0')}`;
    },
  };
  const refusals = countRefusals(deps);
  const forms = createForms({ ...deps, dialogs: createDialogs(access) });
  const app = await createSlackApp({
    ...access,
    ...(http
      ? { http: { signingSecret: workspace.signingSecret, port: 0, clock, onRefused: refusals.count } }
      : { appToken: workspace.appToken }),
    people: createPeople({ ...access, clock }),
    handlers: botHandlers({ answer: deps, forms, homes: NO_HOMES, shellUser: null }),
  });
  const port = await app.start();
  const requestUrl = `http://127.0.0.1:${port}/slack/events`;

  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${workspace.url}${path}`, init);
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  if (http) await call('POST', '/control/delivery', { request_url: requestUrl });

  return {
    world,
    store,
    queue,
    log,
    requestUrl,
    redis,
    valkey,
    /** The bot's wall clock goes so many milliseconds ahead of the host's. */
    shiftClock(ms: number): void {
      shiftMs = ms;
    },
    /** From now on everything is delivered so often. */
    copies: (n: number) => call('POST', '/control/delivery', { copies: n }),
    /** Asks for something as a command that is not awaited in Slack, so that nobody waits for its answer there. */
    ask: (text: string, user: string) =>
      answerCommand(deps, { user, channel: NLB, key: `setup ${crypto.randomUUID()}`, language: 'en' }, text),
    /** The app is installed with these scopes. */
    install: (scopes: readonly string[]) => call('POST', '/control/scopes', { scopes }),
    type: (text: string, user = 'alice', channel = 'nlb') =>
      call<{ response: { text: string } | null }>('POST', '/control/commands', { user, channel, text }),
    press: (action_id: string, user: string, { channel, ts }: { channel: string; ts: string }) =>
      call('POST', '/control/actions', { user, channel, ts, action_id }),
    /** Opens the form of a run and sends it as it is. */
    async sendForm(user: string) {
      await call('POST', '/control/commands', { user, channel: 'nlb', text: '/nlb run' });
      return call('POST', '/control/views', { user, callback_id: 'nlb_run', values: {} });
    },
    mention: (text: string, user: string, thread_ts: string) =>
      call('POST', '/control/mentions', { user, channel: 'nlb', thread_ts, text }),
    /** A message of the bot itself with a button of its own, as an app with the bot's token could post it. */
    async forge(channel: string, button: object): Promise<{ channel: string; ts: string }> {
      const blocks = JSON.stringify([{ type: 'actions', elements: [button] }]);
      const response = await fetch(`${workspace.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${workspace.botToken}` },
        body: new URLSearchParams({ channel, text: 'forged', blocks }),
      });
      return (await response.json()) as { channel: string; ts: string };
    },
    messages: (channel: string, thread = '') =>
      call<{ ts: string; text: string; user: string }[]>(
        'GET',
        `/control/messages?channel=${channel}${thread && `&thread_ts=${thread}`}`,
      ),
    heard: async (user: string) =>
      (await call<{ text: string }[]>('GET', `/control/ephemerals?user=${user}`)).at(-1)?.text,
    /** Signs as Slack does, at a moment that is so many seconds from now. */
    sign(body: string, offsetS = 0, secret = workspace.signingSecret): SignedRequest {
      const timestamp = String(Math.floor(Date.now() / 1000) + offsetS);
      const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
      return {
        body,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${signature}`,
        },
      };
    },
    send: ({ body, headers }: SignedRequest) => fetch(requestUrl, { method: 'POST', body, headers }),
    entries: async (): Promise<AuditEntry[]> =>
      (await audit.page({ run: null, target: null }, { skip: 0, limit: 100 })).entries.reverse(),
    async run(id: RunId): Promise<StoredRun> {
      const stored = await store.get(id);
      if (stored === null) throw new Error(`there is no run ${id}`);
      return stored;
    },
    async close(): Promise<void> {
      await app.stop();
      await refusals.stop();
      await queue.close();
      redis.disconnect();
      await workspace.close();
      await valkey.close();
    },
  };
}

export type LiveBot = Awaited<ReturnType<typeof startLiveBot>>;
