import type { AnswerDeps, Asker } from '../../src/app/answer-command.ts';
import { type AllowList, EVERYBODY } from '../../src/domain/allow-list.ts';
import type { ApprovalNeed } from '../../src/domain/run.ts';
import type { TargetPlace } from '../../src/domain/target-place.ts';
import { LAB_PROFILE } from '../builders/a-profile-view.ts';
import { createFakeAuditLog } from '../fakes/fake-audit-log.ts';
import { createFakeCharts } from '../fakes/fake-charts.ts';
import { createFakeChat } from '../fakes/fake-chat.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { createFakeEnvoyConfig } from '../fakes/fake-envoy-config.ts';
import { createFakeLog } from '../fakes/fake-log.ts';
import { createFakePlanDocuments } from '../fakes/fake-plan-documents.ts';
import { createFakeRunQueue } from '../fakes/fake-run-queue.ts';
import { createFakeRunStore } from '../fakes/fake-run-store.ts';
import { createFakeScheduleTicks } from '../fakes/fake-schedule-ticks.ts';
import { createFakeSchedules } from '../fakes/fake-schedules.ts';
import { createFakeTarget } from '../fakes/fake-target.ts';
import { createFakeUserGroups } from '../fakes/fake-user-groups.ts';
import { createFakeWorkerDesk } from '../fakes/fake-worker-desk.ts';

const STAGING_PLACE: TargetPlace = {
  kind: 'kubernetes',
  context: 'staging',
  namespace: 'default',
  deployment: 'envoy',
  service: 'envoy',
  port: 8080,
};
const SCENARIOS = ['baseline', 'rollout-restart', 'max-connection-duration', 'idle-timeout', 'custom'];

/** The bot's side of fakes: two targets, `lab` and a small `staging`. */
export function createBotWorld({ envoyVersion = '1.40.0' } = {}) {
  const clock = createFakeClock();
  const chat = createFakeChat({ clock });
  const charts = createFakeCharts();
  const log = createFakeLog();
  const store = createFakeRunStore({ clock });
  const audit = createFakeAuditLog();
  const queue = createFakeRunQueue({ targets: ['lab', 'staging'] });
  const lab = createFakeTarget({ clock, envoyVersion });
  const needs = new Map<string, ApprovalNeed>();
  const allowed = new Map<string, AllowList>();
  const desk = createFakeWorkerDesk();
  const schedules = createFakeSchedules();
  const ticks = createFakeScheduleTicks({ clock });
  let ids = 0;
  const scheduleKeys: string[] = [];
  const deps: AnswerDeps = {
    chat,
    queue,
    store,
    audit,
    history: store.history,
    underWay: new Set(),
    charts,
    log,
    clock,
    targets: new Map([
      ['lab', { clients: 2000, observe_ms: 600_000, scenarios: SCENARIOS }],
      ['staging', { clients: 50, observe_ms: 30_000, scenarios: ['baseline'] }],
    ]),
    desk,
    profile: (name) => (name === 'lab' ? LAB_PROFILE : { ...LAB_PROFILE, class: 'staging', place: STAGING_PLACE }),
    defaultTarget: 'lab',
    channelTargets: new Map(),
    newRunId: () => {
      ids += 1;
      return `r-0000000${ids}`;
    },
    newSeed: () => 7,
    target: () => lab.target,
    guard: () => lab.guard,
    schedules,
    ticks,
    keepsNothing: false,
    newScheduleId: (key) => {
      if (!scheduleKeys.includes(key)) scheduleKeys.push(key);
      return `s-00000${scheduleKeys.indexOf(key) + 1}`;
    },
    plan: (name) => ({
      target: lab.target,
      guard: lab.guard,
      config: createFakeEnvoyConfig(),
      place: null,
      need: needs.get(name) ?? 'none',
    }),
    needOf: (name) => needs.get(name) ?? 'none',
    allowOf: (name) => allowed.get(name) ?? EVERYBODY,
    groups: createFakeUserGroups({ S0ONCALL: ['U0ANNA'], S0GONE: null }),
    diagnostics: [],
    isShell: false,
    documents: createFakePlanDocuments(),
  };
  let keys = 0;
  return {
    clock,
    chat,
    store,
    audit,
    queue,
    desk,
    lab,
    schedules,
    ticks,
    /** Whose word a run on a target needs; nobody's where nothing is set. */
    needs,
    /** Who may change a target; everybody where nothing is set. User group S0ONCALL is U0ANNA alone. */
    allowed,
    deps,
    log,
    charts,
    history: store.history,
    /** Somebody in the channel, each time with another command's identity. */
    asker: (changed: Partial<Asker> = {}): Asker => {
      keys += 1;
      return { user: 'U0KATO', channel: 'C0SRE', key: `T1/C0SRE/U0KATO/${keys}`, language: 'en', ...changed };
    },
  };
}

export type BotWorld = ReturnType<typeof createBotWorld>;
