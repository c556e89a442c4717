import type { HomePart } from '../home.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { type RunView, rootMessage } from './root-message.ts';
import { personText } from './run-words.ts';

const SHOWN_RUNNING = 6;
const SHOWN_WAITING = 8;
const SHOWN_APPROVALS = 4;

/**
 * The way to start a run: with a button where it is known in which channel its message belongs, else by typing.
 * `channel` is where this person ran last.
 */
export function startParts(channel: string | null): HomePart[] {
  if (channel === null) {
    return [{ kind: 'text', text: startInChannel() }];
  }
  const where = channel.startsWith('D') ? 'in your messages with me' : `in <#${escapeMrkdwn(channel)}>`;
  return [
    { kind: 'start', label: 'Run an experiment' },
    { kind: 'small', text: `Its message appears ${where}, where you ran last; in another channel type \`/nlb run\`.` },
  ];
}

/** How to start a run where there is no button for it. */
export function startInChannel(): string {
  return 'Start a run in a channel: `/nlb run` opens a form; `/nlb run baseline` touches nothing and takes less than a minute.';
}

/** What runs, with its progress. */
export function runningParts(running: readonly RunView[]): HomePart[] {
  const head: HomePart = { kind: 'header', text: 'Running' };
  if (running.length === 0) return [head, { kind: 'text', text: 'Nothing runs.' }];
  return [head, ...running.slice(0, SHOWN_RUNNING).flatMap(runParts), ...moreParts(running.length - SHOWN_RUNNING)];
}

/** What waits for its turn, with its place and when it is expected to start. */
export function waitingParts(waiting: readonly RunView[]): HomePart[] {
  const head: HomePart = { kind: 'header', text: 'In the queue' };
  if (waiting.length === 0) {
    return [head, { kind: 'text', text: 'Nothing waits. A run that is started while its target is busy waits here.' }];
  }
  return [head, ...waiting.slice(0, SHOWN_WAITING).flatMap(runParts), ...moreParts(waiting.length - SHOWN_WAITING)];
}

/** What waits for a person's word; nothing where nothing does. */
export function approvalParts(waiting: readonly RunView[]): HomePart[] {
  if (waiting.length === 0) return [];
  return [
    { kind: 'header', text: 'Waiting for an approval' },
    ...waiting.slice(0, SHOWN_APPROVALS).flatMap(runParts),
    ...moreParts(waiting.length - SHOWN_APPROVALS),
  ];
}

/** A run as its own message tells it, with the buttons that fit its state. */
function runParts(view: RunView): HomePart[] {
  const { lines, buttons: all, run, state } = rootMessage(view);
  // An approval is given beside the plan that it is for.
  const buttons = all.filter((name) => name === 'cancel');
  const whose = `\`${escapeMrkdwn(run)}\` · ${personText(view.request.requested_by)}`;
  const text: HomePart = { kind: 'text', text: [...lines, whose].join('\n') };
  return buttons.length === 0 ? [text] : [text, { kind: 'run', run, state, buttons }];
}

function moreParts(hidden: number): HomePart[] {
  return hidden > 0 ? [{ kind: 'small', text: `and ${hidden} more: \`/nlb status\`` }] : [];
}
