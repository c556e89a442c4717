/** What a look at one thing found. Plain text. */
export interface Finding {
  /** What was looked at, in a word or two. */
  what: string;
  ok: boolean;
  /** How it stands, without a full stop. */
  says: string;
  /** What to do; null when it is well. */
  fix: string | null;
}
