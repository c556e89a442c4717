import { userInfo } from 'node:os';
import { join } from 'node:path';
import { connectRedis } from '../adapters/redis/connect-redis.ts';
import { createRunStore } from '../adapters/redis/create-run-store.ts';
import { createClock } from '../adapters/system/clock.ts';
import { knownTarget } from '../app/answer-targets.ts';
import { checkAllowed } from '../app/submit-run.ts';
import { type Command, parseCommand } from '../domain/command.ts';
import { errorMessage, messageAndAdvice } from '../domain/error-message.ts';
import { completeParameters } from '../domain/parameters.ts';
import type { ApprovalNeed } from '../domain/run.ts';
import { commandText } from '../domain/text/command-text.ts';
import { isFailedAnswer } from '../domain/text/failed-answer.ts';
import { helpText, usageText } from '../domain/text/help-text.ts';
import { scheduleAnswers } from '../domain/text/schedule-text.ts';
import type { Diagnostics } from '../ports/diagnostics.ts';
import type { RunOutcome } from '../ports/run-store.ts';
import { type Config, ConfigError, readConfig, shellLanguage } from './config.ts';
import { readArguments, SHELL_USAGE, type ShellArguments } from './shell/arguments.ts';
import { askWorkerOf } from './shell/ask-worker-of.ts';
import { compareInShell } from './shell/compare.ts';
import { confirmPlan } from './shell/confirm-plan.ts';
import { type ControlClient, connectControl } from './shell/control-client.ts';
import { EXIT, exitCode } from './shell/exit-code.ts';
import { followRun } from './shell/follow-run.ts';
import { doctorWithoutInstance, slackDiagnostics } from './shell/look-at-slack.ts';
import { plainText, shellText } from './shell/plain-message.ts';
import { findChromium, NO_CHROMIUM, takePage } from './shell/take-page.ts';
import { verify } from './shell/verify.ts';
import { writeRun } from './shell/write-run.ts';
import { type Stack, startStack } from './stack.ts';

const SHELL_USER = `shell:${userInfo().username}`;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const complain = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

process.exit(await main(process.argv.slice(2)));

async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === '--help' || argv[0] === '-h') {
    print(SHELL_USAGE);
    return EXIT.done;
  }
  const args = readArguments(argv);
  if (typeof args === 'string') return refuse(args);
  const words = args.text.split(' ');
  if (words[0] === 'verify') {
    return words.length === 2 && words[1] !== ''
      ? verify(words[1] ?? '', print)
      : refuse('verify needs one directory: nlb verify out/r-7f3c');
  }
  if (words[0] === 'compare') return compare(words.slice(1), args);
  const parsed = parseCommand(args.text);
  if (!parsed.ok) return refuse(shellText(usageText(parsed.error, shellLanguage(process.env))));
  if (parsed.command.name === 'help') {
    print(plainText(helpText(parsed.command.command, shellLanguage(process.env))));
    return EXIT.done;
  }
  let slack: Diagnostics[] = [];
  try {
    const read = readConfig(process.env);
    slack = slackDiagnostics(read);
    const config = { ...read, slack: null };
    const problem = targetProblem(parsed.command, config);
    if (problem !== null) return refuse(problem);
    const { command } = parsed;
    return await withStack(config, touchedBy(command, config), (stack, interrupted) =>
      command.name === 'targets' || command.name === 'recover' || command.name === 'doctor'
        ? answerByWorker(stack, { config, slack }, command, interrupted)
        : carryOut(stack, args, { command, need: needOf(config, command) }, interrupted),
    );
  } catch (cause) {
    return notStarted(parsed.command, slack, cause);
  }
}

/** The doctor goes on without an instance, since that it can not be started is what has to be mended. */
async function notStarted({ name }: Command, slack: readonly Diagnostics[], cause: unknown): Promise<number> {
  if (name !== 'doctor' || cause instanceof ConfigError) complain(messageAndAdvice(cause));
  else print(plainText(await doctorWithoutInstance(slack, cause, shellLanguage(process.env))));
  return EXIT.failed;
}

/** Compares runs without starting anything: from folders, or from where REDIS_URL says that a bot keeps them. */
async function compare(words: readonly string[], { gate, out }: ShellArguments): Promise<number> {
  try {
    const { redisUrl } = readConfig(process.env);
    const kept =
      redisUrl === null ? undefined : async (run: string) => (await readOutcome({ redisUrl }, run))?.record ?? null;
    return await compareInShell({ words, gate, out, kept, print, complain, language: shellLanguage(process.env) });
  } catch (cause) {
    complain(messageAndAdvice(cause));
    return EXIT.failed;
  }
}

