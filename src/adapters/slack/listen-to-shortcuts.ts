import type { App, MessageShortcut } from '@slack/bolt';
import { answerOf } from './answer-in-time.ts';
import { content, type Ears, keyOf } from './ears.ts';

/** The callback id of the message shortcut "Explain this run". */
export const EXPLAIN_SHORTCUT = 'nlb_explain_run';

/** Listens to the message shortcut, and answers beside the message to that person alone. */
export function listenToShortcuts(app: App, { handlers, people, log }: Ears): void {
  app.shortcut<MessageShortcut>(
    { type: 'message_action', callback_id: EXPLAIN_SHORTCUT },
    async ({ shortcut, ack, respond }) => {
      const { message, channel, team, trigger_id } = shortcut;
      const { id: user } = shortcut.user;
      const threadTs = threadOf(message);
      const input = { user, channel: channel.id, threadTs, run: runOf(message) };
      const key = keyOf(team?.id, channel.id, user, trigger_id);
      const how = { language: people.languageOf(user), log };
      // The acknowledgement of a shortcut carries no text.
      await ack();
      const answer = await answerOf({ kind: 'shortcut' }, how, (language) =>
        handlers.explain({ ...input, key, language }),
      );
      if (answer === null) return;
      const inThread = threadTs === message.ts ? {} : { thread_ts: threadTs };
      await respond({ response_type: 'ephemeral', replace_original: false, ...inThread, ...content(answer.text) });
    },
  );
}

/** The root of the thread that a message is in; itself for a root. */
function threadOf({ ts, thread_ts }: MessageShortcut['message']): string {
  return typeof thread_ts === 'string' ? thread_ts : ts;
}

/** The run that a message's own metadata names; null for any other message, or where Slack leaves the metadata out. */
function runOf({ metadata }: MessageShortcut['message']): string | null {
  const { event_type, event_payload } = (metadata ?? {}) as { event_type?: unknown; event_payload?: { run?: unknown } };
  const run = event_type === 'nlb_run' ? event_payload?.run : null;
  return typeof run === 'string' ? run : null;
}
