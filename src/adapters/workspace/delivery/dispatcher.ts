import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../state/model.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { Delivered } from './envelopes.ts';
import type { Outbound } from './outbound.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { TriggerStore } from './triggers.ts';

/** Slack repeats an event that was not acknowledged: at once, after 1 min, after 5 min (milliseconds). */
const EVENT_RETRIES_MS = [0, 60_000, 300_000];

/** What is needed to send something to the app and to take its answer. */
export interface Dispatcher {
  state: WorkspaceState;
  queue: Outbound;
  triggers: TriggerStore;
  responseUrls: ResponseUrls;
  baseUrl: string;
  /** Ends waiting retries when the workspace closes. */
  closing: AbortSignal;
}

/** Sends an interaction; when nobody acknowledges it in time, the person is told as Slack tells it. */
export async function deliverInteraction(
  dispatcher: Dispatcher,
  payload: JsonObject,
  place: { user: string; channel: string; thread_ts?: string | undefined },
): Promise<Delivered> {
  const outcome = await dispatcher.queue.deliver('interactive', payload);
  if (!outcome.ok) tellFailure(dispatcher.state, place, `nlb did not answer within 3 seconds ("${outcome.error}")`);
  return outcome;
}

/** Shows a line of the workspace itself to one person. */
export function tellFailure(
  state: WorkspaceState,
  place: { user: string; channel: string; thread_ts?: string | undefined },
  text: string,
): void {
  state.ephemerals.post({
    user: place.user,
    channel: place.channel,
    text,
    blocks: [],
    from_app: false,
    ...(place.thread_ts === undefined ? {} : { thread_ts: place.thread_ts }),
  });
}

/** Sends an event; the result is that of the first attempt, retries go on by themselves. */
export async function deliverEvent(dispatcher: Dispatcher, payload: JsonObject): Promise<Delivered> {
  const first = await dispatcher.queue.deliver('events_api', payload);
  if (!first.ok) void retryEvent(dispatcher, payload);
  return first;
}

async function retryEvent({ queue, closing }: Dispatcher, payload: JsonObject): Promise<void> {
  for (const wait of EVENT_RETRIES_MS) {
    await sleep(wait, undefined, { ref: false, signal: closing }).catch(() => undefined);
    if (closing.aborted || (await queue.deliver('events_api', payload)).ok) return;
  }
}
