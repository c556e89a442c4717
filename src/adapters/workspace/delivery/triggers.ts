import { randomBytes } from 'node:crypto';
import { SlackError } from '../web-api/slack-error.ts';

/** How long a trigger_id may open a modal, in milliseconds (Slack: 3 seconds). */
export const TRIGGER_LIFE_MS = 3_000;
const FORGET_AFTER_MS = 600_000;

interface Trigger {
  user: string;
  issuedAt: number;
  used: boolean;
}

/** The trigger ids that interactions carry and views.open takes. */
export interface TriggerStore {
  issue(user: string): string;
  /** Uses a trigger and tells whose it was; throws Slack's `*_trigger_id` errors. */
  exchange(triggerId: string): string;
  wasUsed(triggerId: string): boolean;
}

/** Creates the store; times come from a monotonic clock. */
export function createTriggerStore(now: () => number = () => performance.now()): TriggerStore {
  const triggers = new Map<string, Trigger>();
  return {
    issue(user) {
      for (const [id, trigger] of triggers) if (now() - trigger.issuedAt > FORGET_AFTER_MS) triggers.delete(id);
      const id = `${Date.now()}.${randomBytes(4).readUInt32BE()}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { user, issuedAt: now(), used: false });
      return id;
    },
    exchange(triggerId) {
      const trigger = triggers.get(triggerId);
      if (!trigger) throw new SlackError('invalid_trigger_id');
      if (trigger.used) throw new SlackError('exchanged_trigger_id');
      if (now() - trigger.issuedAt > TRIGGER_LIFE_MS) throw new SlackError('expired_trigger_id');
      trigger.used = true;
      return trigger.user;
    },
    wasUsed: (triggerId) => triggers.get(triggerId)?.used ?? false,
  };
}
