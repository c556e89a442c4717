import type { App, BlockButtonAction } from '@slack/bolt';
import type { PageButton } from '../../domain/home.ts';
import type { Ears } from './ears.ts';
import { PAGE_ACTION_IDS } from './home-blocks.ts';

/** Listens to who opens the home tab and to its page buttons; what they see is published, never answered. */
export function listenToHome(app: App, { handlers, log }: Ears): void {
  const show = async (user: string, page: number): Promise<void> => {
    await handlers.home({ user, page }).catch((error: unknown) => {
      log.warn('home_not_shown', { user, message: error instanceof Error ? error.message : String(error) });
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
}
