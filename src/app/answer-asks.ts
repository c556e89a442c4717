import type { Ask } from '../domain/ask.ts';
import type { WorkerDesk } from '../ports/worker-desk.ts';
import { type LookDeps, lookAtTarget } from './look-at-target.ts';
import { recoverOnRequest } from './recover-on-request.ts';
import { type RecoverDeps, recoveryHolder } from './recover-target.ts';

/** How often questions are looked for, in milliseconds: a person waits for the answer. */
const POLL_MS = 250;
/** The pause after Redis did not answer. */
const PAUSE_MS = 2000;

/** Answers what the bot asks of a target's worker until the signal aborts; a question never waits for another. */
export async function answerAsks(
  deps: RecoverDeps & LookDeps & { desk: WorkerDesk },
  signal: AbortSignal,
): Promise<void> {
  const { desk, clock, log, profile } = deps;
  const answering = new Set<Promise<void>>();
  while (!signal.aborted) {
    let wait = POLL_MS;
    try {
      const ask = await desk.take(profile.name);
      if (ask !== null) {
        wait = 0;
        const answered: Promise<void> = answer(deps, ask)
          .catch((cause: unknown) => log.warn('ask_not_answered', { target: profile.name, reason: String(cause) }))
          .finally(() => answering.delete(answered));
        answering.add(answered);
      }
    } catch {
      // The store says so already, wherever it is needed.
      wait = PAUSE_MS;
    }
    await clock.sleep(wait, signal).catch(() => undefined);
  }
  await Promise.all(answering);
}

async function answer(deps: RecoverDeps & LookDeps & { desk: WorkerDesk }, ask: Ask): Promise<void> {
  const { desk } = deps;
  if (ask.kind === 'look') {
    await desk.answer(ask.id, { kind: 'report', report: await lookAtTarget(deps, ask.within_ms) });
    return;
  }
  const { asked_by, keep, confirm } = ask;
  const wish = { asked_by, keep, confirm, holder: recoveryHolder(ask.id) };
  await recoverOnRequest(deps, wish, (said) => desk.answer(ask.id, said));
}
