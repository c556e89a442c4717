import type { FilledForm } from '../domain/form/form.ts';
import type { FormAnswer, OpenForm } from '../ports/dialogs.ts';
import type { Asker } from './answer-command.ts';

export type TakeForm = (asker: Asker, open: OpenForm, filled: FilledForm) => Promise<FormAnswer>;

/** Forms that were sent are remembered for those who send them again at once; so many are enough. */
const MOST = 200;

/**
 * Takes each open form once: one that is sent again while it is taken, or after it has closed, starts nothing more. One
 * that stays open may be sent again.
 */
export function takeOnce(take: TakeForm): TakeForm {
  const taken = new Map<string, Promise<FormAnswer>>();

  async function takeFirst(asker: Asker, open: OpenForm, filled: FilledForm): Promise<FormAnswer> {
    const taking = take(asker, open, filled);
    taken.set(open.id, taking);
    for (const id of [...taken.keys()].slice(0, Math.max(0, taken.size - MOST))) taken.delete(id);
    const answer = await taking.catch((cause: unknown) => {
      taken.delete(open.id);
      throw cause;
    });
    if (answer.kind !== 'done') taken.delete(open.id);
    return answer;
  }

  return async (asker, open, filled) => {
    const first = taken.get(open.id);
    if (first === undefined) return takeFirst(asker, open, filled);
    const answer = await first;
    // The first is told what came of it.
    return answer.kind === 'done' ? { kind: 'done', meanwhile: null, later: Promise.resolve(null) } : answer;
  };
}
