import type { Dialogs, OpenForm } from '../../ports/dialogs.ts';
import type { Log } from '../../ports/log.ts';
import { chatError, isRefusal } from './chat-error.ts';
import { formView } from './form-view.ts';
import { impatientClient } from './impatient-client.ts';

export interface DialogsConfig {
  /** The bot's token. */
  token: string;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
  log: Log;
}

/** A trigger lives for 3 s, and an update that late has been overtaken. */
const TIMEOUT_MS = 2500;

/** Opens and replaces modals (views.open, views.update with the view's hash). */
export function createDialogs(config: DialogsConfig): Dialogs {
  const client = impatientClient({ ...config, timeoutMs: TIMEOUT_MS });
  return {
    async open(trigger, form) {
      try {
        const { view } = await client.views.open({ trigger_id: trigger, view: formView(form) });
        return openOf(view);
      } catch (error) {
        throw chatError(error, `the form "${form.title}"`);
      }
    },
    async update({ id, version }, form) {
      try {
        const { view } = await client.views.update({ view_id: id, hash: version, view: formView(form) });
        return openOf(view);
      } catch (error) {
        if (isRefusal(error, ['hash_conflict', 'not_found', 'view_not_found'])) return null;
        throw chatError(error, `an update of the form "${form.title}"`);
      }
    },
  };
}

function openOf(view: { id?: string; hash?: string } | undefined): OpenForm {
  if (view?.id === undefined || view.hash === undefined) throw new Error('the answer names no view');
  return { id: view.id, version: view.hash };
}
