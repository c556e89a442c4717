import { AppError } from '../domain/errors.ts';
import { hasEnded } from '../domain/run.ts';
import { commandText } from '../domain/text/command-text.ts';
import { codeText, escapeMrkdwn } from '../domain/text/escape-mrkdwn.ts';
import type { ButtonName } from '../domain/text/message.ts';
import { wordsIn } from '../domain/text/words.ts';
import { type AnswerDeps, type Asker, answerApprove, answerCancel } from './answer-command.ts';
import { compareWithPrevious } from './compare-runs.ts';
import { explainRun } from './explain-run.ts';
import { notingRefusal } from './note-audit.ts';
import { once } from './once.ts';
import { goneText, runAgain } from './run-again.ts';

/** Answers a press of a run's button to the person who pressed it. @throws AppError */
export async function answerAction(
  deps: AnswerDeps,
  asker: Asker,
  button: ButtonName,
  run: string,
): Promise<string | null> {
  switch (button) {
    case 'cancel':
      return answerCancel(deps, asker, run);
    case 'approve':
      await checkChannel(deps, asker, `/nlb approve ${run}`, run);
      return answerApprove(deps, asker, run);
    case 'rerun':
      await checkChannel(deps, asker, 'Run again', run);
      return runAgain(deps, asker, run);
    case 'change':
      return changeLine(deps, asker, run);
    case 'compare':
      return compareWithPrevious(deps, run, asker.language);
    case 'explain':
      return explainRun(deps, run, asker.language);
    case 'raw':
      return postRaw(deps, asker, run);
  }
}

/** What to type, where no form can be opened for it. */
async function changeLine(deps: AnswerDeps, { language }: Asker, run: string): Promise<string> {
  const stored = await deps.store.get(run);
  if (stored === null) return goneText(run, language);
  const { scenario, target, parameters } = stored.request;
  return wordsIn(language).forms.changeLine(escapeMrkdwn(commandText(scenario, target, parameters)));
}

/**
 * A button that changes something belongs to its run's own channel; only a request that was made up says otherwise.
 * Cancel is free from everywhere. @throws AppError `other_channel`
 */
async function checkChannel(deps: AnswerDeps, { user, channel }: Asker, what: string, run: string): Promise<void> {
  const { thread, target } = (await deps.store.get(run))?.request ?? { thread: { channel }, target: null };
  if (thread.channel === channel) return;
  await notingRefusal(deps, { who: user, channel, target, what, run }, () => {
    throw new AppError('other_channel', `Run ${run} belongs to another channel than the button that was pressed.`);
  });
}

/** Every raw line goes into the thread once somebody wants it: most people never do. */
async function postRaw(deps: AnswerDeps, asker: Asker, run: string): Promise<string> {
  const { answers } = wordsIn(asker.language);
  const [stored, outcome] = await Promise.all([deps.store.get(run), deps.store.outcome(run)]);
  const id = codeText(run);
  if (stored !== null && !hasEnded(stored.state)) return answers.rawNotYet(id);
  const ts = stored?.request.thread.ts ?? null;
  if (stored === null || outcome === null || ts === null) return goneText(run, asker.language);
  const files = Object.entries(outcome.raw);
  if (files.length === 0) return answers.rawGone(id);
  const said = answers.rawThere(id);
  const { answers: words } = wordsIn(stored.request.language ?? 'en');
  return once(deps, run, 'told raw', said, async () => {
    for (const [name, bytes] of files) {
      const part = { kind: 'file' as const, name, title: words.rawTitle(name, run), alt: '', bytes, comment: null };
      await deps.chat.postPart({ channel: stored.request.thread.channel, ts }, part);
    }
  });
}
