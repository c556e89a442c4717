import type { Language } from '../domain/language.ts';
import { hasEnded } from '../domain/run.ts';
import { rootMessage } from '../domain/text/root-message.ts';
import { endedText, refusedText, statusText, untoldText } from '../domain/text/status-text.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import type { RunStore } from '../ports/run-store.ts';
import { endedView } from './ended-view.ts';
import { unknownRun } from './unknown-run.ts';

export interface StatusDeps {
  store: RunStore;
  history: RunHistory;
  queue: RunQueue;
  targets: ReadonlyMap<string, unknown>;
}

/** What runs and waits on every target, or one run. */
export async function answerStatus(deps: StatusDeps, run: string | null, language: Language = 'en'): Promise<string> {
  const known = await deps.store.open();
  const states = new Map(known.map((stored) => [stored.request.id, stored.state]));
  if (run === null) {
    const texts: string[] = [];
    for (const target of deps.targets.keys()) {
      const queued = await deps.queue.list(target);
      const lines = queued.map((one) => ({ ...one, state: states.get(one.request.id) ?? ('queued' as const) }));
      const unapproved = known.filter((one) => one.state === 'awaiting_approval' && one.request.target === target);
      const waiting = unapproved.map(({ request, state }) => ({ request, state, place: null, progress: null }));
      texts.push(statusText(target, [...lines, ...waiting], language));
    }
    const untold = known.filter(({ state, told }) => hasEnded(state) && !told);
    return [...texts, ...untold.map(({ request }) => untoldText(request, language))].join('\n');
  }
  const stored = await deps.store.get(run);
  if (stored === null) return unknownRun(deps, run, language);
  if (stored.refusal !== null) return refusedText(stored.request, stored.refusal, language);
  if (hasEnded(stored.state)) {
    const record = (await deps.store.outcome(run))?.record ?? null;
    return endedText(stored, rootMessage(await endedView(deps, stored, record), language).lines, language);
  }
  const queued = await deps.queue.list(stored.request.target);
  const own = queued.find((one) => one.request.id === run);
  const line = {
    request: stored.request,
    state: stored.state,
    place: own?.place ?? null,
    progress: own?.progress ?? null,
  };
  return statusText(stored.request.target, [line], language);
}
