import { type HomePage, type HomePart, MOST_HOME_PARTS } from '../home.ts';
import { minuteText } from '../iso-time.ts';
import type { PastRun } from '../run-history.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { approvalParts, runningParts, startParts, waitingParts } from './home-going.ts';
import { runParts } from './home-runs.ts';
import { scheduleParts } from './home-schedules.ts';
import { type HomeTarget, targetParts } from './home-targets.ts';
import type { RunView } from './root-message.ts';
import type { ScheduleView } from './schedule-text.ts';

/** All that a home page tells, as it is at one moment. */
export interface HomeView {
  /** ISO-8601 UTC. */
  now: string;
  /** Page of the list of runs, from 1. */
  page: number;
  /** The answer to a button that was pressed here; mrkdwn that is safe to show. */
  notice: string | null;
  /** Where this person ran last; null where they never did. */
  channel: string | null;
  running: RunView[];
  waiting: RunView[];
  approvals: RunView[];
  /** Newest first, ended or not. */
  runs: PastRun[];
  targets: HomeTarget[];
  schedules: ScheduleView[];
}

const DIVIDER: HomePart = { kind: 'divider' };

/** The bot's home page: what goes on, what waits, what was found, how the targets are, what runs by itself. */
export function homePage(view: HomeView): HomePage {
  const parts: HomePart[] = [
    ...noticeParts(view.notice),
    ...startParts(view.channel),
    ...runningParts(view.running),
    ...approvalParts(view.approvals),
    ...waitingParts(view.waiting),
    DIVIDER,
    ...targetParts(view.targets, view.runs),
    DIVIDER,
    ...scheduleParts(view.schedules),
    DIVIDER,
    ...runParts(view.runs, view.page),
    DIVIDER,
    { kind: 'small', text: `As of ${minuteText(view.now)}. \`/nlb help\` in a channel lists what to type.` },
    { kind: 'pages', buttons: [{ name: 'refresh', label: 'Refresh', page: view.page }] },
  ];
  return { parts: parts.slice(0, MOST_HOME_PARTS) };
}

/** The home page when nothing can be found out: why, and what to do. */
export function homeProblem(message: string, advice: string): HomePage {
  const text = `:x: What runs and waits can not be shown: ${escapeMrkdwn(message)} ${advice}`;
  return {
    parts: [
      { kind: 'text', text },
      { kind: 'pages', buttons: [{ name: 'refresh', label: 'Refresh', page: 1 }] },
    ],
  };
}

function noticeParts(notice: string | null): HomePart[] {
  return notice === null ? [] : [{ kind: 'text', text: notice }, DIVIDER];
}
