import { createHash, randomBytes, randomInt } from 'node:crypto';
import { createRunQueue } from '../adapters/bullmq/create-run-queue.ts';
import { createScheduleTicks } from '../adapters/bullmq/create-schedule-ticks.ts';
import { createChartRenderer } from '../adapters/chartjs/create-chart-renderer.ts';
import { fontStatus } from '../adapters/chartjs/fonts.ts';
import { createMetricsServer } from '../adapters/prometheus/create-metrics-server.ts';
import { createAuditDiagnostics } from '../adapters/redis/audit-diagnostics.ts';
import { connectRedis } from '../adapters/redis/connect-redis.ts';
import { createAuditLog } from '../adapters/redis/create-audit-log.ts';
import { createRunHistory } from '../adapters/redis/create-run-history.ts';
import { createRunStore } from '../adapters/redis/create-run-store.ts';
import { createSchedules } from '../adapters/redis/create-schedules.ts';
import { createWorkerDesk } from '../adapters/redis/create-worker-desk.ts';
import { createRedisDiagnostics } from '../adapters/redis/redis-diagnostics.ts';
import { createChat } from '../adapters/slack/create-chat.ts';
import { createDialogs } from '../adapters/slack/create-dialogs.ts';
import { createHomePages } from '../adapters/slack/create-home-pages.ts';
import { createPeople } from '../adapters/slack/create-people.ts';
import { createSlackApp } from '../adapters/slack/create-slack-app.ts';
import { createUserGroups } from '../adapters/slack/create-user-groups.ts';
import { createSlackDiagnostics } from '../adapters/slack/slack-diagnostics.ts';
import { createClock } from '../adapters/system/clock.ts';
import { envoyAtHand } from '../adapters/system/find-envoy.ts';
import { createPlanDocuments } from '../adapters/yaml/create-plan-documents.ts';
import type { AnswerDeps } from '../app/answer-command.ts';
import { createForms } from '../app/answer-forms.ts';
import { countRefusals } from '../app/count-refusals.ts';
import { endWaiting } from '../app/end-waiting.ts';
import { createHomes } from '../app/keep-homes.ts';
import { keepSchedules } from '../app/keep-schedules.ts';
import { planRun } from '../app/plan-run.ts';
import { createReporter } from '../app/report-runs.ts';
import { resultParts } from '../app/result-parts.ts';
import { runMetrics } from '../domain/run-metrics.ts';
import type { StoredRun } from '../ports/run-store.ts';
import { botHandlers } from './bot-handlers.ts';
import { openBotTargets } from './bot-targets.ts';
import { namesGroups, readConfig } from './config.ts';
import { findSlack } from './find-slack.ts';
import { createInstanceDiagnostics } from './instance-diagnostics.ts';
import { profileView } from './profile-view.ts';
import { runRole } from './role.ts';
import { appToken } from './slack-settings.ts';
import { CLOSE_MS, required } from './wiring.ts';

