import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { errorMessage } from '../../domain/error-message.ts';
import { failedAnswer } from '../../domain/text/failed-answer.ts';
import type { FormAnswer } from '../../ports/dialogs.ts';
import { content, type Ears, keyOf } from './ears.ts';
import { FIELD_PREFIX, FORM_IDS, filledForm, formView, MORE_ID } from './form-view.ts';

/** Hears what people enter into open forms, and takes the forms that they send. */
export function listenToForms(app: App, ears: Ears): void {
  listenToEntries(app, ears);
  for (const id of Object.values(FORM_IDS)) listenToSent(app, id, ears);
}

function listenToEntries(app: App, { handlers, people }: Ears): void {
  const ours = new RegExp(`^(?:${FIELD_PREFIX}|${MORE_ID}$)`);
  app.action<BlockAction>({ type: 'block_actions', action_id: ours }, async ({ action, body, ack }) => {
    await ack();
    const { view, user } = body;
    const filled = view === undefined ? null : filledForm(view);
    if (view === undefined || filled === null) return;
    const { channel } = filled.memory;
    const key = keyOf(body.team?.id, channel, user.id, body.trigger_id);
    const language = await people.languageOf(user.id);
    const event = {
      open: { id: view.id, version: view.hash },
      filled,
      at: action.action_ts,
      more: action.action_id === MORE_ID,
    };
    handlers.formChanged({ user: user.id, channel, key, language, ...event });
  });
}

function listenToSent(app: App, callbackId: string, { handlers, people, log }: Ears): void {
  app.view<ViewSubmitAction>(
    { callback_id: callbackId, type: 'view_submission' },
    async ({ ack, body, view, client }) => {
      const filled = filledForm(view);
      if (filled === null) {
        await ack();
        return;
      }
      const { channel } = filled.memory;
      const user = body.user.id;
      const key = keyOf(body.team?.id, channel, user, body.trigger_id);
      const language = await people.languageOf(user);
      const answer = await handlers
        .formSent({ user, channel, key, language, open: { id: view.id, version: view.hash }, filled })
        .catch((error: unknown): FormAnswer => {
          log.warn('form_failed', { message: errorMessage(error) });
          return {
            kind: 'done',
            meanwhile: null,
            later: Promise.resolve(failedAnswer({ kind: 'command', text: '' }, error, language)),
          };
        });
      switch (answer.kind) {
        case 'errors':
          await ack({ response_action: 'errors', errors: Object.fromEntries(answer.errors) });
          return;
        case 'again':
          await ack({ response_action: 'update', view: formView(answer.form) });
          return;
        case 'done':
          await ack();
      }
      for (const told of [answer.meanwhile, answer.later]) {
        const text = await told;
        if (text !== null) await tell(client, { channel, user }, text).catch((error: unknown) => lost(log, error));
      }
    },
  );
}

/** Tells one person where they asked, or directly where the bot may not post. */
async function tell(
  client: App['client'],
  { channel, user }: { channel: string; user: string },
  text: string,
): Promise<void> {
  try {
    await client.chat.postEphemeral({ channel, user, ...content(text) });
  } catch {
    const { channel: direct } = await client.conversations.open({ users: user });
    await client.chat.postMessage({ channel: direct?.id ?? user, ...content(text) });
  }
}

function lost(log: Ears['log'], error: unknown): void {
  log.warn('slack_answer_lost', { message: errorMessage(error) });
}
