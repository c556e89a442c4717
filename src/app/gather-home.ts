import { hasEnded } from '../domain/run.ts';
import type { TargetProfileView, TargetReport } from '../domain/target-report.ts';
import type { HomeView } from '../domain/text/home-page.ts';
import type { RunView } from '../domain/text/root-message.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import type { RunStore } from '../ports/run-store.ts';
import { type ScheduleDeps, scheduleViews } from './answer-schedule.ts';
import { goingView } from './going-view.ts';

export interface GatherDeps extends Pick<ScheduleDeps, 'schedules' | 'ticks'> {
  store: RunStore;
  history: RunHistory;
  queue: RunQueue;
  clock: Clock;
  targets: ReadonlyMap<string, unknown>;
  defaultTarget: string;
  profile: (name: string) => TargetProfileView;
}

/** What every person's home page shows alike. */
export type SharedView = Omit<HomeView, 'page' | 'notice' | 'channel'>;

/**
 * Gathers what goes on, what waits, what was found and how the targets are; `reports` is what their workers said last.
 * Nothing of it is for some people alone: whoever is in the workspace may read every run.
 * @throws AppError `queue_unavailable`
 */
export async function gatherHome(
  deps: GatherDeps,
  reports: ReadonlyMap<string, TargetReport | null>,
): Promise<SharedView> {
  const { store, history, queue, clock, defaultTarget } = deps;
  const names = [...deps.targets.keys()];
  const [open, runs, lines] = await Promise.all([
    store.open(),
    history.runs(),
    Promise.all(names.map((name) => queue.list(name))),
  ]);
  const schedules = await scheduleViews({ ...deps, history: { ...history, runs: async () => runs } });
  const views = open
    .filter(({ state }) => !hasEnded(state))
    .map((stored) => goingView(stored, lines[names.indexOf(stored.request.target)] ?? []));
  const running = views.filter(({ state }) => state === 'running' || state === 'restoring');
  return {
    now: clock.wallIso(),
    running,
    waiting: views.filter(({ state }) => state === 'queued').sort(byTurn),
    approvals: views.filter(({ state }) => state === 'awaiting_approval'),
    runs,
    schedules,
    targets: names.map((name) => ({
      name,
      isDefault: name === defaultTarget,
      profile: deps.profile(name),
      report: reports.has(name) ? (reports.get(name) ?? null) : 'asked',
      usedBy: running.find(({ request }) => request.target === name)?.request.id ?? null,
    })),
  };
}

function byTurn(a: RunView, b: RunView): number {
  return (a.starts_in_ms ?? 0) - (b.starts_in_ms ?? 0);
}
