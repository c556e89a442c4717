import type { HomePart } from '../home.ts';
import { hasEnded } from '../run.ts';
import type { PastRun } from '../run-history.ts';
import { runLine } from './history-text.ts';

/** Runs that one page lists. */
export const RUNS_A_PAGE = 10;

/** One page of the runs that have ended, with the way to older and newer ones; `runs` are newest first, pages count from 1. */
export function runParts(runs: readonly PastRun[], page: number): HomePart[] {
  const ended = runs.filter(({ state }) => hasEnded(state));
  const head: HomePart = { kind: 'header', text: 'Runs that have ended' };
  if (ended.length === 0) {
    const text = 'None is kept yet. `/nlb run baseline` touches nothing and takes less than a minute.';
    return [head, { kind: 'text', text }];
  }
  const pages = Math.ceil(ended.length / RUNS_A_PAGE);
  const at = Math.min(Math.max(1, page), pages);
  const shown = ended.slice((at - 1) * RUNS_A_PAGE, at * RUNS_A_PAGE);
  const from = (at - 1) * RUNS_A_PAGE + 1;
  const range = shown.length === 1 ? `${from}` : `${from} to ${from + shown.length - 1}`;
  const buttons = [
    ...(at > 1 ? [{ name: 'newer' as const, label: 'Newer', page: at - 1 }] : []),
    ...(at < pages ? [{ name: 'older' as const, label: 'Older', page: at + 1 }] : []),
  ];
  return [
    head,
    { kind: 'text', text: shown.map(runLine).join('\n') },
    {
      kind: 'small',
      text: `${range} of ${ended.length}, newest first. \`/nlb show RUN\` tells one again, \`/nlb compare RUN RUN\` compares two.`,
    },
    ...(buttons.length === 0 ? [] : [{ kind: 'pages' as const, buttons }]),
  ];
}
