import { type Command, parseCommand } from '../domain/command.ts';
import { messageAndAdvice } from '../domain/error-message.ts';
import { helpText, usageText } from '../domain/text/help-text.ts';
import type { Diagnostics } from '../ports/diagnostics.ts';
import { type Config, ConfigError, readConfig, shellLanguage } from './config.ts';
import { addTarget } from './shell/add-target.ts';
import { readArguments, SHELL_USAGE, type ShellArguments } from './shell/arguments.ts';
import { askWorkerOf } from './shell/ask-worker-of.ts';
import { carryOut } from './shell/carry-out.ts';
import { needOf, targetProblem, touchedBy } from './shell/check-target.ts';
import { compareInShell } from './shell/compare.ts';
import { EXIT } from './shell/exit-code.ts';
import { doctorWithoutInstance, slackDiagnostics } from './shell/look-at-slack.ts';
import { complain, print } from './shell/output.ts';
import { SHELL_USER, withInstance } from './shell/own-instance.ts';
import { plainText, shellText } from './shell/plain-message.ts';
import { readOutcome } from './shell/read-outcome.ts';
import { readPlan } from './shell/read-plan.ts';
import { verify } from './shell/verify.ts';
import type { Stack } from './stack.ts';

process.exit(await main(process.argv.slice(2)));

async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === '--help' || argv[0] === '-h') {
    print(SHELL_USAGE);
    return EXIT.done;
  }
  const args = readArguments(argv);
  if (typeof args === 'string') return refuse(args);
  const own = ownCommand(args);
  if (own !== null) return own;
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
    const plan = await readPlan(parsed.command, config, shellLanguage(process.env));
    if (plan !== null && 'refused' in plan) return refuse(plainText(plan.refused));
    const problem = targetProblem(parsed.command, config, plan?.plan);
    if (problem !== null) return refuse(problem);
    const { command } = parsed;
    return await withInstance(config, touchedBy(command, config), (stack, interrupted) =>
      command.name === 'targets' || command.name === 'recover' || command.name === 'doctor'
        ? answerByWorker(stack, { config, slack }, command, interrupted)
        : carryOut(stack, args, { command, need: needOf(config, command) }, interrupted),
    );
  } catch (cause) {
    return notStarted(parsed.command, slack, cause);
  }
}

/** What only a shell has, since it needs files of whoever types; null for every other command. */
function ownCommand(args: ShellArguments): Promise<number> | number | null {
  const [first, second = '', ...rest] = args.words;
  if (first === 'verify') {
    return second !== '' && rest.length === 0
      ? verify(second, print)
      : refuse('verify needs one directory: nlb verify out/r-7f3c');
  }
  if (first === 'compare') return compare(args.words.slice(1), args);
  if (first?.toLowerCase() !== 'targets' || second.toLowerCase() !== 'add') return null;
  return addTarget({ words: rest, hasKubeconfig: Boolean(process.env.KUBECONFIG), print, complain });
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
