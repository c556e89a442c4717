import type { Language } from '../language.ts';
import type { RunProgress } from '../progress.ts';
import type { Refusal, RunRequest, RunState } from '../run.ts';
import { commandText } from './command-text.ts';
import { codeText, escapeButChannels, escapeMrkdwn } from './escape-mrkdwn.ts';
import { personText, runTitle, targetText } from './run-words.ts';
import { phaseText } from './running-message.ts';
import { wordsIn } from './words.ts';

/** A run as the status lists it. */
export interface StatusLine {
  request: RunRequest;
  /** Place in the target's queue: 0 runs, 1 is the next; null when it is in no queue. */
  place: number | null;
  state: RunState;
  progress: RunProgress | null;
}

/** What runs and what waits on a target, one line a run, or how to start where there is nothing. */
export function statusText(target: string, runs: readonly StatusLine[], language: Language = 'en'): string {
  const { going } = wordsIn(language);
  if (runs.length === 0) return going.nothing(targetText(target));
  const running = runs.filter(({ state }) => state === 'running' || state === 'restoring').length;
  const waiting = runs.filter(({ state }) => state === 'queued' || state === 'awaiting_approval').length;
  return [going.counts(running, waiting, targetText(target)), ...runs.map((run) => runLine(run, language))].join('\n');
}

/** A run that has ended: that it has, and the lines of its message, whose first one answers. */
export function endedText(
  { request: { id }, state }: Pick<StatusLine, 'request' | 'state'>,
  lines: readonly string[],
  language: Language = 'en',
): string {
  const { going } = wordsIn(language);
  return [going.hasEnded(codeText(id), going.states[state]), ...lines].join('\n');
}

/** A run that was refused before it was queued: why, what to do, and the command to ask again. */
export function refusedText(request: RunRequest, { code, message }: Refusal, language: Language = 'en'): string {
  const { going, ended } = wordsIn(language);
  const title = going.title(runTitle(request, language), targetText(request.target));
  const again = ended.askAgain(commandText(request.scenario, request.target, request.parameters));
  return ended.refused(title, escapeButChannels(message), code, again);
}

/** A run that has ended and whose thread does not say so: it is being told, or the chat took it nowhere. */
export function untoldText(request: RunRequest, language: Language = 'en'): string {
  const { going } = wordsIn(language);
  const id = escapeMrkdwn(request.id);
  const title = going.title(runTitle(request, language), targetText(request.target));
  return going.untold(title, `\`${id}\``, `/nlb show ${id}`);
}

function runLine({ request, place, state, progress }: StatusLine, language: Language): string {
  const id = escapeMrkdwn(request.id);
  const where = whereText({ place, state, progress }, language);
  return `• \`${id}\` *${runTitle(request, language)}* - ${where} · ${personText(request.requested_by)} · \`/nlb cancel ${id}\``;
}

function whereText(
  { place, state, progress }: Pick<StatusLine, 'place' | 'state' | 'progress'>,
  language: Language,
): string {
  const { going } = wordsIn(language);
  if (state === 'queued') return place === null || place <= 1 ? going.next() : going.nth(place);
  if (state === 'running') {
    return progress === null ? going.isStarting() : phaseText(progress, language);
  }
  return state === 'awaiting_approval' ? going.awaits() : going.states[state];
}
