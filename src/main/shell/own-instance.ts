import { userInfo } from 'node:os';
import { type Config, shellLanguage } from '../config.ts';
import { type Stack, startStack } from '../stack.ts';
import { EXIT } from './exit-code.ts';
import { complain } from './output.ts';

export const SHELL_USER = `shell:${userInfo().username}`;

/** Starts an instance of the shell's own, on free ports and with its own state, and ends it whatever happens. */
export async function withInstance(
  config: Config,
  touched: string,
  work: (stack: Stack, interrupted: Promise<void>) => Promise<number>,
): Promise<number> {
  const { SLACK_BOT_TOKEN: _bot, SLACK_APP_TOKEN: _app, SLACK_SIGNING_SECRET: _secret, ...env } = process.env;
  const stack = await startStack({
    config,
    env: {
      ...env,
      NLB_SHELL_USER: SHELL_USER,
      NLB_SHELL_TARGET: touched,
      NLB_LANG: shellLanguage(env),
    },
    ports: { workspace: 0, labNodePort: 0 },
    say: complain,
    onLog(line) {
      if (process.env.NLB_LOG) complain(line);
    },
  });
  const interrupted = new Promise<void>((resolve) => {
    let asked = false;
    const onSignal = (): void => {
      if (asked) process.exit(EXIT.ended);
      asked = true;
      complain('Ending: the target is put back first. Once more ends at once.');
      void stack.interrupt().then(resolve);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
  try {
    return await work(stack, interrupted);
  } finally {
    await stack.stop();
  }
}
