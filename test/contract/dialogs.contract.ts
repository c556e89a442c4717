import { describe, expect, it } from 'vitest';
import type { Form, FormField } from '../../src/domain/form/form.ts';
import type { Dialogs } from '../../src/ports/dialogs.ts';

/** Dialogs with the eyes of the person in front of them. */
export interface DialogsUnderTest {
  dialogs: Dialogs;
  /** A fresh trigger of the person's. */
  trigger(): Promise<string>;
  /** The title, the texts and the keys of the fields that they see; null when nothing is open. */
  seen(): Promise<{ title: string; texts: string[]; keys: string[] } | null>;
  close(): Promise<void>;
}

const field = (key: string): FormField => ({ key, label: key, hint: '', kind: 'text', value: '', placeholder: '' });

export function aForm(title: string, text: string, keys: readonly string[] = ['clients']): Form {
  return {
    name: 'run',
    title,
    submit: 'Run',
    close: 'Cancel',
    parts: [...keys.map((key) => ({ kind: 'field' as const, field: field(key) })), { kind: 'text', text }],
    memory: { channel: 'C0SRE', more: false, kept: {} },
  };
}

/** What every {@link Dialogs} does. */
export function dialogsContract(name: string, under: () => DialogsUnderTest): void {
  describe(`${name} as dialogs`, () => {
    it('opens a form and replaces it, version by version', async () => {
      const { dialogs, trigger, seen } = under();
      const first = await dialogs.open(await trigger(), aForm('One', 'asking'));
      expect(await seen()).toEqual({ title: 'One', texts: ['asking'], keys: ['clients'] });
      const second = await dialogs.update(first, aForm('Two', 'answered', ['clients', 'seed']));
      expect(second?.id).toBe(first.id);
      expect(second?.version).not.toBe(first.version);
      expect(await seen()).toEqual({ title: 'Two', texts: ['answered'], keys: ['clients', 'seed'] });
      if (second !== null) expect(await dialogs.update(second, aForm('Three', 'x'))).not.toBeNull();
    });

    it('replaces no version but the one that was named', async () => {
      const { dialogs, trigger, seen } = under();
      const first = await dialogs.open(await trigger(), aForm('One', 'asking'));
      await dialogs.update(first, aForm('Two', 'newer'));
      expect(await dialogs.update(first, aForm('Three', 'older'))).toBeNull();
      expect((await seen())?.title).toBe('Two');
    });

    it('replaces nothing that was closed', async () => {
      const { dialogs, trigger, close } = under();
      const open = await dialogs.open(await trigger(), aForm('One', 'asking'));
      await close();
      expect(await dialogs.update(open, aForm('Two', 'late'))).toBeNull();
    });

    it('opens one form for one trigger', async () => {
      const { dialogs, trigger } = under();
      const used = await trigger();
      await dialogs.open(used, aForm('One', 'asking'));
      await expect(dialogs.open(used, aForm('Two', 'again'))).rejects.toMatchObject({ code: 'chat_failed' });
    });
  });
}
