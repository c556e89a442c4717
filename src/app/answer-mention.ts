import { COMMANDS } from '../domain/command.ts';
import { noRunHere, threadHelp } from '../domain/text/thread-help.ts';
import { wordsIn } from '../domain/text/words.ts';
import { readThreadWord, type ThreadWord } from '../domain/thread-word.ts';
import { answerAction } from './answer-action.ts';
import { type AnswerDeps, type Asker, answerApprove, answerCancel, answerCommand } from './answer-command.ts';
import { answerStatus } from './answer-status.ts';
import { explainRun } from './explain-run.ts';
import { showRun } from './show-run.ts';

/**
 * Answers `@nlb ...`. Slash commands do not work inside threads, so in a run's thread, ended or not, a single word means
 * that run; everything else is answered as the command of that text.
 * @throws AppError
 */
export async function answerMention(deps: AnswerDeps, asker: Asker, text: string, threadTs: string): Promise<string> {
  const run = await deps.history.ofThread({ channel: asker.channel, ts: threadTs });
  const word = readThreadWord(text);
  if (run !== null && word !== null) return answerAbout(deps, asker, word, run);
  const [first = ''] = text.trim().toLowerCase().split(/\s+/);
  const isCommand = COMMANDS.some(({ name }) => name === first);
  if (run !== null && !isCommand) return threadHelp(run, text, asker.language);
  if (run === null && word !== null && !isCommand && word !== 'help') return noRunHere(word, asker.language);
  return (await answerCommand(deps, asker, text)) ?? wordsIn(asker.language).answers.elsewhere();
}

async function answerAbout(deps: AnswerDeps, asker: Asker, word: ThreadWord, run: string): Promise<string> {
  const { answers } = wordsIn(asker.language);
  switch (word) {
    case 'status':
      return answerStatus(deps, run, asker.language);
    case 'why':
      return explainRun(deps, run, asker.language);
    case 'show':
      return showRun(deps, run, asker.language);
    case 'cancel':
      return answerCancel(deps, asker, run);
    case 'approve':
      return (await answerApprove(deps, asker, run)) ?? answers.approved();
    case 'compare':
    case 'raw':
      return (await answerAction(deps, asker, word, run)) ?? answers.elsewhere();
    case 'again':
      return (await answerAction(deps, asker, 'rerun', run)) ?? answers.elsewhere();
    case 'help':
      return threadHelp(run, null, asker.language);
  }
}
