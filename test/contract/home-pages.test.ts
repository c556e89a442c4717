import { afterAll, beforeAll } from 'vitest';
import { createHomePages } from '../../src/adapters/slack/create-home-pages.ts';
import { type LocalWorkspace, startLocalWorkspace } from '../adapters/slack/local-workspace.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { createFakeHomePages } from '../fakes/fake-home-pages.ts';
import { type HomePagesUnderTest, homePagesContract } from './home-pages.contract.ts';

const fake = createFakeHomePages({ clock: createFakeClock() });
homePagesContract('the fake', () => ({
  pages: fake,
  user: 'U0KATO',
  other: 'U0ANNA',
  shown: async (user) => (fake.published.some((one) => one.user === user) ? fake.text(user).split('\n') : null),
  refuseNext: async (retryAfterMs) => fake.fail(1, retryAfterMs === undefined ? {} : { retryAfterMs }),
}));

let local: LocalWorkspace;
let slack: HomePagesUnderTest;
beforeAll(async () => {
  local = await startLocalWorkspace();
  const { workspace, user, log } = local;
  const { users } = await local.get<{ users: { id: string }[] }>('/control/info');
  slack = {
    pages: createHomePages({ token: workspace.botToken, apiUrl: workspace.apiUrl, log }),
    user,
    other: users.find(({ id }) => id !== user)?.id ?? '',
    async shown(who) {
      const view = await local.get<{ blocks?: { text: { text: string } }[] }>(`/control/home?user=${who}`);
      return view.blocks?.map(({ text }) => text.text) ?? null;
    },
    refuseNext: (retryAfterMs) =>
      local.control(
        '/control/faults',
        retryAfterMs === undefined
          ? { method: 'views.publish', error: 'not_enabled', count: 1 }
          : { method: 'views.publish', status: 429, retry_after: retryAfterMs / 1000, count: 1 },
      ),
  };
});
afterAll(() => local.workspace.close());
homePagesContract('Slack', () => slack);
