import { type AnswerDeps, type Asker, answerApprove, answerCancel, answerCommand } from './answer-command.ts';
import { answerStatus } from './answer-status.ts';

/**
 * Answers `@nlb ...`. Slash commands do not work inside threads, so `status`, `cancel` and `approve` in a run's thread
 * mean that run; everything else is answered as the command of that text.
 * @throws AppError
 */
export async function answerMention(deps: AnswerDeps, asker: Asker, text: string, threadTs: string): Promise<string> {
  const word = text.trim().toLowerCase();
  if (word === 'status' || word === 'cancel' || word === 'approve') {
    const run = await runOfThread(deps, asker.channel, threadTs);
    if (run !== null) return answerAbout(deps, asker, word, run);
  }
  return (await answerCommand(deps, asker, text)) ?? 'The answer is a message of its own in this channel.';
}

async function answerAbout(
  deps: AnswerDeps,
  asker: Asker,
  word: 'status' | 'cancel' | 'approve',
  run: string,
): Promise<string> {
  if (word === 'status') return answerStatus(deps, run);
  if (word === 'cancel') return answerCancel(deps, asker, run);
  return (await answerApprove(deps, asker, run)) ?? 'Approved; the message of the run tells how it goes on.';
}

async function runOfThread(deps: AnswerDeps, channel: string, ts: string): Promise<string | null> {
  const open = await deps.store.open();
  const found = open.find(({ request: { thread } }) => thread.channel === channel && thread.ts === ts);
  return found?.request.id ?? null;
}
