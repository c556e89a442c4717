import type { App, BlockButtonAction } from '@slack/bolt';
import { errorMessage } from '../../domain/error-message.ts';
import type { PageButton } from '../../domain/home.ts';
import { answerOf } from './answer-in-time.ts';
import { type Ears, keyOf } from './ears.ts';
import { PAGE_ACTION_IDS, START_ACTION_ID } from './home-blocks.ts';

/** Listens to who opens the home tab and to its own buttons; what they see is published, never answered. */
export function listenToHome(app: App, { handlers, people, log }: Ears): void {
  const show = async (user: string, page: number): Promise<void> => {
    const language = await people.languageOf(user);
    await handlers.home({ user, page, language }).catch((error: unknown) => {
      log.warn('home_not_shown', { user, message: errorMessage(error) });
    });
  };
  app.event('app_home_opened', async ({ event: { tab, user } }) => {
    // The tab with the messages is opened through the same event.
    if (tab === 'home') await show(user, 1);
  });
  for (const name of Object.keys(PAGE_ACTION_IDS) as PageButton[]) {
    app.action<BlockButtonAction>(
      { type: 'block_actions', action_id: PAGE_ACTION_IDS[name] },
      async ({ action, body, ack }) => {
        await ack();
        await show(body.user.id, Number(action.value) || 1);
      },
    );
  }
  app.action<BlockButtonAction>({ type: 'block_actions', action_id: START_ACTION_ID }, async ({ body, ack }) => {
    await ack();
    const user = body.user.id;
    const key = keyOf(body.team?.id, '', user, body.trigger_id);
    const how = { language: people.languageOf(user), log };
    const answer = await answerOf({ kind: 'command', text: 'run' }, how, (language) =>
      handlers.homeRun({ user, channel: '', key, language, trigger: body.trigger_id }),
    );
    if (answer !== null) await handlers.homeAnswer({ user, text: answer.text, language: await how.language });
  });
}
