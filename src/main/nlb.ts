import { userInfo } from 'node:os';
import { join } from 'node:path';
import { connectRedis } from '../adapters/redis/connect-redis.ts';
import { createRunStore } from '../adapters/redis/create-run-store.ts';
import { createClock } from '../adapters/system/clock.ts';
import { checkAllowed } from '../app/submit-run.ts';
import { type Command, parseCommand } from '../domain/command.ts';
import { completeParameters } from '../domain/parameters.ts';
import { helpText, usageText } from '../domain/text/help-text.ts';
import type { RunOutcome } from '../ports/run-store.ts';
import { type Config, readConfig } from './config.ts';
import { readArguments, type ShellArguments } from './shell/arguments.ts';
import { type ControlClient, connectControl } from './shell/control-client.ts';
import { EXIT, exitCode } from './shell/exit-code.ts';
import { followRun } from './shell/follow-run.ts';
import { plainText } from './shell/plain-message.ts';
import { findChromium, NO_CHROMIUM, takePage } from './shell/take-page.ts';
import { verify } from './shell/verify.ts';
import { writeRun } from './shell/write-run.ts';
import { type Stack, startStack } from './stack.ts';
import { complaint } from './wiring.ts';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const complain = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

process.exit(await main(process.argv.slice(2)));

async function main(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv);
  if (typeof args === 'string') return refuse(args);
  const words = args.text.split(' ');
  if (words[0] === 'verify') {
    return words.length === 2 && words[1] !== ''
      ? verify(words[1] ?? '', print)
      : refuse('verify needs one directory: nlb verify out/r-7f3c');
  }
  const parsed = parseCommand(args.text);
  if (!parsed.ok) return refuse(plainText(usageText(parsed.error)));
  if (parsed.command.name === 'help') {
    print(plainText(helpText(parsed.command.command)));
    return EXIT.done;
  }
  try {
    const config = { ...readConfig(process.env), slack: null };
    const problem = targetProblem(parsed.command, config);
    if (problem !== null) return refuse(problem);
    return await withStack(config, (stack, interrupted) => carryOut(stack, args, parsed.command, interrupted));
  } catch (cause) {
    complain(complaint(cause));
    return EXIT.failed;
  }
}

function refuse(message: string): number {
  complain(message);
  return EXIT.usage;
}

/** What the profile of a run's target refuses; found before anything is started. */
function targetProblem(command: Command, config: Config): string | null {
  if (command.name !== 'run') return null;
  const targets = new Map(config.targets.map((profile) => [profile.name, profile.limits]));
  const parameters = completeParameters(command.scenario, command.given, 0);
  try {
    checkAllowed({ targets }, command.target ?? config.defaultTarget, command.scenario.name, parameters);
    return null;
  } catch (cause) {
    return plainText(complaint(cause));
  }
}

/** Starts an instance of the shell's own, on free ports and with its own state, and ends it whatever happens. */
async function withStack(
  config: Config,
  work: (stack: Stack, interrupted: Promise<void>) => Promise<number>,
): Promise<number> {
  const { SLACK_BOT_TOKEN: _bot, SLACK_APP_TOKEN: _app, ...env } = process.env;
  const lines: string[] = [];
  const stack = await startStack({
    config,
    env: { ...env, NLB_SHELL_USER: `shell:${userInfo().username}` },
    ports: { workspace: 0, labNodePort: 0 },
    say: complain,
    onLog: (line) => (process.env.NLB_LOG ? complain(line) : lines.push(line)),
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

async function carryOut(
  stack: Stack,
  args: ShellArguments,
  command: Command,
  interrupted: Promise<void>,
): Promise<number> {
  const control = await connectControl(stack.url ?? '');
  const before = new Set((await control.roots()).map((message) => message.ts));
  const answer = await control.type(`/nlb ${args.text}`);
  if (answer !== null) {
    print(plainText(answer));
    return command.name === 'run' && !command.dry ? EXIT.failed : EXIT.done;
  }
  const root = (await control.roots()).find((message) => !before.has(message.ts));
  if (root === undefined) throw new Error('the command had no answer');
  // Once the worker has ended, a run that it had not begun would wait for ever.
  void interrupted.then(() => control.type(`/nlb cancel ${root.metadata?.event_payload?.run}`)).catch(() => undefined);
  const thread = await followRun(control, root, print, stack.broken);
  const outcome = await readOutcome(stack, thread.run);
  const folder = args.out ?? join('out', thread.run);
  const files = await writeRun(folder, control, thread, outcome);
  await page(stack, root.ts, control, folder, files);
  print(`${folder}: ${files.join(', ')}`);
  return exitCode(thread.state, outcome?.record ?? null, args.gate);
}

async function readOutcome(stack: Stack, run: string): Promise<RunOutcome | null> {
  const redis = await connectRedis(stack.redisUrl);
  try {
    return await createRunStore({ redis, clock: createClock() }).outcome(run);
  } finally {
    redis.disconnect();
  }
}

async function page(stack: Stack, ts: string, control: ControlClient, folder: string, files: string[]): Promise<void> {
  const chromium = await findChromium(process.env);
  if (chromium === null) {
    print(NO_CHROMIUM);
    return;
  }
  try {
    const charts = files.filter((name) => name.endsWith('.png')).length;
    await takePage(chromium, `${stack.url}/?full#${control.channelId}/${ts}`, charts, join(folder, 'page.png'));
    files.push('page.png');
  } catch (cause) {
    print(`No picture of the page: ${(cause as Error).message.split('\n')[0]}`);
  }
}
