import type { Language } from '../domain/language.ts';
import { nearest } from '../domain/nearest.ts';
import { codeText } from '../domain/text/escape-mrkdwn.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { RunHistory } from '../ports/run-history.ts';

/** What to say of a run that is not kept, with the run that may have been meant. */
export async function unknownRun(
  deps: { history: RunHistory },
  run: string,
  language: Language = 'en',
): Promise<string> {
  const runs = await deps.history.runs();
  const near = nearest(
    run,
    runs.map(({ request }) => request.id),
  );
  return wordsIn(language).answers.unknownRun(codeText(run), near === null ? null : codeText(near));
}
