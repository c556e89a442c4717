import { setTimeout as sleep } from 'node:timers/promises';
import type { Block, Channel, Ephemeral, JsonObject, Person } from '../state/model.ts';
import { SlackError } from '../web-api/slack-error.ts';
import { type Dispatcher, tellFailure } from './dispatcher.ts';
import { ACK_TIMEOUT_MS, type Delivered } from './envelopes.ts';
import { commandPayload } from './payloads.ts';

/** What the person sees at once after a slash command. */
export interface CommandAnswer {
  /** Milliseconds until the acknowledgement, or until it was given up. */
  ack_ms: number;
  response: { text: string; blocks: Block[] } | null;
}

/**
 * Sends a slash command `times` times: the same payload and trigger_id, each in an envelope of its own. The answer is
 * that of the first copy: its acknowledgement's body, or the first ephemeral within 3 s.
 */
export async function runCommand(
  dispatcher: Dispatcher,
  person: Person,
  channel: Channel,
  command: { name: string; text: string },
  times: number,
): Promise<CommandAnswer> {
  const place = { user: person.id, channel: channel.id };
  const triggerId = dispatcher.triggers.issue(person.id);
  const responseUrl = dispatcher.responseUrls.issue(place);
  const payload = commandPayload(person, channel, command, { triggerId, responseUrl: responseUrl.url });
  const answers = watchAnswers(dispatcher, place, { responseId: responseUrl.id, triggerId });
  const startedAt = performance.now();

  const deliveries = Array.from({ length: times }, async () => {
    const outcome = await dispatcher.queue.deliver('slash_commands', payload);
    showOutcome(dispatcher, place, command.name, responseUrl.id, outcome);
    return outcome;
  });
  const [first] = await Promise.all(deliveries);
  const body = first?.ok && hasContent(first.body) ? first.body : undefined;
  const shown = await answers.first(body ? 0 : Math.max(0, ACK_TIMEOUT_MS - (performance.now() - startedAt)));
  return { ack_ms: first?.ms ?? 0, response: body ? responseOf(body) : shown };
}

function responseOf(body: JsonObject): CommandAnswer['response'] {
  return {
    text: typeof body.text === 'string' ? body.text : '',
    blocks: Array.isArray(body.blocks) ? body.blocks : [],
  };
}

/** Shows the acknowledgement's body, or what Slack says when there was none. */
function showOutcome(
  dispatcher: Dispatcher,
  place: { user: string; channel: string },
  command: string,
  responseId: string,
  outcome: Delivered,
): void {
  if (!outcome.ok) {
    tellFailure(dispatcher.state, place, `${command} failed with the error "${outcome.error}"`);
    return;
  }
  if (!hasContent(outcome.body)) return;
  try {
    dispatcher.responseUrls.applyAck(responseId, outcome.body);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    tellFailure(dispatcher.state, place, `${command} failed with the error "${error.code}"`);
  }
}

const hasContent = (body: JsonObject) => body.text !== undefined || body.blocks !== undefined;

/** Watches for the first ephemeral of this command, and for a modal that it opens: then there is none to wait for. */
function watchAnswers(
  { state, triggers }: Dispatcher,
  place: { user: string; channel: string },
  ids: { responseId: string; triggerId: string },
): { first(waitMs: number): Promise<CommandAnswer['response']> } {
  const { promise, resolve } = Promise.withResolvers<Ephemeral | null>();
  const belongs = (ephemeral: Ephemeral) =>
    ephemeral.user === place.user &&
    ephemeral.channel === place.channel &&
    (ephemeral.origin === undefined || ephemeral.origin === ids.responseId);
  const unsubscribe = state.feed.subscribe((change) => {
    if (change.kind === 'ephemeral_posted' && belongs(change.ephemeral)) resolve(change.ephemeral);
    if (change.kind === 'modal' && triggers.wasUsed(ids.triggerId)) resolve(null);
  });
  return {
    async first(waitMs) {
      const timeout = new AbortController();
      const late = sleep(waitMs, null, { ref: false, signal: timeout.signal }).catch(() => null);
      const shown = await Promise.race([promise, late]);
      timeout.abort();
      unsubscribe();
      return shown ? { text: shown.text, blocks: shown.blocks } : null;
    },
  };
}
