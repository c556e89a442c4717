import { resolve } from 'node:path';
import { messageAndAdvice } from '../domain/error-message.ts';
import { type Config, readConfig } from './config.ts';
import { startStack } from './stack.ts';

/** The ports that only `npm start` takes, so that two instances never meet by accident. */
const PAGE_PORT = 8970;
const NODE_PORT = 31401;

/** `npm start`: bot with page, worker and lab, until Ctrl-C. */
try {
  const config = readConfig(process.env);
  const stack = await startStack({
    config: { ...config, stateDir: config.stateDir ?? resolve('.state') },
    env: process.env,
    ports: {
      workspace: process.env.WORKSPACE_PORT ? config.workspacePort : PAGE_PORT,
      labNodePort: config.labNodePort || NODE_PORT,
    },
    say: (line) => process.stdout.write(`${line}\n`),
    onLog: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(stack.url === null ? `${connected(config)}\n` : `Open ${stack.url} and type /nlb help\n`);
  const asked = new Promise<string>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(''));
  });
  const why = await Promise.race([asked, stack.broken]);
  if (why === '') process.stdout.write('Ending: what runs is put back first.\n');
  else process.stderr.write(`${why}\n`);
  await stack.stop();
  process.exit(why === '' ? 0 : 1);
} catch (cause) {
  process.stderr.write(`${messageAndAdvice(cause)}\n`);
  process.exit(1);
}

function connected({ slack }: Config): string {
  if (slack?.delivery.kind !== 'http') return 'Connected to Slack.';
  return `Listening for Slack's requests on port ${slack.delivery.port}, at /slack/events.`;
}
