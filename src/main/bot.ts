import { createHash, randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { createRunQueue } from '../adapters/bullmq/create-run-queue.ts';
import { createScheduleTicks } from '../adapters/bullmq/create-schedule-ticks.ts';
import { createChartRenderer } from '../adapters/chartjs/create-chart-renderer.ts';
import { fontStatus } from '../adapters/chartjs/fonts.ts';
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
import { EXPLAIN_SHORTCUT } from '../adapters/slack/listen-to-shortcuts.ts';
import { createSlackDiagnostics } from '../adapters/slack/slack-diagnostics.ts';
import { createClock } from '../adapters/system/clock.ts';
import { envoyAtHand } from '../adapters/system/find-envoy.ts';
import { createWorkspace, type Workspace } from '../adapters/workspace/create-workspace.ts';
import { answerAction } from '../app/answer-action.ts';
import { type AnswerDeps, answerCommand } from '../app/answer-command.ts';
import { createForms } from '../app/answer-forms.ts';
import { answerMention } from '../app/answer-mention.ts';
import { answerShortcut } from '../app/answer-shortcut.ts';
import { countRefusals } from '../app/count-refusals.ts';
import { endWaiting } from '../app/end-waiting.ts';
import { createHomes } from '../app/keep-homes.ts';
import { keepSchedules } from '../app/keep-schedules.ts';
import { type PlanDeps, planRun } from '../app/plan-run.ts';
import { createReporter } from '../app/report-runs.ts';
import { resultParts } from '../app/result-parts.ts';
import { runFromHome } from '../app/run-from-home.ts';
import { AppError } from '../domain/errors.ts';
import { EXPLAIN_SHORTCUT_NAME } from '../domain/text/thread-help.ts';
import type { StoredRun } from '../ports/run-store.ts';
import { type Config, namesGroups, readConfig, type TargetProfile } from './config.ts';
import { createInstanceDiagnostics } from './instance-diagnostics.ts';
import { fleetPlace } from './open-fleet.ts';
import { type OpenTarget, openTarget } from './open-target.ts';
import { profileView } from './profile-view.ts';
import { runRole } from './role.ts';
import { appToken, type SlackSettings } from './slack-settings.ts';
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
  const targets = new Map(config.targets.map((profile) => [profile.name, openTarget(profile, deps)]));
  const known = <T>(found: T | undefined, name: string): T => {
    if (found !== undefined) return found;
    throw new AppError('target_unknown', `There is no target ${name} in this configuration any more.`);
  };
  const opened = (name: string): OpenTarget => known(targets.get(name), name);
  const profileOf = (name: string): TargetProfile =>
    known(
      config.targets.find((profile) => profile.name === name),
      name,
    );
  const planDeps = (name: string): PlanDeps => ({
    ...opened(name),
    place: fleetPlace(profileOf(name)),
    need: profileOf(name).approval,
  });
  const charts = createChartRenderer({});
  const font = fontStatus();
  if (!font.japanese) log.warn('font_without_japanese', { family: font.family });

  let processes: { role: string; pid: number }[] = [];
  const workspace = await openWorkspace(config, stateDir, () => [...processes, { role: 'bot', pid: process.pid }]);
  const slack = config.slack ?? ownSlack(workspace);
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
    handlers: {
      command: async ({ text, trigger, ...deed }) => {
        const asker = { ...deed, user: shellUser ?? deed.user };
        return (await forms.forCommand(asker, trigger, text)) ? null : said(await answerCommand(answer, asker, text));
      },
      action: async ({ name, run, trigger, ...asker }) => {
        if (name === 'change' && (await forms.forRun(asker, trigger, run))) return null;
        return said(await answerAction(answer, asker, name, run));
      },
      mention: async ({ text, threadTs, ...asker }) => said(await answerMention(answer, asker, text, threadTs)),
      formChanged: ({ open, filled, at, more, ...asker }) => forms.changed(asker, open, { filled, at, more }),
      formSent: ({ open, filled, ...asker }) => forms.sent(asker, open, filled),
      explain: async (message) => said(await answerShortcut(answer, message)),
      home: ({ user, page, language }) => homes.open(user, page, language),
      homeRun: async ({ trigger, ...asker }) => said(await runFromHome({ history, forms }, asker, trigger)),
      homeAnswer: ({ user, text, language }) => homes.answer(user, text, language),
    },
  });
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

/** The local workspace stands in for Slack where no tokens are set, and does not exist where they are. */
async function openWorkspace(
  config: Config,
  stateDir: string,
  processes: () => { role: string; pid: number }[],
): Promise<Workspace | null> {
  if (config.slack !== null) return null;
  return createWorkspace({
    port: config.workspacePort,
    processes,
    stateFile: join(stateDir, 'workspace.json'),
    shortcuts: [{ callback_id: EXPLAIN_SHORTCUT, name: EXPLAIN_SHORTCUT_NAME }],
  });
}

/** The local workspace as a Slack that is reached like the real one. */
function ownSlack(workspace: Workspace | null): SlackSettings {
  const { botToken = '', appToken = '', apiUrl = null } = workspace ?? {};
  return { botToken, apiUrl, delivery: { kind: 'socket', appToken } };
}

function said(text: string | null): { text: string } | null {
  return text === null ? null : { text };
}
