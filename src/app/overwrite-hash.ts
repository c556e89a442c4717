import { shownHash } from '../domain/parameter-value.ts';
import type { ApprovalNeed } from '../domain/run.ts';

/** sha256 (hex) of what `keep=ours` would write over: the foreign changes of a target's standing, in whatever order. */
export async function overwriteHash(foreign: readonly string[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify([...foreign].sort())));
  return Buffer.from(digest).toString('hex');
}

/** What `confirm=` of `keep=ours` has to be, as it is shown; null where nothing is overwritten or nobody's word is needed. */
export async function confirmFor(need: ApprovalNeed, foreign: readonly string[]): Promise<string | null> {
  return need === 'none' || foreign.length === 0 ? null : shownHash(await overwriteHash(foreign));
}
