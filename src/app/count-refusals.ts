import type { RefusalReason } from '../domain/audit.ts';
import { type AuditDeps, note } from './note-audit.ts';

/** At most one entry for each reason in this time, in milliseconds: whoever floods the bot must not flood its log. */
const PAUSE_MS = 60_000;

/** Requests that never reached the bot's own part, as the audit log has them. */
export interface RefusalCounter {
  count(reason: RefusalReason): void;
  /** Notes what is counted and not noted yet. */
  stop(): Promise<void>;
}

/** Notes the first request that is refused for a reason at once, and how many more there were after each minute. */
export function countRefusals(deps: AuditDeps): RefusalCounter {
  /** How many more there were, by the reason whose minute goes on. */
  const more = new Map<RefusalReason, number>();
  const over = new AbortController();
  const running = new Set<Promise<void>>();

  async function follow(reason: RefusalReason): Promise<void> {
    await noted(reason, 1);
    while (!over.signal.aborted) {
      await deps.clock.sleep(PAUSE_MS, over.signal).catch(() => undefined);
      const count = more.get(reason) ?? 0;
      if (count === 0) break;
      more.set(reason, 0);
      await noted(reason, count);
    }
    more.delete(reason);
  }

  function noted(reason: RefusalReason, count: number): Promise<void> {
    const what = count === 1 ? 'HTTP request' : `HTTP request, ${count} times`;
    return note(deps, { kind: 'refused', what, outcome: reason });
  }

  return {
    count(reason) {
      const count = more.get(reason);
      more.set(reason, count === undefined ? 0 : count + 1);
      if (count !== undefined) return;
      const following: Promise<void> = follow(reason).finally(() => running.delete(following));
      running.add(following);
    },
    async stop() {
      over.abort(new Error('the bot ends'));
      await Promise.all(running);
    },
  };
}
