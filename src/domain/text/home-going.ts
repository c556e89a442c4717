import type { HomePart } from '../home.ts';
import type { Language } from '../language.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { type RunView, rootMessage } from './root-message.ts';
import { personText } from './run-words.ts';
import { wordsIn } from './words.ts';

const SHOWN_RUNNING = 6;
const SHOWN_WAITING = 8;
const SHOWN_APPROVALS = 4;

/**
 * The way to start a run: with a button where it is known in which channel its message belongs, else by typing.
 * `channel` is where this person ran last.
 */
export function startParts(channel: string | null, language: Language): HomePart[] {
  const say = wordsIn(language).home;
  if (channel === null) return [{ kind: 'text', text: say.startByTyping() }];
  const isDirect = channel.startsWith('D');
  return [
    { kind: 'start', label: say.startLabel },
    { kind: 'small', text: say.startsIn(isDirect ? null : `<#${escapeMrkdwn(channel)}>`) },
  ];
}

/** What runs, with its progress. */
export function runningParts(running: readonly RunView[], language: Language): HomePart[] {
  const say = wordsIn(language).home;
  const head: HomePart = { kind: 'header', text: say.running };
  if (running.length === 0) return [head, { kind: 'text', text: say.nothingRuns() }];
  return [head, ...listed(running, SHOWN_RUNNING, language)];
}

/** What waits for its turn, with its place and when it is expected to start. */
export function waitingParts(waiting: readonly RunView[], language: Language): HomePart[] {
  const say = wordsIn(language).home;
  const head: HomePart = { kind: 'header', text: say.queue };
  if (waiting.length === 0) return [head, { kind: 'text', text: say.nothingWaits() }];
  return [head, ...listed(waiting, SHOWN_WAITING, language)];
}

/** What waits for a person's word; nothing where nothing does. */
export function approvalParts(waiting: readonly RunView[], language: Language): HomePart[] {
  if (waiting.length === 0) return [];
  const head: HomePart = { kind: 'header', text: wordsIn(language).home.approvals };
  return [head, ...listed(waiting, SHOWN_APPROVALS, language)];
}

function listed(views: readonly RunView[], most: number, language: Language): HomePart[] {
  const hidden = views.length - most;
  const more = hidden > 0 ? [wordsIn(language).home.more(hidden, '/nlb status')] : [];
  return [
    ...views.slice(0, most).flatMap((view) => runParts(view, language)),
    ...more.map((text) => ({ kind: 'small' as const, text })),
  ];
}

/** A run as its own message tells it, with the buttons that fit its state. */
function runParts(view: RunView, language: Language): HomePart[] {
  // Its own message speaks its requester's language, the page its reader's.
  const { lines, buttons: all, run, state } = rootMessage(view, language);
  // An approval is given beside the plan that it is for.
  const buttons = all.filter((name) => name === 'cancel');
  const whose = `\`${escapeMrkdwn(run)}\` · ${personText(view.request.requested_by)}`;
  const text: HomePart = { kind: 'text', text: [...lines, whose].join('\n') };
  return buttons.length === 0 ? [text] : [text, { kind: 'run', run, state, buttons }];
}
