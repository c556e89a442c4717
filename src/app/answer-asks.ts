import type { Answer, Ask } from '../domain/ask.ts';
import { messageAndAdvice } from '../domain/error-message.ts';
import type { WorkerDesk } from '../ports/worker-desk.ts';
import { createPathChecks, type MakeCheck } from './check-path.ts';
import { lookAtPath, type PathDeps } from './look-at-path.ts';
import { type LookDeps, lookAtTarget } from './look-at-target.ts';
import { recoverOnRequest } from './recover-on-request.ts';
import { type RecoverDeps, recoveryHolder } from './recover-target.ts';
import { within } from './within.ts';

/** How often questions are looked for, in milliseconds: a person waits for the answer. */
const POLL_MS = 250;
/** The pause after Redis did not answer. */
const PAUSE_MS = 2000;

/** What it takes to answer every question. */
export type AskDeps = RecoverDeps & LookDeps & PathDeps & { desk: WorkerDesk };

/** Answers what the bot asks of a target's worker until the signal aborts; a question never waits for another. */
export async function answerAsks(deps: AskDeps, signal: AbortSignal): Promise<void> {
  const { desk, clock, log, profile } = deps;
  const answering = new Set<Promise<void>>();
  const check = createPathChecks(deps);
  while (!signal.aborted) {
    let wait = POLL_MS;
    try {
      const ask = await desk.take(profile.name);
      if (ask !== null) {
        wait = 0;
        const answered: Promise<void> = answer(deps, check, ask, signal)
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

async function answer(deps: AskDeps, check: MakeCheck, ask: Ask, signal: AbortSignal): Promise<void> {
  const { desk } = deps;
  if (ask.kind === 'look') {
    await desk.answer(ask.id, { kind: 'report', report: await lookAtTarget(deps, ask.within_ms) });
    return;
  }
  if (ask.kind === 'path') {
    await desk.answer(ask.id, await pathAnswer(deps, check, ask, signal));
    return;
  }
  const { asked_by, keep, confirm } = ask;
  const wish = { asked_by, keep, confirm, holder: recoveryHolder(ask.id) };
  await recoverOnRequest(deps, wish, (said) => desk.answer(ask.id, said));
}

async function pathAnswer(
  deps: AskDeps,
  check: MakeCheck,
  { within_ms, check: at }: Extract<Ask, { kind: 'path' }>,
  signal: AbortSignal,
): Promise<Answer> {
  const looked = lookAtPath(deps, at === null ? null : { make: check, at }).then(
    (sight): Answer => ({ kind: 'path', sight }),
    (cause: unknown): Answer => ({ kind: 'refused', message: messageAndAdvice(cause) }),
  );
  const late: Answer = { kind: 'refused', message: `It did not answer within ${within_ms / 1000} s.` };
  return (await within(deps.clock, within_ms, looked, signal)) ?? late;
}
