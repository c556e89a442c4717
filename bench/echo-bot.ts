import bolt from '@slack/bolt';
import { createWorkspace } from '../src/adapters/workspace/create-workspace.ts';

/**
 * The yardstick of `bench/ack-times.ts`: a workspace and, in the same process as the bot has it, a Bolt app over Socket
 * Mode that does nothing but acknowledge. Tells its parent the workspace's address when it is connected.
 */
const workspace = await createWorkspace({ port: 0, processes: () => [] });
const app = new bolt.App({
  token: workspace.botToken,
  appToken: workspace.appToken,
  socketMode: true,
  clientOptions: { slackApiUrl: workspace.apiUrl },
});
app.command('/nlb', async ({ command, ack }) => ack({ response_type: 'ephemeral', text: command.text }));
await app.start();
process.send?.({ url: workspace.url });
process.once('disconnect', () => process.exit(0));
