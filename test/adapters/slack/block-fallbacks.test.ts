import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBlockFallbacks } from '../../../src/adapters/slack/block-fallbacks.ts';
import { type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';

let local: LocalWorkspace;
let client: WebClient;

beforeAll(async () => {
  local = await startLocalWorkspace();
  client = new WebClient(local.workspace.botToken, { slackApiUrl: local.workspace.apiUrl });
});
afterAll(() => local.workspace.close());

it.each([
  ['a kind of block that the workspace does not know', { type: 'hologram' }, 1],
  ['something in a block of a kind that it knows', { type: 'data_table', caption: 'no rows' }, 2],
])('remembers a refusal of %s as what it is', async (_, block, tries) => {
  const fallbacks = createBlockFallbacks(local.log);
  let tried = 0;
  const send = () =>
    fallbacks.send([
      {
        block: 'data_table',
        send: async () => {
          tried += 1;
          await client.chat.postMessage({ channel: local.channel, text: 'x', blocks: [block] as never });
          return 'newer';
        },
      },
      { block: null, send: async () => 'plain' },
    ]);
  expect(await send()).toBe('plain');
  expect(await send()).toBe('plain');
  expect(tried).toBe(tries);
  expect(local.log.warnings.at(-1)).toMatchObject({ event: 'slack_block_refused', block: 'data_table' });
});

it('passes on what is refused for another reason', async () => {
  const fallbacks = createBlockFallbacks(local.log);
  const send = () => client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' });
  await expect(
    fallbacks.send([
      { block: 'plan', send },
      { block: null, send },
    ]),
  ).rejects.toMatchObject({
    data: { error: 'channel_not_found' },
  });
});
