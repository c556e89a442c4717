import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, type RunState } from '../../domain/run.ts';
import type { ControlClient, ShownMessage } from './control-client.ts';
import { plainMessage } from './plain-message.ts';

const POLL_MS = 250;

/** A run's thread as it stood at its end. */
export interface FollowedThread {
  run: string;
  state: RunState;
  root: ShownMessage;
  replies: ShownMessage[];
}

/** Prints a run's thread as it grows, each version of the root message once, until the run has ended. */
export async function followRun(
  control: ControlClient,
  root: ShownMessage,
  print: (line: string) => void,
  lost: Promise<string>,
): Promise<FollowedThread> {
  const run = root.metadata?.event_payload?.run ?? '';
  let why: string | null = null;
  void lost.then((reason) => {
    why = reason;
  });
  let shownRoot = '';
  let shownReplies = 0;
  for (;;) {
    if (why !== null) throw new Error(why);
    const shown = await look(control, root.ts);
    if (shown === null) {
      // The bot is being started again, or `lost` says that it can not be.
      await sleep(POLL_MS);
      continue;
    }
    const { now, replies } = shown;
    if (now === undefined) throw new Error(`the message of run ${run} is gone`);
    for (const reply of replies.slice(shownReplies)) printAll(plainMessage(reply), '  | ', print);
    shownReplies = replies.length;
    const state = (now.metadata?.event_payload?.state ?? 'queued') as RunState;
    const lines = rootLines(now, state);
    const text = lines.join('\n');
    if (text !== shownRoot) printAll(lines, '', print);
    shownRoot = text;
    if (hasEnded(state)) return { run, state, root: now, replies };
    await sleep(POLL_MS);
  }
}

/** The thread as it is; null while nobody answers. */
async function look(
  control: ControlClient,
  ts: string,
): Promise<{ now: ShownMessage | undefined; replies: ShownMessage[] } | null> {
  try {
    const [roots, thread] = [await control.roots(), await control.thread(ts)];
    return { now: roots.find((message) => message.ts === ts), replies: thread.filter((message) => message.ts !== ts) };
  } catch (cause) {
    // What fetch throws when no answer came; an answer that refuses is another error.
    if (cause instanceof TypeError) return null;
    throw cause;
  }
}

/** A message that is edited every few seconds would fill a terminal: while the run goes on, its news fit two lines. */
function rootLines(message: ShownMessage, state: RunState): string[] {
  const lines = plainMessage(message);
  if (hasEnded(state)) return ['', ...lines];
  return lines.filter((line, index) => index === 0 || line.startsWith('Connections now'));
}

function printAll(lines: readonly string[], indent: string, print: (line: string) => void): void {
  for (const line of lines) print(`${indent}${line}`);
  if (indent !== '' && lines.length > 0) print('');
}
