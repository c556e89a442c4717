import { join } from 'node:path';
import type { Command } from '../../domain/command.ts';
import { errorMessage } from '../../domain/error-message.ts';
import type { ApprovalNeed } from '../../domain/run.ts';
import { isFailedAnswer } from '../../domain/text/failed-answer.ts';
import { wordsIn } from '../../domain/text/words.ts';
import { shellLanguage } from '../config.ts';
import type { Stack } from '../stack.ts';
import type { ShellArguments } from './arguments.ts';
import { confirmPlan } from './confirm-plan.ts';
import { type ControlClient, connectControl } from './control-client.ts';
import { EXIT, exitCode } from './exit-code.ts';
import { type FollowedPicture, followPicture } from './follow-picture.ts';
import { followRun } from './follow-run.ts';
import { complain, print } from './output.ts';
import { plainText } from './plain-message.ts';
import { readOutcome } from './read-outcome.ts';
import { findChromium, NO_CHROMIUM, takePage } from './take-page.ts';
import { writeRun } from './write-run.ts';

/**
 * Types a command into an instance of the shell's own, and writes a run that it starts into a folder.
 * @returns the exit code
 */
export async function carryOut(
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
  const seen = new Set((await control.roots()).map(({ ts }) => ts));
  const entered = await control.enter(`/nlb ${text}`);
  if ('answer' in entered) return showAnswer(entered.answer, command, { control, seen, out: args.out, print });
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

/** Shows a private answer, and the picture that an explanation says will follow. */
async function showAnswer(answer: string, command: Command, followed: FollowedPicture): Promise<number> {
  print(plainText(answer));
  const follows = command.name === 'explain' && answer.includes(wordsIn(shellLanguage(process.env)).path.follows());
  if (follows && !(await followPicture(followed))) return EXIT.failed;
  const isWanting = command.name === 'run' && !command.dry;
  return isWanting || isFailedAnswer(answer) ? EXIT.failed : EXIT.done;
}
