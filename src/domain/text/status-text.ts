import type { RunProgress } from '../progress.ts';
import type { RunRequest, RunState } from '../run.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { personText, runTitle, targetText } from './run-words.ts';
import { phaseText } from './running-message.ts';
import { ordinal } from './say-number.ts';

/** A run as the status lists it. */
export interface StatusLine {
  request: RunRequest;
  /** Place in the target's queue: 0 runs, 1 is the next; null when it is in no queue. */
  place: number | null;
  state: RunState;
  progress: RunProgress | null;
}

/** What runs and what waits on a target, one line a run, or how to start where there is nothing. */
export function statusText(target: string, runs: readonly StatusLine[]): string {
  if (runs.length === 0) {
    return `Nothing runs and nothing waits on ${targetText(target)}. Start with \`/nlb run max-connection-duration\`.`;
  }
  const running = runs.filter(({ state }) => state === 'running' || state === 'restoring').length;
  const waiting = runs.filter(({ state }) => state === 'queued' || state === 'awaiting_approval').length;
  return [
    `*${running === 0 ? 'Nothing runs' : `${running} running`}, ${waiting === 0 ? 'nothing waits' : `${waiting} waiting`} on ${targetText(target)}*`,
    ...runs.map(runLine),
  ].join('\n');
}

/** A run that has ended: that it has, and the lines of its message, whose first one answers. */
export function endedText(
  { request: { id }, state }: Pick<StatusLine, 'request' | 'state'>,
  lines: readonly string[],
): string {
  return [`Run \`${escapeMrkdwn(id)}\` has ended (${state}):`, ...lines].join('\n');
}

/** A run that has ended and whose thread does not say so: it is being told, or the chat took it nowhere. */
export function untoldText(request: RunRequest): string {
  const id = escapeMrkdwn(request.id);
  return `• \`${id}\` *${runTitle(request)}* on ${targetText(request.target)} has ended, and its thread does not say so yet: \`/nlb show ${id}\``;
}

function runLine({ request, place, state, progress }: StatusLine): string {
  const id = escapeMrkdwn(request.id);
  return `• \`${id}\` *${runTitle(request)}* - ${whereText(place, state, progress)} · ${personText(request.requested_by)} · \`/nlb cancel ${id}\``;
}

function whereText(place: number | null, state: RunState, progress: RunProgress | null): string {
  if (state === 'queued') return place === null || place <= 1 ? 'next in the queue' : `${ordinal(place)} in the queue`;
  if (state === 'running') return progress === null ? 'starting' : phaseText(progress);
  if (state === 'awaiting_approval') return 'waits for an approval';
  return state;
}
