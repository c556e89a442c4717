import type { Language } from '../domain/language.ts';
import { codeText } from '../domain/text/escape-mrkdwn.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { AnswerDeps, Asker } from './answer-command.ts';
import { notingRefusal } from './note-audit.ts';
import { startRun } from './start-run.ts';
import { checkAllowed, inLanguage } from './submit-run.ts';

/** A second press that comes so soon after the first is a double click, in milliseconds. */
const DOUBLE_CLICK_MS = 10_000;

/**
 * The same run again, with a new seed, for the person who asked, if the target still allows it; once for presses of one
 * person that come at once or soon after each other.
 * @returns what that person is told; null where the run's own message is the answer
 * @throws AppError as {@link startRun} does
 */
export async function runAgain(deps: AnswerDeps, asker: Asker, run: string): Promise<string | null> {
  const deed = `again for ${asker.user}`;
  const one = `${run} ${deed}`;
  const press = `${one}: ${asker.key}`;
  // Before anything is read: presses that come at once would all find nothing in the journal.
  if (deps.underWay.has(press)) return null;
  if (deps.underWay.has(one)) return wordsIn(asker.language).answers.askedAgain(codeText(run));
  deps.underWay.add(one).add(press);
  try {
    return await again(deps, asker, run, deed);
  } finally {
    deps.underWay.delete(one);
    deps.underWay.delete(press);
  }
}

async function again(deps: AnswerDeps, asker: Asker, run: string, deed: string): Promise<string | null> {
  const stored = await deps.store.get(run);
  if (stored === null) return goneText(run, asker.language);
  const {
    approved: _former,
    group: _itsGroup,
    scenario_group: _another,
    language: _theirs,
    schedule: _itsSchedule,
    ...asked
  } = stored.request;
  const { target, scenario, parameters } = asked;
  const about = { who: asker.user, channel: asker.channel, target, what: 'Run again', run };
  await notingRefusal(deps, about, async () => checkAllowed(deps, target, scenario, parameters));
  const request = {
    ...asked,
    id: deps.newRunId(),
    parameters: { ...parameters, seed: deps.newSeed() },
    requested_by: asker.user,
    requested_at: deps.clock.wallIso(),
    thread: { channel: asker.channel, ts: null },
    ...inLanguage(asker.language),
  };
  const last = stored.journal.findLast(({ phase }) => phase.startsWith(`${deed}: `));
  const isSoon = last !== undefined && Date.parse(request.requested_at) - Date.parse(last.at) < DOUBLE_CLICK_MS;
  // Another copy of the same press is told nothing, since the first one is.
  if (isSoon && last.phase === `${deed}: ${asker.key}`) return null;
  if (isSoon && last.phase !== `${deed}: not started`) return wordsIn(asker.language).answers.askedAgain(codeText(run));
  await deps.store.update(run, { enter: `${deed}: ${asker.key}` });
  try {
    await startRun(deps, request, asker.key, null);
  } catch (cause) {
    await deps.store.update(run, { enter: `${deed}: not started` });
    throw cause;
  }
  return null;
}

/** What is said of a run that is kept no more. */
export function goneText(run: string, language: Language): string {
  return wordsIn(language).answers.gone(codeText(run));
}
