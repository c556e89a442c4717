import type { ReceiverEvent } from '@slack/bolt';

/** Slack repeats a delivery for up to five minutes; the rest is for clocks that are off. */
const KEEP_MS = 15 * 60_000;
/** So many deliveries are remembered at most; the oldest are forgotten first. */
const MOST = 10_000;

type Deliver = (event: ReceiverEvent) => Promise<void>;

/**
 * Hands each delivery on once, however often and in whatever envelope it comes: a copy gets the acknowledgement of the
 * first, and nothing is done for it. Which deliveries are copies is told by what was done, not by retry headers or event
 * ids: a retry may come without the former and with another one of the latter.
 */
export function deliverOnce(deliver: Deliver, now: () => number = () => performance.now()): Deliver {
  const seen = new Map<string, { at: number; acknowledged: Promise<unknown> }>();

  function forget(): void {
    for (const [key, { at }] of seen) {
      if (seen.size <= MOST && now() - at < KEEP_MS) return;
      seen.delete(key);
    }
  }

  return async (event) => {
    const key = deliveryOf(event.body);
    if (key === null) return deliver(event);
    const first = seen.get(key);
    if (first !== undefined && now() - first.at < KEEP_MS) {
      await event.ack(await first.acknowledged);
      return;
    }
    const { promise, resolve } = Promise.withResolvers<unknown>();
    seen.delete(key);
    seen.set(key, { at: now(), acknowledged: promise });
    forget();
    const acknowledge = async (answer?: unknown): Promise<void> => {
      // Before it is sent: where the connection is lost meanwhile, the copy that Slack sends instead has the same answer.
      resolve(answer);
      await event.ack(answer);
    };
    await deliver({ ...event, ack: acknowledge });
  };
}

/**
 * What somebody did, as the payload tells it (docs.slack.dev): an interaction by its trigger, a message by its place and
 * time, any other event by its time. Null where it can not be told apart.
 */
function deliveryOf(body: ReceiverEvent['body']): string | null {
  const { event } = body;
  if (isObject(event)) {
    const { type, channel, user, ts, event_ts } = event;
    return keyFrom(body.team_id, type, channel, user, ts ?? event_ts);
  }
  const { type, command, trigger_id, user_id, user, view } = body;
  const who = isObject(user) ? user.id : user_id;
  const what = isObject(view) ? view.id : command;
  return keyFrom(type, what, who, trigger_id);
}

/** Null without the last part, which tells moments apart. */
function keyFrom(...parts: unknown[]): string | null {
  return typeof parts.at(-1) === 'string' ? JSON.stringify(parts) : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
