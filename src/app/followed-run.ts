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
