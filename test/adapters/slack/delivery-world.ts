import { WebClient } from '@slack/web-api';
import { createRunQueue } from '../../../src/adapters/bullmq/create-run-queue.ts';
import { connectRedis } from '../../../src/adapters/redis/connect-redis.ts';
import { createRunHistory } from '../../../src/adapters/redis/create-run-history.ts';
import { createRunStore } from '../../../src/adapters/redis/create-run-store.ts';
import { createChat } from '../../../src/adapters/slack/create-chat.ts';
import { createReporter, type Reporter } from '../../../src/app/report-runs.ts';
import { submitRun } from '../../../src/app/submit-run.ts';
import type { RunRequest } from '../../../src/domain/run.ts';
import type { ThreadPart } from '../../../src/domain/text/message.ts';
import { aProgress, aRequest } from '../../app/a-request.ts';
import { createBotWorld } from '../../app/bot-world.ts';
import { aRecord } from '../../builders/a-record.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';
import { startHeldWorker } from '../bullmq/queue-under-test.ts';
import { createFastClock } from './fast-clock.ts';
import { eventually, type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';
import { openWire } from './wire.ts';

/** So many seconds of the bot's pass in one of ours. */
const TIMES = 20;
const TABLE: ThreadPart = {
  kind: 'table',
  caption: 'The report',
  columns: [
    { title: 'Arm', align: 'left' },
    { title: 'N', align: 'right' },
  ],
  rows: [['control', '20']],
  note: null,
};
const CHART: ThreadPart = {
  kind: 'file',
  name: 'chart.png',
  title: 'Connections per Pod',
  alt: 'Connections per Envoy Pod, 0 to 96 s',
  bytes: Buffer.from('png'),
  comment: null,
};

interface Seen {
  ts: string;
  thread_ts: string | null;
  text: string;
  deleted: boolean;
  files: { name: string }[];
  metadata: { event_payload: { state: string } } | null;
}

let made = 0;

/** The bot's real chat, queue, store and reporter, with a worker that a test holds in its hand, in a workspace of its own. */
export async function openDelivery(valkeyUrl: string) {
  made += 1;
  const target = `delivery-${made}`;
  const local = await startLocalWorkspace();
  const wire = await openWire(local.workspace.url);
  const clock = createFastClock(TIMES);
  const log = createFakeLog();
  const redis = await connectRedis(valkeyUrl);
  const store = createRunStore({ redis, clock });
  const history = createRunHistory({ redis });
  const queue = createRunQueue({ url: valkeyUrl, targets: [target] });
  const chat = createChat({
    token: local.workspace.botToken,
    apiUrl: wire.apiUrl,
    log,
    retryConfig: { retries: 2, minTimeout: 10, maxTimeout: 20 },
    timeoutMs: 400,
  });
  const world = createBotWorld();
  const deps = { ...world.deps, chat, queue, store, history, clock, log, targets: new Map([[target, LIMITS]]) };
  const worker = await startHeldWorker(valkeyUrl, target);
  const request: RunRequest = aRequest({
    id: `r-${String(made).padStart(8, '0')}`,
    target,
    requested_by: local.user,
    thread: { channel: local.channel, ts: null },
  });
  const { id } = request;
  const slack = new WebClient(local.workspace.botToken, { slackApiUrl: local.workspace.apiUrl });

  let reporter: Reporter | null = null;
  const start = async (): Promise<void> => {
    reporter = createReporter({
      ...deps,
      audit: world.audit,
      targets: [target],
      planParts: async () => [{ kind: 'text', text: 'The plan' }],
      resultParts: async () => [CHART, TABLE, { kind: 'text', text: 'Why' }],
    });
    await reporter.start();
  };
  const stop = async (): Promise<void> => {
    await reporter?.stop();
    reporter = null;
  };
  const messages = (channel: string, threadTs?: string): Promise<Seen[]> =>
    local.get(`/control/messages?channel=${channel}${threadTs === undefined ? '' : `&thread_ts=${threadTs}`}`);
  const roots = async () => (await messages(local.channel)).filter(({ deleted }) => !deleted);
  const direct = () => messages(local.user.replace('U', 'D'));
  const stateOf = ({ metadata }: Seen) => metadata?.event_payload.state;

  return {
    local,
    wire,
    log,
    id,
    deps,
    request,
    start,
    stop,
    roots,
    direct,
    submit: () => submitRun(deps, request, `key-${id}`),
    /** A worker takes the run, and the channel sees it run. */
    async begin() {
      await worker.started();
      await store.update(id, { state: 'running', enter: 'preflight' });
      await worker.tell(aProgress(1000));
      await eventually(async () => (await roots()).find((root) => stateOf(root) === 'running'));
    },
    tell: (elapsed_ms: number) => worker.tell(aProgress(elapsed_ms)),
    /** The worker keeps the outcome and ends its job, whatever becomes of the messages. */
    async end() {
      await store.saveOutcome({
        record: aRecord({ id, target: { name: target, kind: 'lab', class: 'lab' } }),
        raw: {},
      });
      await worker.finish();
    },
    untold: async () => (await store.open()).some(({ request: { id: open } }) => open === id),
    /** So long that whatever would follow has followed, in seconds of the bot. */
    settle: (seconds: number) => new Promise((resolve) => setTimeout(resolve, (1000 * seconds) / TIMES)),
    callsOf: async (method: string) => (await local.get<unknown[]>(`/control/calls?method=${method}`)).length,
    fault: (fault: Record<string, unknown>) => local.control('/control/faults', fault),
    clear: () => local.control('/control/faults', {}, 'DELETE'),
    async remove() {
      const [root] = await roots();
      if (root !== undefined) await slack.chat.delete({ channel: local.channel, ts: root.ts });
    },
    /** Where the outcome is told: each place once for each time. */
    async told(): Promise<string[]> {
      const channel = (await roots()).filter((root) => stateOf(root) === 'done').map(() => 'channel');
      const person = (await direct()).filter(({ text }) => text.includes('repairs the skew')).map(() => 'requester');
      return [...channel, ...person];
    },
    /** The thread of the newest message in the channel. */
    async thread(): Promise<string[]> {
      const root = (await roots()).at(-1);
      if (root === undefined) return [];
      const replies = (await messages(local.channel, root.ts)).filter(({ ts }) => ts !== root.ts);
      return replies.map(({ files, text }) => files[0]?.name ?? text);
    },
    async close() {
      await stop();
      await worker.close();
      await queue.close();
      redis.disconnect();
      await wire.close();
      await local.workspace.close();
    },
  };
}

const LIMITS = { clients: 2000, observe_ms: 600_000, scenarios: ['rollout-restart'] };

export type Delivery = Awaited<ReturnType<typeof openDelivery>> & { local: LocalWorkspace };
