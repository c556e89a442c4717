import { createInterface } from 'node:readline/promises';
import type { ControlClient } from './control-client.ts';
import { plainText } from './plain-message.ts';

/** What came of asking for a confirmation. */
export type Confirmed = { text: string } | { refused: string; usage: boolean };

type Stream<T> = T & { isTTY?: boolean };

/**
 * Shows the plan of a run on a guarded target and asks for a yes: the `confirm` that was given, or a terminal.
 * @returns the command with its confirmation, or why there is none
 */
export async function confirmPlan(
  control: Pick<ControlClient, 'enter'>,
  text: string,
  given: string | null,
  io: { input: Stream<NodeJS.ReadableStream>; output: Stream<NodeJS.WritableStream>; print: (line: string) => void },
): Promise<Confirmed> {
  const asked = text.replace(/ confirm ?= ?\S+/i, '');
  const entered = await control.enter(`/nlb ${asked} dry=true`);
  const plan = plainText('answer' in entered ? entered.answer : entered.root.text);
  // The plan's last line ends with its hash; an error has none.
  const hash = /(?:Plan|計画のハッシュ:) ([0-9a-f]{12,64})\.?\s*$/.exec(plan.replaceAll('`', ''))?.[1];
  if (hash === undefined) return { refused: plan, usage: false };
  if (given !== null && (given.startsWith(hash) || hash.startsWith(given))) return { text };
  io.print(plan);
  if (given !== null) {
    return {
      refused: `confirm=${given} is of another plan; the one above is confirm=${hash}. Nothing was started.`,
      usage: true,
    };
  }
  if (!io.input.isTTY || !io.output.isTTY) {
    return {
      refused: `This target wants a confirmation. To run exactly this: nlb ${asked} confirm=${hash}`,
      usage: true,
    };
  }
  const terminal = createInterface(io);
  const answer = await terminal.question('Run exactly this? Type yes: ');
  terminal.close();
  if (answer.trim().toLowerCase() === 'yes') return { text: `${asked} confirm=${hash}` };
  return { refused: 'Not confirmed; nothing was started.', usage: true };
}
