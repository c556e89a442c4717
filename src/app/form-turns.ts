import { errorMessage } from '../domain/error-message.ts';
import type { FilledForm, Form } from '../domain/form/form.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dialogs, OpenForm } from '../ports/dialogs.ts';
import type { Log } from '../ports/log.ts';
import type { Asker } from './answer-command.ts';

/** What somebody did last in an open form. */
export interface FormTurn {
  asker: Asker;
  filled: FilledForm;
  /** Whether the form shows already that its target is being asked. */
  isAsking?: true;
}

/** Shows what a turn means, maybe several times as more is known; `signal` aborts when there is a newer turn. */
export type ShowTurn = (turn: FormTurn, update: (form: Form) => Promise<void>, signal: AbortSignal) => Promise<void>;

/** Takes the turns of open forms: the last one counts, and a form is replaced by one writer alone. */
export interface FormTurns {
  /** A form that was just opened, with what is still to be shown in it. */
  opened(open: OpenForm, first: FormTurn | null): void;
  /** `at` orders the turns of a form; one that was overtaken on the way is forgotten. */
  take(open: OpenForm, at: string, turn: FormTurn): void;
}

/** Time between two versions of a form: Slack takes 100 a minute of all forms together (views.update, tier 4). */
const PACE_MS = 600;
/** Forms that are closed are not told of; so many are remembered. */
const MAX_FORMS = 200;

interface Kept {
  open: OpenForm;
  /** The version that the person saw at their last turn, where it is not ours. */
  seen: OpenForm | null;
  at: string;
  next: FormTurn | null;
  newer: AbortController;
  busy: boolean;
  shownAt: number;
}

export function createFormTurns(
  { dialogs, clock, log }: { dialogs: Dialogs; clock: Clock; log: Log },
  show: ShowTurn,
): FormTurns {
  const forms = new Map<string, Kept>();

  function keep(open: OpenForm, at: string): Kept {
    const newer = new AbortController();
    const kept: Kept = { open, seen: null, at, next: null, newer, busy: false, shownAt: Number.NEGATIVE_INFINITY };
    forms.set(open.id, kept);
    for (const id of [...forms.keys()].slice(0, Math.max(0, forms.size - MAX_FORMS))) forms.delete(id);
    return kept;
  }

  async function update(kept: Kept, form: Form): Promise<void> {
    const wait = kept.shownAt + PACE_MS - clock.monotonicMs();
    if (wait > 0) await clock.sleep(wait);
    // Whatever came meanwhile knows more.
    if (kept.newer.signal.aborted) return;
    const { seen } = kept;
    const ours = await dialogs.update(kept.open, form);
    // What was sent and refused shows a version that came with that answer.
    const open = ours ?? (seen === null ? null : await dialogs.update(seen, form));
    kept.shownAt = clock.monotonicMs();
    kept.seen = null;
    if (open !== null) kept.open = open;
  }

  async function work(kept: Kept): Promise<void> {
    kept.busy = true;
    while (kept.next !== null) {
      const turn = kept.next;
      kept.next = null;
      kept.newer = new AbortController();
      try {
        await show(turn, (form) => update(kept, form), kept.newer.signal);
      } catch (error) {
        log.warn('form_not_updated', { message: errorMessage(error) });
      }
    }
    kept.busy = false;
  }

  function add(kept: Kept, turn: FormTurn): void {
    kept.next = turn;
    kept.newer.abort();
    if (!kept.busy) void work(kept);
  }

  return {
    opened(open, first) {
      const kept = keep(open, '');
      if (first !== null) add(kept, first);
    },
    take(open, at, turn) {
      const kept = forms.get(open.id) ?? keep(open, at);
      if (at < kept.at) return;
      kept.at = at;
      kept.seen = open.version === kept.open.version ? null : open;
      add(kept, turn);
    },
  };
}
