import type { Answer, Ask } from '../domain/ask.ts';
import type { Clock } from '../ports/clock.ts';
import type { WorkerDesk } from '../ports/worker-desk.ts';

const POLL_MS = 100;

/** What came of a question: the last answer so far, or that a worker took it, or that none did. */
export type Heard = Answer | { kind: 'taken' } | { kind: 'nobody' };

/**
 * Asks a target's worker and waits for its final answer, for so many milliseconds at most. A question that no worker has
 * taken by then is taken back, so that it can have no late effect.
 * @throws AppError `queue_unavailable`
 */
export async function askWorker(
  { desk, clock }: { desk: WorkerDesk; clock: Clock },
  target: string,
  ask: Ask,
  patienceMs: number,
): Promise<Heard> {
  const end = clock.monotonicMs() + patienceMs;
  await desk.ask(target, ask);
  for (;;) {
    const answer = await desk.answerTo(ask.id);
    if (answer !== null && answer.kind !== 'begun') return answer;
    if (clock.monotonicMs() >= end) {
      if (answer !== null) return answer;
      return (await desk.withdraw(target, ask)) ? { kind: 'nobody' } : { kind: 'taken' };
    }
    await clock.sleep(POLL_MS);
  }
}
