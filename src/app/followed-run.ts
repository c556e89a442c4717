import type { RootMessage } from '../domain/text/message.ts';
import { rootMessage } from '../domain/text/root-message.ts';
import type { Queued } from '../ports/run-queue.ts';
import type { StoredRun } from '../ports/run-store.ts';
import { waitMs } from './submit-run.ts';

/** What the reporter remembers of a run that is not told yet; times are the clock's. */
export interface Followed {
  lastEdit: number;
  shown: string;
  /** Nothing is sent before: the chat asked to wait, or did not answer. */
  notBefore: number;
  misses: number;
  /** Until then an edit that had no answer may still come. */
  lateUntil: number;
  /** Its root message was deleted: nothing is edited any more, and its end is told in a new one. */
  gone: boolean;
  missingSince: number | null;
  /** Running until the end is seen; told when nothing more is to be said. */
  stage: 'going' | 'ended' | 'told';
  /** When the recovery was that was told last. */
  recoveredAt: string | null;
  posted: Set<string>;
}

/** A run that was not seen before. */
export function newlyFollowed(): Followed {
  return {
    lastEdit: Number.NEGATIVE_INFINITY,
    shown: '',
    notBefore: Number.NEGATIVE_INFINITY,
    misses: 0,
    lateUntil: Number.NEGATIVE_INFINITY,
    gone: false,
    missingSince: null,
    stage: 'going',
    recoveredAt: null,
    posted: new Set<string>(),
  };
}

/** The root message of a run that has not ended; `index` is its place in its target's `line`, -1 when it is in none. */
export function goingMessage(stored: StoredRun, line: readonly Queued[], index: number): RootMessage {
  const place = stored.state === 'queued' && index >= 0 ? index : null;
  return rootMessage({
    request: stored.request,
    state: stored.state,
    place,
    starts_in_ms: place === null ? null : waitMs(line, place),
    progress: line[index]?.progress ?? null,
    record: null,
    cancelled_by: stored.cancelled_by,
    approval: stored.approval,
    previous: null,
  });
}
