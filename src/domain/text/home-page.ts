import type { AppError } from '../errors.ts';
import { type HomePage, type HomePart, MOST_HOME_PARTS } from '../home.ts';
import type { Language } from '../language.ts';
import type { PastRun } from '../run-history.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { approvalParts, runningParts, startParts, waitingParts } from './home-going.ts';
import { runParts } from './home-runs.ts';
import { scheduleParts } from './home-schedules.ts';
import { type HomeTarget, targetParts } from './home-targets.ts';
import type { RunView } from './root-message.ts';
import type { ScheduleView } from './schedule-text.ts';
import { wordsIn } from './words.ts';

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
export function homePage(view: HomeView, language: Language): HomePage {
  const { home: say, units } = wordsIn(language);
  const parts: HomePart[] = [
    ...noticeParts(view.notice),
    ...startParts(view.channel, language),
    ...runningParts(view.running, language),
    ...approvalParts(view.approvals, language),
    ...waitingParts(view.waiting, language),
    DIVIDER,
    ...targetParts(view.targets, view.runs, language),
    DIVIDER,
    ...scheduleParts(view.schedules, language),
    DIVIDER,
    ...runParts(view.runs, view.page, language),
    DIVIDER,
    { kind: 'small', text: say.asOf(units.minute(view.now)) },
    { kind: 'pages', buttons: [{ name: 'refresh', label: say.refresh, page: view.page }] },
  ];
  return { language, parts: parts.slice(0, MOST_HOME_PARTS) };
}

/** The home page when nothing can be found out: why, and what to do. */
export function homeProblem(error: AppError, language: Language): HomePage {
  const { home, failures } = wordsIn(language);
  return {
    parts: [
      { kind: 'text', text: home.away(escapeMrkdwn(error.message), failures.advice(error.code)) },
      { kind: 'pages', buttons: [{ name: 'refresh', label: home.refresh, page: 1 }] },
    ],
  };
}

function noticeParts(notice: string | null): HomePart[] {
  return notice === null ? [] : [{ kind: 'text', text: notice }, DIVIDER];
}
