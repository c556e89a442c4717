import { AppError } from '../../src/domain/errors.ts';
import type { Form } from '../../src/domain/form/form.ts';
import type { Dialogs, OpenForm } from '../../src/ports/dialogs.ts';

/** A form that somebody was shown, with every version of it, oldest first. */
export interface FakeForm {
  open: OpenForm;
  versions: Form[];
  isClosed: boolean;
}

export interface FakeDialogs extends Dialogs {
  readonly forms: FakeForm[];
  /** The form that was opened last. @throws Error when there is none */
  last(): FakeForm & { form: Form };
  /** Its person closes the form that was opened last. */
  close(): void;
  /** Somebody else replaces the form that was opened last, as the answer to a form that was sent does. */
  replace(): OpenForm;
  /** The next update is refused with `chat_failed`. */
  failNext(): void;
}

/** Forms in memory; a trigger opens one form. */
export function createFakeDialogs(): FakeDialogs {
  const forms: FakeForm[] = [];
  const used = new Set<string>();
  let versions = 0;
  let fails = false;
  const version = (): string => {
    versions += 1;
    return `v${versions}`;
  };
  const last = (): FakeForm => {
    const found = forms.at(-1);
    if (found === undefined) throw new Error('no form was opened');
    return found;
  };
  return {
    forms,
    last() {
      const found = last();
      const form = found.versions.at(-1);
      if (form === undefined) throw new Error('the form has no version');
      return { ...found, form };
    },
    close() {
      last().isClosed = true;
    },
    replace() {
      const found = last();
      found.open = { ...found.open, version: version() };
      return found.open;
    },
    failNext() {
      fails = true;
    },
    async open(trigger, form) {
      if (used.has(trigger)) throw new AppError('chat_failed', `Slack did not take the form "${form.title}".`);
      used.add(trigger);
      const open = { id: `V${forms.length + 1}`, version: version() };
      forms.push({ open, versions: [structuredClone(form)], isClosed: false });
      return open;
    },
    async update(open, form) {
      if (fails) {
        fails = false;
        throw new AppError('chat_failed', `Slack did not take an update of the form "${form.title}".`);
      }
      const found = forms.find((one) => one.open.id === open.id);
      if (found === undefined || found.isClosed || found.open.version !== open.version) return null;
      found.open = { ...open, version: version() };
      found.versions.push(structuredClone(form));
      return found.open;
    },
  };
}
