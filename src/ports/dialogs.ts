import type { Form } from '../domain/form/form.ts';

/** A form that somebody has open, and which version of it they see. */
export interface OpenForm {
  id: string;
  version: string;
}

/** What comes of a form that was sent. */
export type FormAnswer =
  /** It stays open, with a sentence in plain text at each field that is wrong. */
  | { kind: 'errors'; errors: ReadonlyMap<string, string> }
  /** It stays open as this form, which says why nothing was started. */
  | { kind: 'again'; form: Form }
  /**
   * It closes. `later` is what its person is told, null where a message in the channel is the answer; it never rejects.
   * `meanwhile` is told at once where that takes long, else null.
   */
  | { kind: 'done'; meanwhile: string | null; later: Promise<string | null> };

/**
 * Forms in front of one person. What was entered into a field stays there when the form is replaced by one with the
 * same field.
 * Not in here: what people enter and send, which comes as events.
 */
export interface Dialogs {
  /** Opens a form within 3 s of the deed that `trigger` is of. @throws AppError `chat_failed` */
  open(trigger: string, form: Form): Promise<OpenForm>;
  /** Replaces exactly that version; null when the form was closed or replaced meanwhile. @throws AppError `chat_failed` */
  update(open: OpenForm, form: Form): Promise<OpenForm | null>;
}
