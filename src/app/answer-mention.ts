import { type AnswerDeps, type Asker, answerCancel, answerCommand, answerStatus } from './answer-command.ts';

/**
 * Answers `@nlb ...`. Slash commands do not work inside threads, so `status` and `cancel` in a run's thread mean that
 * run; everything else is answered as the command of that text.
 * @throws AppError
 */
export async function answerMention(deps: AnswerDeps, asker: Asker, text: string, threadTs: string): Promise<string> {
  const word = text.trim().toLowerCase();
  if (word === 'status' || word === 'cancel') {
    const run = await runOfThread(deps, asker.channel, threadTs);
    if (run !== null) return word === 'status' ? answerStatus(deps, run) : answerCancel(deps, asker, run);
  }
  return (await answerCommand(deps, asker, text)) ?? 'The run has a message of its own in this channel.';
}

async function runOfThread(deps: AnswerDeps, channel: string, ts: string): Promise<string | null> {
  const open = await deps.store.open();
  const found = open.find(({ request: { thread } }) => thread.channel === channel && thread.ts === ts);
  return found?.request.id ?? null;
}
