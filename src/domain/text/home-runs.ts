import type { HomePart } from '../home.ts';
import type { Language } from '../language.ts';
import { hasEnded } from '../run.ts';
import type { PastRun } from '../run-history.ts';
import { runLine } from './history-text.ts';
import { wordsIn } from './words.ts';

/** Runs that one page lists. */
export const RUNS_A_PAGE = 10;

/** One page of the runs that have ended, with the way to older and newer ones; `runs` are newest first, pages count from 1. */
export function runParts(runs: readonly PastRun[], page: number, language: Language): HomePart[] {
  const say = wordsIn(language).home;
  const ended = runs.filter(({ state }) => hasEnded(state));
  const head: HomePart = { kind: 'header', text: say.runs };
  if (ended.length === 0) return [head, { kind: 'text', text: say.noRun() }];
  const pages = Math.ceil(ended.length / RUNS_A_PAGE);
  const at = Math.min(Math.max(1, page), pages);
  const shown = ended.slice((at - 1) * RUNS_A_PAGE, at * RUNS_A_PAGE);
  const from = (at - 1) * RUNS_A_PAGE + 1;
  const buttons = [
    ...(at > 1 ? [{ name: 'newer' as const, label: say.newer, page: at - 1 }] : []),
    ...(at < pages ? [{ name: 'older' as const, label: say.older, page: at + 1 }] : []),
  ];
  return [
    head,
    { kind: 'text', text: shown.map((run) => runLine(run, language)).join('\n') },
    { kind: 'small', text: say.range(from, from + shown.length - 1, ended.length) },
    ...(buttons.length === 0 ? [] : [{ kind: 'pages' as const, buttons }]),
  ];
}
