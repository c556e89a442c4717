import { createForms, type FormDeps } from '../../src/app/answer-forms.ts';
import type { FilledForm, Form, FormField } from '../../src/domain/form/form.ts';
import type { OpenForm } from '../../src/ports/dialogs.ts';
import { createFakeDialogs } from '../fakes/fake-dialogs.ts';
import { createBotWorld } from './bot-world.ts';

/** The bot's side of fakes with forms, and the hands of whoever fills them in. */
export function createFormWorld(changed: Partial<FormDeps> = {}) {
  const world = createBotWorld();
  const dialogs = createFakeDialogs();
  const forms = createForms({ ...world.deps, dialogs, ...changed });
  let moments = 0;
  let triggers = 0;
  const enter = (form: Form, entered: Readonly<Record<string, string>>): FilledForm => {
    const values = new Map(fieldsOf(form).map(({ key, value }) => [key, value] as const));
    for (const [key, text] of Object.entries(entered)) values.set(key, text);
    return { name: form.name, memory: form.memory, values };
  };
  return {
    ...world,
    dialogs,
    forms,
    trigger: (): string => {
      triggers += 1;
      return `t${triggers}`;
    },
    /** The form that is open now, with this entered into its fields. */
    filled: (entered: Readonly<Record<string, string>> = {}): FilledForm => enter(dialogs.last().form, entered),
    /** Enters this into the open form; `open` is the version that the person saw. */
    change(
      entered: Readonly<Record<string, string>>,
      { more = false, open = dialogs.last().open }: { more?: boolean; open?: OpenForm } = {},
    ): void {
      moments += 1;
      const at = `1700000000.${String(moments).padStart(6, '0')}`;
      forms.changed(world.asker(), open, { filled: enter(dialogs.last().form, entered), at, more });
    },
  };
}

export type FormWorld = ReturnType<typeof createFormWorld>;

export function fieldsOf(form: Form): FormField[] {
  return form.parts.flatMap((part) => (part.kind === 'field' ? [part.field] : []));
}

/** All that a form says beside its fields. */
export function textOf(form: Form): string {
  return form.parts.flatMap((part) => (part.kind === 'text' || part.kind === 'small' ? [part.text] : [])).join('\n');
}