/** The role `bot`: listens to Slack or the local workspace, queues runs, and tells every run's thread. */
await runRole('bot', async ({ log }) => {
  const config = readConfig(process.env);
  const url = required(config.redisUrl, 'REDIS_URL', 'the bot queues runs there');
  const stateDir = required(config.stateDir, 'NLB_STATE', "the lab's socket is there");
  const envoy = await envoyAtHand(process.env);
  const clock = createClock();
  const instance = createInstanceDiagnostics();
  const isOwn = process.argv.includes('--own-queue');
  const redis = await connectRedis(url);
  const store = createRunStore({ redis, clock });
  const audit = createAuditLog({ redis });
  const history = createRunHistory({ redis });
  const queue = createRunQueue({ url, targets: config.targets.map((profile) => profile.name) });
  const ticks = createScheduleTicks({ url, log });
  const deps = { stateDir, envoyBinary: envoy?.path ?? null, stsEndpoint: config.stsEndpoint, clock, log };
  const { opened, profileOf, planDeps } = openBotTargets(config, deps);
  const charts = createChartRenderer({});
  const font = fontStatus();
  if (!font.japanese) log.warn('font_without_japanese', { family: font.family });

  let processes: { role: string; pid: number }[] = [];
  const { slack, workspace } = await findSlack(config, stateDir, () => [
    ...processes,
    { role: 'bot', pid: process.pid },
  ]);
  const access = { token: slack.botToken, apiUrl: slack.apiUrl ?? undefined, log };
  const chat = createChat(access);

  const answer: AnswerDeps = {
    chat,
    queue,
    store,
    audit,
    history,
    underWay: new Set(),
    charts,
    log,
    clock,
    targets: new Map(config.targets.map((profile) => [profile.name, profile.limits])),
    desk: createWorkerDesk({ redis }),
    lastly: instance,
    diagnostics: [
      createSlackDiagnostics({ ...access, ...appToken(slack), usesGroups: namesGroups(config) }),
      createRedisDiagnostics({ redis, clock, isOwn }),
      createAuditDiagnostics({ audit, clock }),
    ],
    profile: (name) => profileView(config, name),
    defaultTarget: config.defaultTarget,
    channelTargets: config.channelTargets,
    newRunId: () => `r-${randomBytes(4).toString('hex')}`,
    newSeed: () => randomInt(2 ** 32),
    target: (name) => opened(name).target,
    guard: (name) => opened(name).guard,
    schedules: createSchedules({ redis }),
    ticks,
    keepsNothing: isOwn,
    newScheduleId: (key) => `s-${createHash('sha256').update(key).digest('hex').slice(0, 6)}`,
    plan: planDeps,
    needOf: (name) => profileOf(name).approval,
    allowOf: (name) => profileOf(name).allow,
    groups: createUserGroups({ ...access, clock }),
    isShell: config.shellUser !== null,
    documents: createPlanDocuments(),
  };
  const forms = createForms({
    ...answer,
    dialogs: createDialogs(access),
  });
  const reporter = createReporter({
    chat,
    queue,
    store,
    audit,
    history,
    clock,
    log,
    targets: config.targets.map((profile) => profile.name),
    planParts: async ({ request }: StoredRun) => [(await planRun(planDeps(request.target), request)).part],
    resultParts: async (stored: StoredRun) => {
      const outcome = await store.outcome(stored.request.id);
      const topology = await opened(stored.request.target)
        .target.describe()
        .catch(() => null);
      return outcome === null ? [] : resultParts({ charts, log }, outcome.record, topology, stored.request.language);
    },
  });
  const homes = createHomes({
    ...answer,
    pages: createHomePages(access),
  });
  // An instance that a shell started serves that shell alone: its runs are asked for by the person at the shell.
  const shellUser = config.shellUser;
  const spoken = config.language;
  const people = spoken === null ? createPeople({ ...access, clock }) : { languageOf: () => Promise.resolve(spoken) };
  const { delivery } = slack;
  const refusals = countRefusals({ audit, clock, log });
  const app = await createSlackApp({
    ...access,
    ...(delivery.kind === 'socket'
      ? { appToken: delivery.appToken }
      : { http: { ...delivery, clock, onRefused: refusals.count } }),
    people,
    handlers: botHandlers({ answer, forms, homes, shellUser }),
  });
  const names = config.targets.map((profile) => profile.name);
  const metrics =
    config.metricsPort === null
      ? null
      : await createMetricsServer({
          port: config.metricsPort,
          read: async () => runMetrics(names, await history.runs()),
          log,
        });
  if (metrics !== null) log.info('metrics_served', { port: metrics.port });
  await reporter.start();
  await homes.start();
  const port = await app.start();
  if (port !== null) log.info('slack_listens', { port });
  const over = new AbortController();
  // An instance that a shell started has no time for what others have scheduled in the same Redis.
  const scheduled = shellUser === null ? await keepSchedules(answer, over.signal) : null;
  return {
    ready: { ...(workspace === null ? {} : { url: workspace.url }) },
    onMessage(message) {
      instance.hear(message);
      const told = message as { type?: string; processes?: typeof processes };
      if (told.type === 'processes') processes = told.processes ?? [];
    },
    async stop() {
      await app.stop();
      await metrics?.close();
      await Promise.race([homes.stop(), clock.sleep(CLOSE_MS)]);
      over.abort();
      await Promise.race([Promise.all([scheduled?.ended, ticks.close()]), clock.sleep(CLOSE_MS)]);
      await refusals.stop();
      if (isOwn) {
        await endWaiting({ queue, store }).catch((cause: unknown) =>
          log.warn('waiting_runs_not_ended', { reason: String(cause) }),
        );
      }
      await reporter.stop();
      // A queue that is lost would be waited for without end.
      await Promise.race([queue.close(), clock.sleep(CLOSE_MS)]);
      redis.disconnect();
      await charts.close();
      await workspace?.close();
    },
  };
});
