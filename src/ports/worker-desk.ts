import type { Answer, Ask } from '../domain/ask.ts';

/**
 * Questions to the worker of a target, and its answers, between processes. A question that nobody takes is forgotten
 * within a minute. Not in here: runs, which go through the queue.
 */
export interface WorkerDesk {
  /**
   * Asks, once: the same question again, by its id, is not put a second time, since it has its answer or waits for it.
   * @throws AppError `queue_unavailable`, as all of these do
   */
  ask(target: string, ask: Ask): Promise<void>;
  /** Takes a question back, which may then be asked anew; false when a worker has it already. */
  withdraw(target: string, ask: Ask): Promise<boolean>;
  /** The oldest question to a target's worker, for one worker alone; null when there is none. */
  take(target: string): Promise<Ask | null>;
  /** Answers a question, in the place of an earlier answer. */
  answer(id: string, answer: Answer): Promise<void>;
  /** Null while there is none. */
  answerTo(id: string): Promise<Answer | null>;
}
