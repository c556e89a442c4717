import { lastChannelOf } from '../domain/run-history.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { Asker } from './answer-command.ts';
import type { Forms } from './answer-forms.ts';

/**
 * Opens the form of a run for somebody on the home tab, which is no channel itself: the run is asked for where they asked
 * last, as if they had typed there.
 * @returns null, or why no form is opened
 * @throws AppError `queue_unavailable`, `chat_failed`
 */
export async function runFromHome(
  { history, forms }: { history: RunHistory; forms: Pick<Forms, 'forCommand'> },
  asker: Asker,
  trigger: string,
): Promise<string | null> {
  const channel = lastChannelOf(asker.user, await history.runs());
  const isOpen = channel !== null && (await forms.forCommand({ ...asker, channel }, trigger, 'run'));
  return isOpen ? null : wordsIn(asker.language).home.startByTyping();
}