function refuse(message: string): number {
  complain(message);
  return EXIT.usage;
}

/** What the profile of a command's target refuses, or that there is none; found before anything is started. */
function targetProblem(command: Command, config: Config): string | null {
  const targets = new Map(config.targets.map((profile) => [profile.name, profile.limits]));
  try {
    if (command.name === 'targets' || command.name === 'recover' || command.name === 'recommend') {
      knownTarget({ targets }, command.target ?? config.defaultTarget);
    }
    if (command.name === 'approve')
      return 'A run that waits in Slack is approved there; the shell confirms its own with confirm=HASH.';
    if (command.name === 'schedule') return scheduleAnswers(shellLanguage(process.env)).notAtShell();
    if ((command.name === 'history' || command.name === 'show') && config.redisUrl === null)
      return `A shell keeps no runs, so there is none to ${command.name === 'show' ? 'show' : 'list'}: set REDIS_URL to that of a bot, or look into out/.`;
    if (command.name !== 'run') return null;
    const parameters = completeParameters(command.scenario, command.given, 0, command.sweep);
    const target = command.target ?? config.defaultTarget;
    checkAllowed({ targets }, target, command.scenario.name, parameters);
    if (command.dry || needOf(config, command) !== 'second-person') return null;
    const line = commandText(command.scenario.name, target, parameters);
    return `Target ${target} wants a second person's approval, which the shell can not give. In Slack: ${line}`;
  } catch (cause) {
    return plainText(messageAndAdvice(cause));
  }
}

/** Whose word the command needs; only a run that changes something needs one. */
function needOf(config: Config, command: Command): ApprovalNeed {
  if (command.name !== 'run' || command.dry) return 'none';
  const name = command.target ?? config.defaultTarget;
  return config.targets.find((profile) => profile.name === name)?.approval ?? 'none';
}

/** The one target that a command may change; '' for none. */
function touchedBy(command: Command, config: Config): string {
  if (command.name !== 'run' && command.name !== 'recover') return '';
  return command.name === 'run' && command.dry ? '' : (command.target ?? config.defaultTarget);
}

/** Starts an instance of the shell's own, on free ports and with its own state, and ends it whatever happens. */
async function withStack(
  config: Config,
  touched: string,
  work: (stack: Stack, interrupted: Promise<void>) => Promise<number>,
): Promise<number> {
  const { SLACK_BOT_TOKEN: _bot, SLACK_APP_TOKEN: _app, SLACK_SIGNING_SECRET: _secret, ...env } = process.env;
  const lines: string[] = [];
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
  { command, need }: { command: Command; need: ApprovalNeed },
  interrupted: Promise<void>,
): Promise<number> {
  const control = await connectControl(stack.url ?? '');
  let { text } = args;
  if (need === 'confirm' && command.name === 'run') {
    const io = { input: process.stdin, output: process.stdout, print };
    const confirmed = await confirmPlan(control, text, command.confirm, io);
    if ('refused' in confirmed) {
      complain(confirmed.refused);
      return confirmed.usage ? EXIT.usage : EXIT.failed;
    }
    text = confirmed.text;
  }
  const entered = await control.enter(`/nlb ${text}`);
  if ('answer' in entered) {
    print(plainText(entered.answer));
    const isWanting = command.name === 'run' && !command.dry;
    return isWanting || isFailedAnswer(entered.answer) ? EXIT.failed : EXIT.done;
  }
  const { root } = entered;
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

/** Ends with 0 when all is well, else with 1. */
async function answerByWorker(
  stack: Stack,
  { config, slack }: { config: Config; slack: readonly Diagnostics[] },
  command: Extract<Command, { name: 'targets' | 'recover' | 'doctor' }>,
  interrupted: Promise<void>,
): Promise<number> {
  const broken = stack.broken.then((reason): never => {
    throw new Error(reason);
  });
  const asked = askWorkerOf(stack, config, command, {
    ...{ user: SHELL_USER, slack, language: shellLanguage(process.env) },
  });
  const answer = await Promise.race([asked, broken, interrupted.then(() => null)]);
  if (answer === null) return EXIT.ended;
  print(plainText(answer.text));
  return answer.isWell ? EXIT.done : EXIT.failed;
}

async function readOutcome(stack: Pick<Stack, 'redisUrl'>, run: string): Promise<RunOutcome | null> {
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
    print(`No picture of the page: ${errorMessage(cause).split('\n')[0]}`);
  }
}
